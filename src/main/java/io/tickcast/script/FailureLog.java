package io.tickcast.script;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A file's failures in the log of the node. One that comes again and again, whatever its figures, is written as often as
 * may stop the file, and from then on the 8th, 16th, 32nd ... time. Thread-safe.
 */
final class FailureLog {
  private static final int MAX_KINDS = 20;
  private static final Pattern FIGURES = Pattern.compile("\\d+");

  private final ScriptLog log;
  private final Map<String, Long> counts = new HashMap<>();

  FailureLog(ScriptLog log) {
    this.log = log;
  }

  synchronized void add(String why) {
    String kind = FIGURES.matcher(why).replaceAll("#");
    // Kinds beyond the last that is known share one count.
    long count = counts.merge(counts.size() < MAX_KINDS || counts.containsKey(kind) ? kind : "", 1L, Long::sum);
    if (count <= ScriptHost.MAX_FAILURES) {
      log.warn(why);
    } else if (Long.bitCount(count) == 1) {
      log.warn(why + " (" + count + " like this so far)");
    }
  }
}
