package io.tickcast.log;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;

/**
 * The lines of the log on a server that comes and goes: each kind of fault once until it works again, and at most once a
 * minute, for a server that works for a moment again and again. Not thread-safe.
 *
 * @param <K> kinds of faults
 */
public final class OutageLog<K extends Enum<K>> {
    private static final long EVERY_NANOS = Duration.ofMinutes(1).toNanos();

    private final Logger log;
    private final Set<K> sinceUp = new HashSet<>();
    private final Map<K, Long> saidAt = new HashMap<>();
    /** Whether the last word was that it is down, or none was said yet. */
    private boolean wantsUp = true;

    public OutageLog(Logger log) {
        this.log = log;
    }

    public void down(K kind, String text, long nowNanos) {
        Long last = saidAt.get(kind);
        if (sinceUp.add(kind) && (last == null || nowNanos - last >= EVERY_NANOS)) {
            log.warn("{}", text);
            saidAt.put(kind, nowNanos);
            wantsUp = true;
        }
    }

    public void up(String text) {
        sinceUp.clear();
        if (wantsUp) {
            log.info("{}", text);
            wantsUp = false;
        }
    }
}
