package io.tickcast.script;

import io.tickcast.market.Tick;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The mailbox of a busy file: the newest tick of each symbol, and the timers that are due. Its size is limited by the
 * number of symbols and timers, however slow the file is. Thread-safe.
 */
final class ConflatingMailbox {
    /** Either a tick, or the timer of this number. */
    record Due(Optional<Tick> tick, int timer) {}

    private record Key(String exchange, String symbol) {}

    private final Map<Key, Tick> ticks = new LinkedHashMap<>();
    private final Set<Integer> timers = new LinkedHashSet<>();
    private boolean emptying;
    private boolean timerBefore;
    private long conflated;

    /** @return whether the caller must schedule a drain, since none is scheduled */
    synchronized boolean tick(Tick tick) {
        // A tick that replaces an older one keeps its place in the order.
        if (ticks.put(new Key(tick.exchange(), tick.symbol()), tick) != null) {
            conflated++;
        }
        return wake();
    }

    /** @return as of {@link #tick} */
    synchronized boolean timer(int number) {
        timers.add(number);
        return wake();
    }

    private boolean wake() {
        boolean first = !emptying;
        emptying = true;
        return first;
    }

    /** The next entry. After an empty answer, the next sender must wake the reader. */
    synchronized Optional<Due> next() {
        emptying = !timers.isEmpty() || !ticks.isEmpty();
        if (!emptying) {
            return Optional.empty();
        }
        // In turns: a timer that is due again whenever its task ends would leave no time for ticks.
        timerBefore = !timers.isEmpty() && (ticks.isEmpty() || !timerBefore);
        return Optional.of(
                timerBefore
                        ? new Due(Optional.empty(), first(timers))
                        : new Due(Optional.of(first(ticks.values())), 0));
    }

    private static <T> T first(Collection<T> waiting) {
        Iterator<T> all = waiting.iterator();
        T first = all.next();
        all.remove();
        return first;
    }

    /** Ticks that a newer one of the same symbol took the place of. */
    synchronized long conflated() {
        return conflated;
    }
}
