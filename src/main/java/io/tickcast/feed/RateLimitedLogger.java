package io.tickcast.feed;

import io.tickcast.log.Printable;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/** Says a recurring trouble once, and then at most once a minute with how often it came again. */
final class RateLimitedLogger {
    private static final long EVERY_NANOS = Duration.ofMinutes(1).toNanos();
    static final int MAX_CHARS = 200;

    private final Logger log;
    private final Map<String, Entry> entries = new HashMap<>();

    RateLimitedLogger(Logger log) {
        this.log = log;
    }

    /**
     * @param trouble one of a few fixed texts
     * @param detail  of this one time; whatever an outsider put into it is made harmless
     */
    void warn(String trouble, String detail, long nowNanos) {
        say(Level.WARN, trouble, detail, nowNanos);
    }

    void info(String trouble, String detail, long nowNanos) {
        say(Level.INFO, trouble, detail, nowNanos);
    }

    private void say(Level level, String trouble, String detail, long nowNanos) {
        Entry entry = entries.computeIfAbsent(trouble, t -> new Entry(nowNanos - EVERY_NANOS));
        if (nowNanos - entry.saidAt < EVERY_NANOS) {
            entry.unsaid++;
            return;
        }
        String again = entry.unsaid == 0 ? "" : " (and " + entry.unsaid + " times before)";
        log.atLevel(level).log("{}: {}{}", trouble, Printable.shown(detail, MAX_CHARS), again);
        entry.saidAt = nowNanos;
        entry.unsaid = 0;
    }

    private static final class Entry {
        long saidAt;
        long unsaid;

        Entry(long saidAt) {
            this.saidAt = saidAt;
        }
    }
}
