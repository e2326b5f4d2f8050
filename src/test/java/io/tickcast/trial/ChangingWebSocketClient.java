package io.tickcast.trial;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** Over WebSocket, by messages. */
final class ChangingWebSocketClient extends ChangingClient {
    private final WebSocketClient sockets;
    private Optional<WebSocket> socket = Optional.empty();
    private Promise<Void> answer = Promise.promise();

    ChangingWebSocketClient(WebSocketClient sockets, List<String> symbols, Findings findings, int number) {
        super(symbols, findings, number);
        this.sockets = sockets;
    }

    @Override
    Future<Void> open(int port, String query) {
        return sockets.connect(port, "127.0.0.1", "/api/ws/prices?" + query)
                .onSuccess(opened -> {
                    socket = Optional.of(opened);
                    opened.textMessageHandler(text -> text.lines().forEach(this::line));
                })
                .mapEmpty();
    }

    private void line(String line) {
        if (line.startsWith("{\"event\":\"price\"")) {
            price(line);
        } else if (line.startsWith("{\"event\":\"ack\"")) {
            answer.tryComplete();
        } else if (line.startsWith("{\"event\":\"error\"")) {
            answer.tryFail(line);
        }
    }

    @Override
    Future<Void> change(boolean add, String symbol) {
        answer = Promise.promise();
        JsonObject message =
                new JsonObject().put("op", add ? "subscribe" : "unsubscribe").put("symbols", JsonArray.of(symbol));
        return socket.orElseThrow().writeTextMessage(message.encode()).compose(sent -> answer.future());
    }

    @Override
    boolean isOrdered() {
        return true;
    }

    @Override
    void close() {
        socket.ifPresent(WebSocket::close);
    }
}
