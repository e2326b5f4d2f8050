package io.tickcast.replication;

import io.tickcast.market.Signal;
import io.tickcast.sse.Hub;
import io.tickcast.sse.replay.HistoryPage;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** The signals of the last while. */
final class SignalHistory extends HistoryExchange<Signal> {
    /** More than any node keeps. */
    private static final int MAX_SIGNALS = 100_000;

    SignalHistory(Vertx vertx) {
        super(vertx, "the signals that %s has kept", ".signals", MAX_SIGNALS);
    }

    @Override
    HistoryPage<Signal> read(Hub hub, long from) {
        return hub.signals().past(from);
    }

    @Override
    void merge(Hub hub, HistoryPage<Signal> history) {
        hub.signals().catchUp(history.entries(), history.coversFrom());
    }

    @Override
    JsonObject encode(HistoryPage<Signal> page) {
        return new JsonObject()
                .put(
                        "signals",
                        new JsonArray(
                                page.entries().stream().map(Signal::toJson).toList()))
                .put("covers_from", page.coversFrom())
                .put("next", page.next())
                .put("complete", page.complete());
    }

    @Override
    HistoryPage<Signal> decode(Object message) {
        try {
            JsonObject json = (JsonObject) message;
            return new HistoryPage<>(
                    json.getJsonArray("signals").stream()
                            .map(signal -> Signal.of((JsonObject) signal))
                            .toList(),
                    json.getLong("covers_from"),
                    json.getLong("next"),
                    json.getBoolean("complete"));
        } catch (NullPointerException | ClassCastException e) {
            throw new IllegalArgumentException("Not a page of signals", e);
        }
    }
}
