package io.tickcast.feed;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Requests of an exchange that takes so many arguments, and so many bytes of them, at once. */
public final class Batches {
    private Batches() {}

    /**
     * Splits arguments into lists of at most this many, which have at most this many bytes together. One argument that
     * is longer has a list of its own.
     *
     * @param beside bytes that each argument has beside its own text
     */
    public static List<List<String>> of(List<String> arguments, int most, int bytes, int beside) {
        List<List<String>> batches = new ArrayList<>();
        List<String> batch = new ArrayList<>();
        int length = 0;
        for (String argument : arguments) {
            int own = argument.getBytes(StandardCharsets.UTF_8).length + beside;
            if (!batch.isEmpty() && (batch.size() == most || length + own > bytes)) {
                batches.add(batch);
                batch = new ArrayList<>();
                length = 0;
            }
            batch.add(argument);
            length += own;
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return batches;
    }
}
