package io.tickcast.sse;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Lets through at most one tick of each symbol per interval: the newest, standing for those that it leaves out. */
final class PerSymbolThrottle {
    private final long intervalNanos;
    private final Map<Integer, Long> sentAt = new HashMap<>();
    private final Map<Integer, SequencedTick> waiting = new LinkedHashMap<>();

    PerSymbolThrottle(long intervalNanos) {
        this.intervalNanos = intervalNanos;
    }

    /** Takes the new ticks and gives those that may leave now, in the order of arrival. A test tick always may. */
    List<SequencedTick> admit(List<SequencedTick> arrivals, long nowNanos) {
        List<SequencedTick> tests = new ArrayList<>();
        for (SequencedTick tick : arrivals) {
            if (tick.tick().isTest()) {
                tests.add(tick);
            } else {
                waiting.merge(tick.symbol(), tick, SequencedTick::mergedInto);
            }
        }
        List<SequencedTick> due = due(nowNanos);
        due.addAll(tests);
        due.sort(Comparator.comparingLong(SequencedTick::sequence));
        return due;
    }

    /** The waiting ticks whose interval has passed; they wait no longer. */
    List<SequencedTick> due(long nowNanos) {
        List<SequencedTick> due = new ArrayList<>();
        for (Iterator<SequencedTick> each = waiting.values().iterator(); each.hasNext(); ) {
            SequencedTick tick = each.next();
            if (waitFor(tick.symbol(), nowNanos) == 0) {
                sentAt.put(tick.symbol(), nowNanos);
                due.add(tick);
                each.remove();
            }
        }
        return due;
    }

    /** ns until the next one waiting is due; empty when none waits. */
    OptionalLong nextDue(long nowNanos) {
        return waiting.keySet().stream()
                .mapToLong(symbol -> waitFor(symbol, nowNanos))
                .min();
    }

    private long waitFor(int symbol, long nowNanos) {
        Long sent = sentAt.get(symbol);
        return sent == null ? 0 : Math.max(0, sent + intervalNanos - nowNanos);
    }
}
