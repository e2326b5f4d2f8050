package io.tickcast.time;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time by which a node measures ages and numbers its events: the wall clock of its start, and from then on elapsed
 * time, that of a suspended machine included. Setting the wall clock does not move it. The nodes of a cluster share
 * one: a node that joins takes over that of the others, and all follow the fastest. Thread-safe.
 *
 * <p>A clock has an era: a random number that it adds to its time to make ids. So an id of a node that was started anew
 * is not taken for one of this run, whatever the wall clock said in between.
 */
public final class NodeClock {
    private static final Logger LOG = LoggerFactory.getLogger(NodeClock.class);
    /** Ids have at most 15 digits. */
    private static final long ERAS = 100_000_000_000_000L;
    /** Difference between the wall clock and the other one from which on the reason is looked for. */
    private static final long PARTED_NANOS = Duration.ofMillis(500).toNanos();
    /** The time since boot has a resolution of 10 ms. */
    private static final long SUSPENDED_NANOS = Duration.ofMillis(100).toNanos();
    /**
     * Longer than a word takes to another node: by that much each of two that start together takes itself for older.
     */
    private static final long TOGETHER_MILLIS = 1_000;
    /**
     * Words of another era after which the two may be in a standoff: by the time that words take, one of them takes
     * both to have started together, and the other does not.
     */
    private static final int STANDOFF = 5;

    private static final NodeClock SYSTEM =
            new NodeClock(TimeSource.system(), ThreadLocalRandom.current().nextLong(ERAS));

    private final TimeSource source;
    private final long startNanos;
    private final List<LongConsumer> onMoved = new CopyOnWriteArrayList<>();
    private volatile State state;
    /** The era of the clock that was last not taken over, and how often in a row. */
    private long ignoredEra = -1;

    private int ignored;

    /**
     * @param ahead     by which the wall clock is ahead of {@link TimeSource#nanos}, in ns, when it was last looked at
     * @param unslept   ns since the boot that {@link TimeSource#nanos} counts, or does not know of
     * @param suspended ns for which the machine was suspended
     * @param offset    µs from the elapsed time to this clock's
     * @param jumped    µs by which it followed others, which were ahead
     * @param taken     µs by which it was moved to take over others of an older era, in all
     * @param founded   start of its era, in µs of elapsed time
     */
    private record State(
            long ahead,
            OptionalLong unslept,
            long suspended,
            long offset,
            long jumped,
            long taken,
            long era,
            long founded) {}

    /** A reading of a node's clock, for the other nodes. */
    public record Reading(long era, long ageMillis, long micros) {
        /** Whether ids by it have at most 15 digits, for decades. */
        public boolean isPlausible() {
            return era >= 0 && era < ERAS && ageMillis >= 0 && micros > 0 && micros < 40 * ERAS;
        }
    }

    /** @param era added to its ms to make ids */
    public NodeClock(TimeSource source, long era) {
        this.source = source;
        startNanos = source.nanos();
        long wall = source.wallMicros();
        OptionalLong boot = source.bootNanos();
        state = new State(wall * 1_000 - startNanos, unslept(boot, startNanos), 0, wall, 0, 0, era, 0);
    }

    /** The clock of this process. */
    public static NodeClock system() {
        return SYSTEM;
    }

    private static OptionalLong unslept(OptionalLong boot, long nanos) {
        return boot.isPresent() ? OptionalLong.of(boot.getAsLong() - nanos) : boot;
    }

    /** µs since the epoch, if the wall clock was right at the start. */
    public long micros() {
        State now = look();
        return elapsed(now) + now.offset;
    }

    public long millis() {
        return micros() / 1_000;
    }

    /** µs that have passed since the start, here or on nodes that did not stand still. */
    public long passedMicros() {
        State now = look();
        return elapsed(now) + now.jumped;
    }

    /** The time of this clock as the wall clock of this machine would give it now. */
    public long wall(long micros) {
        return micros + source.wallMicros() - micros();
    }

    /** The number that is added to a time in ms to make an id. */
    public long era() {
        return state.era;
    }

    private long elapsed(State now) {
        return (source.nanos() - startNanos + now.suspended) / 1_000;
    }

    /** Finds out why the wall clock is another than before, if it is. */
    private State look() {
        State now = state;
        long parted = source.wallMicros() * 1_000 - source.nanos() - now.ahead;
        return Math.abs(parted) > PARTED_NANOS ? lookAgain() : now;
    }

    private synchronized State lookAgain() {
        long nanos = source.nanos();
        long ahead = source.wallMicros() * 1_000 - nanos;
        long parted = ahead - state.ahead;
        if (Math.abs(parted) <= PARTED_NANOS) {
            return state;
        }
        OptionalLong unslept = unslept(source.bootNanos(), nanos);
        // Where the machine does not tell, time that is gone is taken for sleep: that costs a new start of the streams.
        long slept = unslept.isPresent() && state.unslept.isPresent()
                ? unslept.getAsLong() - state.unslept.getAsLong()
                : Math.max(0, parted);
        slept = slept > SUSPENDED_NANOS ? slept : 0;
        long set = (parted - slept) / 1_000_000;
        state = new State(
                ahead,
                slept > 0 ? unslept : state.unslept,
                state.suspended + slept,
                state.offset,
                state.jumped,
                state.taken,
                state.era,
                state.founded);
        if (slept > 0) {
            LOG.warn("This machine was suspended for {} ms", slept / 1_000_000);
        }
        if (Math.abs(set) > PARTED_NANOS / 1_000_000) {
            LOG.warn(
                    "The wall clock of this machine was set {} by {} ms. Streams, ages and time limits "
                            + "do not depend on it",
                    set > 0 ? "ahead" : "back",
                    Math.abs(set));
        }
        return state;
    }

    public Reading reading() {
        State now = look();
        long elapsed = elapsed(now);
        return new Reading(now.era, (elapsed - now.founded) / 1_000, elapsed + now.offset);
    }

    /**
     * Takes account of another node's clock: follows one of its own era that is ahead, and takes over one of an older
     * era. Of two that began together the smaller era counts as the older.
     */
    public void heard(Reading other) {
        long moved = follow(other);
        if (moved != 0) {
            onMoved.forEach(listener -> listener.accept(moved));
        }
    }

    /** @return by how many µs it was moved to another era */
    private synchronized long follow(Reading other) {
        // The other one may have counted a sleep that this one has not seen yet.
        State now = look();
        long elapsed = elapsed(now);
        long ahead = other.micros - elapsed - now.offset;
        if (other.era == now.era) {
            if (ahead > 0) {
                state = new State(
                        now.ahead,
                        now.unslept,
                        now.suspended,
                        now.offset + ahead,
                        now.jumped + ahead,
                        now.taken,
                        now.era,
                        now.founded);
            }
            return 0;
        }
        long age = (elapsed - now.founded) / 1_000;
        long apart = Math.abs(other.ageMillis - age);
        boolean standoff = ignoredEra == other.era && ignored >= STANDOFF && apart <= 2 * TOGETHER_MILLIS;
        if ((apart <= TOGETHER_MILLIS || standoff) ? other.era > now.era : other.ageMillis < age) {
            ignored = ignoredEra == other.era ? ignored + 1 : 1;
            ignoredEra = other.era;
            return 0;
        }
        LOG.info(
                "Taking over the clock of the cluster, which is {} ms {} this one's",
                Math.abs(ahead) / 1_000,
                ahead < 0 ? "behind" : "ahead of");
        state = new State(
                now.ahead,
                now.unslept,
                now.suspended,
                now.offset + ahead,
                now.jumped,
                now.taken + ahead,
                other.era,
                elapsed - other.ageMillis * 1_000);
        return ahead;
    }

    /**
     * µs by which it was moved to take over other clocks, in all. Times of before are not its own any more when this is
     * another than it was.
     */
    public long takenOver() {
        return state.taken;
    }

    /** Calls it with the µs by which this clock was moved when it took over another one. On any thread. */
    public void onMoved(LongConsumer listener) {
        onMoved.add(listener);
    }
}
