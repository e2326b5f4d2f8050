package io.tickcast.alert;

import io.tickcast.alert.store.PendingDelivery;
import io.tickcast.market.BusAddresses;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import java.util.ArrayList;
import java.util.List;

/** Passes on what rules did: to all nodes, to the log, and from there to the receivers. Belongs to one event loop. */
final class Teller implements FiringLog.Out {
    private static final int PER_MESSAGE = 200;

    private final Vertx vertx;
    private final JournalWriter journal;
    private final List<Fired> news = new ArrayList<>();
    private long fired;

    Teller(Vertx vertx, JournalWriter journal) {
        this.vertx = vertx;
        this.journal = journal;
    }

    /** How often rules have fired. */
    long fired() {
        return fired;
    }

    @Override
    public void tell(Fired one, List<PendingDelivery> deliveries) {
        fired += one.firing().isPresent() ? 1 : 0;
        journal.state(one.alert(), one.state());
        deliveries.forEach(journal::begin);
        if (news.isEmpty()) {
            // What one price has done is one message.
            vertx.runOnContext(v -> publish());
        }
        news.add(one);
    }

    private void publish() {
        for (int from = 0; from < news.size(); from += PER_MESSAGE) {
            JsonArray message = new JsonArray();
            news.subList(from, Math.min(news.size(), from + PER_MESSAGE)).forEach(one -> message.add(one.toJson()));
            vertx.eventBus().publish(BusAddresses.ALERTS, message);
        }
        news.clear();
    }
}
