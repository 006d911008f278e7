package dev.roadstead.operator.reconcile.storeclass;

import dev.roadstead.operator.backend.Leftovers;
import dev.roadstead.operator.backend.Orphan;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which orphans end now. One that has lost its object ends after a grace; a whole mesh that has lost its objects is rather an
 * operator that looks at the wrong cluster, or at one that is being rebuilt, and waits for a person. Pure.
 *
 * @param grace how long something must have been an orphan
 */
record OrphanRules(Duration grace) {
    /** So many lose their objects without anybody's asking whether it is the right cluster. */
    static final int FEW = 10;

    /** An operator that has just started sees objects come back that somebody applies again, for this part of the grace. */
    private static final int SETTLING = 6;

    /** What shall be done. */
    sealed interface Verdict {
        /** Nothing, or not yet. */
        record Wait() implements Verdict {}

        /** These end. */
        record End(List<Orphan> due) implements Verdict {}

        /**
         * None ends until a person has confirmed it.
         *
         * @param open how many would lose their access
         * @param all of how many
         * @param token what confirms exactly these
         */
        record Held(int open, int all, String token) implements Verdict {}
    }

    /**
     * Decides.
     *
     * @param opened when this operator began to watch, by the store's clock
     * @param now by the store's clock
     * @param confirmed what a person has written on the StoreClass; null if nothing
     */
    Verdict decide(Leftovers leftovers, Instant opened, Instant now, @Nullable String confirmed) {
        List<Orphan> open = leftovers.orphans().stream().filter(Orphan::open).toList();
        boolean many = open.size() > FEW && 2 * open.size() > leftovers.open();
        if (!open.isEmpty() && (many || leftovers.deserted())) {
            String token = token(open);
            return token.equals(confirmed)
                    ? new Verdict.End(
                            leftovers.orphans().stream().filter(Orphan::ends).toList())
                    : new Verdict.Held(open.size(), leftovers.open(), token);
        }
        if (now.isBefore(opened.plus(grace.dividedBy(SETTLING)))) {
            return new Verdict.Wait();
        }
        List<Orphan> due = leftovers.orphans().stream()
                .filter(orphan -> orphan.ends() && isOver(orphan, now))
                .toList();
        return due.isEmpty() ? new Verdict.Wait() : new Verdict.End(due);
    }

    /** When the first of them that is open ends; null if that is not known yet. */
    @Nullable
    Instant next(Leftovers leftovers, Instant opened) {
        Instant settled = opened.plus(grace.dividedBy(SETTLING));
        return leftovers.orphans().stream()
                .filter(Orphan::open)
                .flatMap(orphan -> Stream.ofNullable(orphan.since()))
                .min(Instant::compareTo)
                .map(since -> since.plus(grace))
                .map(end -> end.isBefore(settled) ? settled : end)
                .orElse(null);
    }

    private boolean isOver(Orphan orphan, Instant now) {
        return orphan.since() != null && !now.isBefore(orphan.since().plus(grace));
    }

    /** Their number, for people, and what makes it these and no others: a note that was left over confirms nothing. */
    private static String token(List<Orphan> open) {
        var text = new StringBuilder();
        open.forEach(orphan -> text.append(orphan.kind())
                .append(' ')
                .append(orphan.name())
                .append(' ')
                .append(orphan.since())
                .append('\n'));
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return open.size() + "-" + HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
