package io.tickcast.sse;

import io.tickcast.net.CooperativeScheduler;
import io.tickcast.sse.candle.CandleEvent;
import io.tickcast.sse.replay.GapLog;
import io.tickcast.sse.stats.StreamStats;
import io.tickcast.sse.wire.EventId;
import io.tickcast.sse.wire.Frames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The streams whose clients read too slowly. A stream whose channel is writable again gets the newest price of each
 * symbol, and the gaps and candles that it missed, in one write, and is back; one that takes nothing for
 * {@code stream.slow-timeout} is cut.
 */
final class SlowConsumers {
    private final StreamControl control;
    private final StreamStats stats;
    private final FeedStatusTracker feeds;
    private final GapLog gaps;
    private final CooperativeScheduler cooperative;
    private final Frames frames;
    private final long timeoutNanos;
    private final Set<PriceStream> behind = new LinkedHashSet<>();
    /** Slow streams that take bytes again. */
    private final Set<PriceStream> ready = new LinkedHashSet<>();

    private int counted;

    SlowConsumers(
            StreamControl control,
            StreamStats stats,
            FeedStatusTracker feeds,
            GapLog gaps,
            CooperativeScheduler cooperative,
            Frames frames,
            Duration timeout) {
        this.control = control;
        this.stats = stats;
        this.feeds = feeds;
        this.gaps = gaps;
        this.cooperative = cooperative;
        this.frames = frames;
        timeoutNanos = timeout.toNanos();
    }

    /** @param reached by the flush that they were left out of */
    void miss(PriceStream stream, List<SequencedTick> arrivals, EventId reached) {
        ConflationBuffer conflation = fallBehind(stream);
        arrivals.forEach(conflation::add);
        conflation.reached(reached);
    }

    void missFeedState(PriceStream stream, String exchange) {
        fallBehind(stream).addFeedState(exchange);
    }

    void missSymbols(PriceStream stream, SymbolChange change) {
        fallBehind(stream).addSymbols(change);
    }

    void missCandles(PriceStream stream, List<CandleEvent> events) {
        if (!fallBehind(stream).addCandles(events)) {
            remove(stream);
            control.cut(stream);
        }
    }

    /** The gap log has it for the stream. */
    void missGap(PriceStream stream) {
        fallBehind(stream);
    }

    private ConflationBuffer fallBehind(PriceStream stream) {
        behind.add(stream);
        count();
        return stream.fallBehind(System.nanoTime());
    }

    void remove(PriceStream stream) {
        behind.remove(stream);
        count();
    }

    private void count() {
        if (behind.size() != counted) {
            stats.behind(behind.size() - counted);
            counted = behind.size();
        }
    }

    boolean isEmpty() {
        return behind.isEmpty();
    }

    int size() {
        return behind.size();
    }

    /** Catches up a stream whose channel has room again: later, since this is called within a write to it. */
    void takesAgain(PriceStream stream) {
        if (stream.isBehind() && ready.add(stream) && ready.size() == 1) {
            cooperative.soon(() -> {
                List<PriceStream> all = List.copyOf(ready);
                ready.clear();
                cooperative.forEach(all.iterator(), this::catchUp, () -> {});
            });
        }
    }

    /** Cuts the streams whose channels have had no room for too long. */
    void cutLate(long nowNanos) {
        // In the order in which they fell behind.
        while (!behind.isEmpty()) {
            PriceStream first = behind.iterator().next();
            if (nowNanos - first.behindSince <= timeoutNanos) {
                return;
            }
            if (first.connection().isWritable()) {
                catchUp(first);
            } else {
                remove(first);
                control.cut(first);
            }
        }
    }

    void catchUp(PriceStream stream) {
        if (!behind.contains(stream) || !stream.connection().isWritable()) {
            return;
        }
        remove(stream);
        ConflationBuffer conflation = stream.catchUp();
        List<byte[]> bytes = new ArrayList<>();
        conflation.feeds().forEach(exchange -> bytes.add(feeds.event(exchange).getBytes()));
        if (!conflation.symbols().isEmpty()) {
            bytes.add(conflation.symbols().events().getBytes());
        }
        Subscription subscription = stream.group().subscription();
        gaps.from(stream.nextGap()).stream()
                .filter(entry -> stream.wants(entry.gap()))
                .forEach(entry -> bytes.add(entry.event().getBytes()));
        stream.toldGapsBefore(gaps.next());
        List<CandleEvent> candles = conflation.candles();
        candles.forEach(candle -> bytes.add(candle.bytes(subscription.json().hasExchange())));
        stats.candles().sent(candles.size());
        // Only ticks that flushes left out: those that wait for a flush come with it, in its turn.
        conflation.reached().ifPresent(reached -> stream.group().append(conflation.arrivals(), reached, bytes));
        if (!bytes.isEmpty()) {
            stream.writeAlone(frames, bytes);
        }
        stats.caughtUp();
        control.caughtUp(stream);
    }
}
