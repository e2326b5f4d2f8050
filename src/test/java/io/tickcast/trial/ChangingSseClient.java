package io.tickcast.trial;

import io.tickcast.testing.SseClient;
import io.tickcast.testing.SseEvent;
import io.tickcast.testing.WholeAnswer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Over Server-Sent Events, with requests to any node. */
final class ChangingSseClient extends ChangingClient {
    private final HttpClient streams;
    private final HttpClient requests;
    private final UpNodes nodes;
    private final Promise<JsonObject> connected = Promise.promise();
    private Optional<SseClient> stream = Optional.empty();

    ChangingSseClient(
            HttpClient streams,
            HttpClient requests,
            UpNodes nodes,
            List<String> symbols,
            Findings findings,
            int number) {
        super(symbols, findings, number);
        this.streams = streams;
        this.requests = requests;
        this.nodes = nodes;
    }

    @Override
    Future<Void> open(int port, String query) {
        return SseClient.connect(streams, port, "/api/sse/prices?" + query, Map.of(), this::event)
                .compose(opened -> {
                    stream = Optional.of(opened);
                    opened.resume();
                    return connected.future();
                })
                .mapEmpty();
    }

    private void event(SseEvent event) {
        switch (event.name()) {
            case "price" -> price(event.data());
            case "connected" -> connected.tryComplete(new JsonObject(event.data()));
            default -> {}
        }
    }

    @Override
    Future<Void> change(boolean add, String symbol) {
        JsonObject mine = connected.future().result();
        Buffer body = new JsonObject()
                .put(add ? "add" : "remove", JsonArray.of(symbol))
                .toBuffer();
        int port = nodes.any().orElseThrow().port();
        return requests.request(HttpMethod.PATCH, port, "127.0.0.1", "/api/sse/streams/" + mine.getString("stream"))
                .compose(request -> request.putHeader("X-Stream-Key", mine.getString("key"))
                        .send(body)
                        .compose(head -> head.body().map(answer -> new WholeAnswer(head, answer))))
                .compose(answer -> answer.head().statusCode() == 200
                        ? Future.succeededFuture()
                        : Future.failedFuture(
                                answer.head().statusCode() + " " + answer.body().toString()));
    }

    @Override
    boolean isOrdered() {
        return false;
    }

    @Override
    void close() {
        stream.ifPresent(open -> open.connection().close());
    }
}
