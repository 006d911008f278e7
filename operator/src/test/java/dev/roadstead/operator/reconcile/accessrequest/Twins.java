package dev.roadstead.operator.reconcile.accessrequest;

import dev.roadstead.api.v1alpha1.Contract;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;

/**
 * Two contracts that differ in what is wanted, and in words for people that were chosen so that the first ten digits of their
 * hashes are the same.
 *
 * @param digits those
 */
record Twins(Contract first, Contract second, String digits) {

    private static final int BITS = 40;
    private static final int TRIES = 1 << 20;
    private static final String PURPOSE = "........";

    static Twins of(KubernetesSerialization serialization, String first, String second) {
        String one = template(serialization, first);
        String other = template(serialization, second);
        LongUnaryOperator hash = hashOf(one);
        long[] known = LongStream.range(0, TRIES)
                .map(i -> hash.applyAsLong(i) * TRIES + i)
                .sorted()
                .toArray();
        LongUnaryOperator otherHash = hashOf(other);
        for (long i = 0; ; i++) {
            long wanted = otherHash.applyAsLong(i);
            int place = Arrays.binarySearch(known, wanted * TRIES);
            int at = place < 0 ? -place - 1 : place;
            if (at < known.length && known[at] / TRIES == wanted) {
                return new Twins(
                        serialization.unmarshal(filled(one, known[at] % TRIES), Contract.class),
                        serialization.unmarshal(filled(other, i), Contract.class),
                        String.format("%010x", wanted));
            }
        }
    }

    private static String template(KubernetesSerialization serialization, String contract) {
        String purpose = "{\"description\": {\"purpose\": \"" + PURPOSE + "\"}, ";
        return serialization.asJson(serialization.unmarshal(purpose + contract.substring(1), Contract.class));
    }

    private static String filled(String template, long number) {
        return template.replace(PURPOSE, purpose(number));
    }

    private static String purpose(long number) {
        return Long.toString(10_000_000 + number);
    }

    private static LongUnaryOperator hashOf(String template) {
        byte[] text = template.getBytes(StandardCharsets.UTF_8);
        int at = template.indexOf(PURPOSE);
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        return number -> {
            byte[] purpose = purpose(number).getBytes(StandardCharsets.UTF_8);
            System.arraycopy(purpose, 0, text, at, purpose.length);
            return ByteBuffer.wrap(digest.digest(text)).getLong() >>> (Long.SIZE - BITS);
        };
    }
}
