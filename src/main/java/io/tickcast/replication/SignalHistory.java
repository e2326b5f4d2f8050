package io.tickcast.replication;

import io.tickcast.market.Signal;
import io.tickcast.sse.Hub;
import io.tickcast.sse.replay.HistoryPage;
import io.vertx.core.Vertx;

/** The signals of the last while. */
final class SignalHistory extends JsonHistory<Signal> {
    SignalHistory(Vertx vertx) {
        super(vertx, "signals", Signal::toJson, Signal::of);
    }

    @Override
    HistoryPage<Signal> read(Hub hub, long from) {
        return hub.signals().past(from);
    }

    @Override
    void merge(Hub hub, HistoryPage<Signal> history) {
        hub.signals().catchUp(history.entries(), history.coversFrom());
    }
}
