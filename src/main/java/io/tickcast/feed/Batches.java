package io.tickcast.feed;

import java.util.ArrayList;
import java.util.List;

/** Requests of an exchange that takes so many arguments, and so many bytes of them, at once. */
public final class Batches {
    private Batches() {}

    /**
     * Splits arguments into lists of at most this many, whose texts have at most this many characters together. One
     * argument that is longer has a list of its own.
     */
    public static List<List<String>> of(List<String> arguments, int most, int characters) {
        List<List<String>> batches = new ArrayList<>();
        List<String> batch = new ArrayList<>();
        int length = 0;
        for (String argument : arguments) {
            if (!batch.isEmpty() && (batch.size() == most || length + argument.length() > characters)) {
                batches.add(batch);
                batch = new ArrayList<>();
                length = 0;
            }
            batch.add(argument);
            length += argument.length();
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return batches;
    }
}
