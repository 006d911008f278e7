package dev.roadstead.testing;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Counts and remembers what this JVM sends to PostgreSQL. It stands in for the driver while it is open, so it sees the
 * sessions that are opened meanwhile and no others.
 */
public final class SqlLog implements Driver, AutoCloseable {

    private static final Pattern STATEMENT_END = Pattern.compile(";\\n|; (?=SET |GRANT |CREATE )|;$");
    private static final Pattern HARMLESS = Pattern.compile("^(SELECT|SET|SHOW|LOCK|TABLE|BEGIN|COMMIT|ROLLBACK)\\b.*");

    private static final Pattern WRITING = Pattern.compile("\\b(INSERT INTO|UPDATE|DELETE FROM|MERGE INTO)\\b");

    /** What one transaction that wrote has sent, one text for each message, and as whom. */
    public record Transaction(String user, List<String> texts) {}

    /** One session, from login to end. */
    public static final class Session {
        private final String user;
        private final String password;
        private final Queue<String> texts = new ConcurrentLinkedQueue<>();

        private Session(String user, String password) {
            this.user = user;
            this.password = password;
        }

        public String user() {
            return user;
        }

        public String password() {
            return password;
        }

        /** Every message sent in it; texts with {@code ?} for prepared ones. */
        public List<String> texts() {
            return List.copyOf(texts);
        }
    }

    private final Driver driver = new org.postgresql.Driver();
    private final AtomicLong statements = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final Queue<Transaction> transactions = new ConcurrentLinkedQueue<>();
    private final Queue<Session> sessions = new ConcurrentLinkedQueue<>();

    private SqlLog() {}

    /** Begins to listen. */
    public static SqlLog start() throws SQLException {
        var log = new SqlLog();
        org.postgresql.Driver.deregister();
        DriverManager.registerDriver(log);
        return log;
    }

    @Override
    public void close() throws SQLException {
        DriverManager.deregisterDriver(this);
        org.postgresql.Driver.register();
    }

    /** Statements sent, each one of a message that holds several. */
    public long statements() {
        return statements.get();
    }

    /** Statements sent that could write. */
    public long writes() {
        return writes.get();
    }

    /** Committed transactions that wrote, in order. */
    public List<Transaction> transactions() {
        return List.copyOf(transactions);
    }

    public List<Session> sessions() {
        return List.copyOf(sessions);
    }

    /** Most sessions that were open at once. */
    public int most() {
        return most.get();
    }

    @Override
    public @Nullable Connection connect(String url, Properties info) throws SQLException {
        if (!driver.acceptsURL(url)) {
            return null;
        }
        var session = new Session(info.getProperty("user", ""), info.getProperty("password", ""));
        most.accumulateAndGet(open.incrementAndGet(), Math::max);
        try {
            Connection real = driver.connect(url, info);
            sessions.add(session);
            return proxy(Connection.class, new ConnectionHandler(real, session));
        } catch (SQLException e) {
            open.decrementAndGet();
            throw e;
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(SqlLog.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Statements of a message; a semicolon inside a value is no end, because values of ours end no line. */
    private static List<String> split(String text) {
        return STATEMENT_END
                .splitAsStream(text)
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static boolean isWrite(String statement) {
        if (statement.startsWith("WITH ")) {
            return WRITING.matcher(statement).find();
        }
        return !HARMLESS.matcher(statement.lines().findFirst().orElse("")).matches();
    }

    private final class ConnectionHandler implements InvocationHandler {
        private final Connection real;
        private final Session session;
        private final List<String> pending = new ArrayList<>();
        private boolean wrote;
        private boolean closed;

        ConnectionHandler(Connection real, Session session) {
            this.real = real;
            this.session = session;
        }

        @Override
        public Object invoke(Object self, Method method, Object[] arguments) throws Throwable {
            switch (method.getName()) {
                case "close" -> {
                    if (!closed) {
                        closed = true;
                        open.decrementAndGet();
                    }
                }
                case "rollback" -> end(false);
                default -> {}
            }
            Object result = call(real, method, arguments);
            return switch (method.getName()) {
                case "commit" -> {
                    end(true);
                    yield result;
                }
                case "createStatement" -> proxy(Statement.class, new StatementHandler(this, result, null));
                case "prepareStatement" ->
                    proxy(PreparedStatement.class, new StatementHandler(this, result, (String) arguments[0]));
                case "prepareCall" ->
                    proxy(CallableStatement.class, new StatementHandler(this, result, (String) arguments[0]));
                default -> result;
            };
        }

        private void end(boolean committed) {
            if (committed && wrote) {
                transactions.add(new Transaction(session.user(), List.copyOf(pending)));
            }
            pending.clear();
            wrote = false;
        }

        void sent(String text) throws SQLException {
            List<String> parts = split(text);
            long writing = parts.stream().filter(SqlLog::isWrite).count();
            statements.addAndGet(parts.size());
            writes.addAndGet(writing);
            session.texts.add(text);
            pending.add(text);
            wrote |= writing > 0;
            if (real.getAutoCommit()) {
                end(true);
            }
        }
    }

    private static final class StatementHandler implements InvocationHandler {
        private final ConnectionHandler connection;
        private final Object real;
        private final @Nullable String prepared;

        StatementHandler(ConnectionHandler connection, Object real, @Nullable String prepared) {
            this.connection = connection;
            this.real = real;
            this.prepared = prepared;
        }

        @Override
        public Object invoke(Object self, Method method, Object[] arguments) throws Throwable {
            if (method.getName().startsWith("execute")) {
                connection.sent(
                        arguments != null && arguments.length > 0 && arguments[0] instanceof String text
                                ? text
                                : String.valueOf(prepared));
            }
            return call(real, method, arguments);
        }
    }

    @Override
    public boolean acceptsURL(String url) throws SQLException {
        return driver.acceptsURL(url);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) throws SQLException {
        return driver.getPropertyInfo(url, info);
    }

    @Override
    public int getMajorVersion() {
        return driver.getMajorVersion();
    }

    @Override
    public int getMinorVersion() {
        return driver.getMinorVersion();
    }

    @Override
    public boolean jdbcCompliant() {
        return driver.jdbcCompliant();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger("org.postgresql");
    }
}
