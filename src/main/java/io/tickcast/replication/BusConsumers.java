package io.tickcast.replication;

import io.tickcast.market.FeedConsumer;
import io.tickcast.market.Tick;
import io.tickcast.market.TickConsumer;
import io.tickcast.sse.Hub;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The consumers of one event loop on the event bus: one for each address, never one per client. */
public final class BusConsumers {
    private final Vertx vertx;
    private final Hub hub;
    private final HistorySync sync;
    private final Optional<OutageDetector> absence;
    private final TickConsumer ticks;
    private final FeedConsumer feeds;
    private List<MessageConsumer<?>> consumers = List.of();

    /** @param absence empty for a node alone */
    public BusConsumers(Vertx vertx, Hub hub, HistorySync sync, Optional<OutageDetector> absence) {
        this.vertx = vertx;
        this.hub = hub;
        this.sync = sync;
        this.absence = absence;
        ticks = new TickConsumer(this::tick);
        feeds = new FeedConsumer(hub::feedState);
    }

    /** Registers the consumers, or registers them again without missing a message in between. */
    public Future<Void> register() {
        List<MessageConsumer<?>> last = consumers;
        consumers = List.of(
                ticks.register(vertx.eventBus()),
                feeds.register(vertx.eventBus()),
                SignalConsumer.register(vertx.eventBus(), hub.signals(), this::checkAbsence),
                sync.answer(this::checkAbsence),
                sync.signals().answer(this::checkAbsence));
        return Future.all(consumers.stream().map(MessageConsumer::completion).toList())
                .onSuccess(registered -> last.forEach(MessageConsumer::unregister))
                .mapEmpty();
    }

    private void tick(Tick tick) {
        if (absence.isPresent() && !tick.isTest()) {
            absence.get().checkTick();
        }
        hub.tick(tick);
    }

    /** Messages of the bus that this loop has dropped, for the status. */
    public Map<String, Long> dropped() {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("ticks", ticks.dropped());
        counts.put("other_world", ticks.otherWorld());
        counts.put("feed_reports", feeds.dropped());
        counts.put("history_requests", sync.dropped());
        return counts;
    }

    private void checkAbsence() {
        absence.ifPresent(OutageDetector::check);
    }
}
