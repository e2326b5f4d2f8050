package io.tickcast.script;

import io.tickcast.log.Occurrences;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * A file's failures in the log of the node. One that comes again and again, whatever its figures, is written as often
 * as may stop the file, and from then on the 8th, 16th, 32nd ... time. Thread-safe.
 */
final class FailureLog {
    private static final int MAX_KINDS = 20;
    private static final Pattern FIGURES = Pattern.compile("\\d+");

    private final ScriptLog log;
    private final Map<String, Occurrences> counts = new HashMap<>();

    FailureLog(ScriptLog log) {
        this.log = log;
    }

    synchronized void add(String why) {
        String kind = FIGURES.matcher(why).replaceAll("#");
        // Kinds beyond the last that is known share one count.
        Occurrences occurrences = counts.computeIfAbsent(
                counts.size() < MAX_KINDS || counts.containsKey(kind) ? kind : "", first -> new Occurrences());
        OptionalLong told = occurrences.add();
        if (occurrences.count() <= ScriptHost.MAX_FAILURES) {
            log.warn(why);
        } else {
            told.ifPresent(count -> log.warn(why + " (" + count + " like this so far)"));
        }
    }
}
