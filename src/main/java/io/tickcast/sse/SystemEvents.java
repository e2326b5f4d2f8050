package io.tickcast.sse;

import io.tickcast.market.FeedState;
import io.tickcast.market.Gap;
import io.tickcast.market.candle.Interval;
import io.tickcast.sse.replay.GapLog;
import io.tickcast.sse.wire.Frame;
import io.tickcast.sse.wire.Sse;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Events for all streams besides prices: the state of their feed, and heartbeats. */
final class SystemEvents {
    private final FeedStatusTracker feeds;
    private final FlushScheduler scheduler;
    private final SlowConsumers slowConsumers;
    private final boolean demo;

    /** @param demo whether every event is to say that no price is real */
    SystemEvents(FeedStatusTracker feeds, FlushScheduler scheduler, SlowConsumers slowConsumers, boolean demo) {
        this.feeds = feeds;
        this.scheduler = scheduler;
        this.slowConsumers = slowConsumers;
        this.demo = demo;
    }

    /** @return the exchanges whose state has changed */
    List<String> heard(FeedState report) {
        feeds.heard(report, System.nanoTime());
        return tellFeedChanges();
    }

    /** @return the exchanges whose state has changed */
    List<String> tellFeedChanges() {
        List<String> changed = feeds.changed(System.nanoTime());
        for (String exchange : changed) {
            scheduler.toAll(feeds.event(exchange), (stream, frame) -> {
                if (!stream.group().subscription().exchanges().wants(exchange)) {
                    return;
                }
                if (stream.keepsUp()) {
                    stream.connection().write(frame);
                } else {
                    slowConsumers.missFeedState(stream, exchange);
                }
            });
        }
        return changed;
    }

    /** The event that names a gap. */
    static Buffer gapEvent(Gap gap, boolean demo) {
        Map<String, Object> data = new LinkedHashMap<>(gap.toJson().getMap());
        if (gap.kind() == Gap.Kind.CANDLES) {
            // Those of longer candles are named with the past of a stream alone.
            data.put("interval", Interval.MINUTES_1.label());
        }
        if (demo) {
            data.put("demo", true);
        }
        return Sse.event("gap", data);
    }

    /** Tells each stream that carries its symbol; a slow one when it takes bytes again. */
    void gap(GapLog.Entry entry, Runnable done) {
        BiConsumer<PriceStream, Frame> tell = (stream, frame) -> {
            boolean isToldAlready = stream.nextGap() > entry.sequence();
            if (isToldAlready || !stream.wants(entry.gap())) {
                return;
            }
            if (stream.keepsUp()) {
                stream.connection().write(frame);
                stream.toldGapsBefore(entry.sequence() + 1);
            } else {
                slowConsumers.missGap(stream);
            }
        };
        scheduler.toAll(entry.event(), tell, done);
    }

    /** Tells each stream of the exchange which of its symbols came and went. */
    void symbols(String exchange, SymbolChange change) {
        Map<SymbolSelection, SymbolChange> seen = new HashMap<>();
        Map<SymbolSelection, Buffer> events = new HashMap<>();
        scheduler.toEach(
                stream -> {
                    Subscription subscription = stream.group().subscription();
                    SymbolChange part = seen.computeIfAbsent(subscription.symbols(), change::seenBy);
                    return part.isEmpty() || !subscription.exchanges().wants(exchange)
                            ? Optional.empty()
                            : Optional.of(events.computeIfAbsent(subscription.symbols(), same -> part.events()));
                },
                (stream, frame) -> {
                    if (stream.keepsUp()) {
                        stream.connection().write(frame);
                    } else {
                        slowConsumers.missSymbols(
                                stream,
                                change.seenBy(stream.group().subscription().symbols()));
                    }
                });
    }

    /** Sends heartbeats, with a new cursor for streams that have all ticks: their next price may be far away. */
    void heartbeat() {
        scheduler.heartbeat(demo);
    }
}
