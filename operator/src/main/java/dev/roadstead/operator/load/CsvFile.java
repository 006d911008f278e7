package dev.roadstead.operator.load;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.roadstead.operator.load.LoadException.Cause;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file as RFC 4180 describes it, UTF-8, the first line naming the columns. A byte order mark is passed over, lines
 * may end in LF or CRLF, empty lines are not rows.
 */
public final class CsvFile implements AutoCloseable {

    /** Fields longer than this many characters are taken for an unclosed quote, not for data. */
    static final int LONGEST_FIELD = 16 * 1024 * 1024;

    private static final int BYTE_ORDER_MARK = 0xFEFF;

    private final CsvReader<CsvRecord> reader;
    private final Iterator<CsvRecord> records;
    private final List<String> header;
    private long line;

    private CsvFile(CsvReader<CsvRecord> reader) throws LoadException {
        this.reader = reader;
        this.records = reader.iterator();
        var first = next();
        if (first == null) {
            throw new LoadException(Cause.BAD_DATA, "the file is empty; its first line must name the columns");
        }
        this.header = first.getFields();
        checkHeader();
    }

    /** Reads the header; the stream is closed with the file. */
    public static CsvFile open(InputStream content, char delimiter) throws LoadException {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        try {
            return new CsvFile(CsvReader.builder()
                    .fieldSeparator(delimiter)
                    .extraFieldStrategy(
                            FieldMismatchStrategy
                                    .IGNORE) // counted below, because one such row is no reason to stop reading
                    .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .allowUnclosedQuote(false)
                    .maxBufferSize(LONGEST_FIELD)
                    .ofCsvRecord(withoutByteOrderMark(new InputStreamReader(content, decoder))));
        } catch (IOException e) {
            throw unreadable(0, e);
        }
    }

    private static Reader withoutByteOrderMark(Reader reader) throws IOException {
        var buffered = new BufferedReader(reader);
        buffered.mark(1);
        if (buffered.read() != BYTE_ORDER_MARK) {
            buffered.reset();
        }
        return buffered;
    }

    private void checkHeader() throws LoadException {
        var seen = new HashSet<String>();
        for (var name : header) {
            if (name.isBlank()) {
                throw new LoadException(Cause.BAD_DATA, "the first line of the file names a column with an empty name");
            }
            if (!seen.add(name)) {
                throw new LoadException(
                        Cause.BAD_DATA, "the first line of the file names the column " + name + " twice");
            }
        }
    }

    /** The names of the columns, in the order of the file. */
    public List<String> header() {
        return header;
    }

    /** The next row; null at the end. It may have more or fewer fields than the header. */
    public @Nullable CsvRecord next() throws LoadException {
        try {
            if (!records.hasNext()) {
                return null;
            }
            var found = records.next();
            line = found.getStartingLineNumber();
            return found;
        } catch (CsvParseException e) {
            throw e.getCause() instanceof IOException io ? unreadable(line, io) : malformed(e);
        } catch (UncheckedIOException e) {
            var cause = e.getCause();
            throw unreadable(line, cause == null ? new IOException(e) : cause);
        }
    }

    private LoadException malformed(CsvParseException e) {
        return new LoadException(
                Cause.BAD_DATA,
                "the file is no proper CSV after line " + line + ": " + e.getMessage()
                        + ". A field with a quote, a delimiter or a line break in it must stand in quotes, and a quote"
                        + " inside is written twice",
                e);
    }

    private static LoadException unreadable(long line, IOException e) {
        if (e instanceof CharacterCodingException) {
            return new LoadException(
                    Cause.BAD_DATA,
                    "the file is not UTF-8 somewhere after line " + line + "; convert it, for instance with iconv -f"
                            + " ISO-8859-1 -t UTF-8",
                    e);
        }
        return new LoadException(
                Cause.BAD_DATA, "the file can't be read after line " + line + ": " + e.getMessage(), e);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
