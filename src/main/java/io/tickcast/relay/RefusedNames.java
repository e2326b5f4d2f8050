package io.tickcast.relay;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Names that the exchange has refused. Each is asked for again after a minute, and after twice as long each time that it
 * is refused again: the exchange may have been at fault, or may have the name by then.
 */
final class RefusedNames {
    static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
    private static final Duration MAX_PAUSE = Duration.ofHours(1);

    private final Map<String, Refusal> refusals = new HashMap<>();

    /** @param until time at which it is asked for again, in ns of {@link System#nanoTime()} */
    private record Refusal(Duration pause, long until, boolean isOut) {}

    void add(String name, long now) {
        Refusal last = refusals.get(name);
        Duration pause = last == null ? FIRST_PAUSE : last.pause().multipliedBy(2);
        pause = pause.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause;
        refusals.put(name, new Refusal(pause, now + pause.toNanos(), true));
    }

    /** Whether it is not asked for now. */
    boolean contains(String name) {
        Refusal refusal = refusals.get(name);
        return refusal != null && refusal.isOut();
    }

    /** Asks for those again whose pause is over. @return whether there are some */
    boolean release(long now) {
        boolean some = false;
        for (Map.Entry<String, Refusal> each : refusals.entrySet()) {
            Refusal refusal = each.getValue();
            if (refusal.isOut() && now - refusal.until() >= 0) {
                each.setValue(new Refusal(refusal.pause(), refusal.until(), false));
                some = true;
            }
        }
        return some;
    }

    void forget(Collection<String> names) {
        names.forEach(refusals::remove);
    }
}
