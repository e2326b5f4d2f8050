package io.tickcast.replication;

import io.tickcast.sse.Hub;
import io.tickcast.sse.replay.HistoryPage;
import io.tickcast.sse.replay.NamedGap;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The gaps of the last while. */
final class GapHistory extends HistoryExchange<NamedGap> {
    /** More than any node keeps. */
    private static final int MAX_GAPS = 100_000;

    GapHistory(Vertx vertx) {
        super(vertx, "the gaps that %s has kept", ".gaps", MAX_GAPS);
    }

    @Override
    HistoryPage<NamedGap> read(Hub hub, long from) {
        return hub.gaps().past(from);
    }

    @Override
    void merge(Hub hub, HistoryPage<NamedGap> history) {
        hub.gaps().catchUp(history.entries());
    }

    @Override
    JsonObject encode(HistoryPage<NamedGap> page) {
        return new JsonObject()
                .put(
                        "gaps",
                        new JsonArray(
                                page.entries().stream().map(NamedGap::toJson).toList()))
                .put("covers_from", page.coversFrom())
                .put("next", page.next())
                .put("complete", page.complete());
    }

    @Override
    HistoryPage<NamedGap> decode(Object message) {
        try {
            JsonObject json = (JsonObject) message;
            return new HistoryPage<>(
                    json.getJsonArray("gaps").stream()
                            .map(gap -> NamedGap.of((JsonObject) gap))
                            .toList(),
                    json.getLong("covers_from"),
                    json.getLong("next"),
                    json.getBoolean("complete"));
        } catch (NullPointerException | ClassCastException e) {
            throw new IllegalArgumentException("Not a page of gaps", e);
        }
    }
}
