package io.tickcast.replication;

import io.tickcast.sse.Hub;
import io.tickcast.sse.replay.HistoryPage;
import io.tickcast.sse.replay.NamedGap;
import io.vertx.core.Vertx;

/** The gaps of the last while. */
final class GapHistory extends JsonHistory<NamedGap> {
    GapHistory(Vertx vertx) {
        super(vertx, "gaps", NamedGap::toJson, NamedGap::of);
    }

    @Override
    HistoryPage<NamedGap> read(Hub hub, long from) {
        return hub.gaps().past(from);
    }

    @Override
    void merge(Hub hub, HistoryPage<NamedGap> history) {
        hub.gaps().catchUp(history.entries());
    }
}
