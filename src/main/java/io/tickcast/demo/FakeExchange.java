package io.tickcast.demo;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.DecodeException;
import java.net.URI;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server on loopback that speaks the market data protocol of an exchange. It has no prices of its own: its callers
 * publish them. Its methods may be called on any thread; its state belongs to one event loop.
 */
final class FakeExchange implements DemoServer {
    private static final Logger LOG = LoggerFactory.getLogger(FakeExchange.class);
    private static final String HOST = "127.0.0.1";
    private static final long SECOND = 1_000;

    private final Vertx vertx;
    private final Context context;
    private final FakeProtocol protocol;
    /** The instruments by their names. */
    private final Map<String, FakeProtocol.Listed> instruments = new TreeMap<>();

    private final HttpServer server;
    /** The last push of each kind, which a new subscriber of the channel gets at once. */
    private final Map<String, List<FakeProtocol.Push>> last = new LinkedHashMap<>();

    private final Map<ServerWebSocket, Set<String>> subscriptions = new LinkedHashMap<>();

    FakeExchange(Vertx vertx, FakeProtocol protocol, Collection<String> symbols) {
        this.vertx = vertx;
        this.protocol = protocol;
        context = vertx.getOrCreateContext();
        symbols.forEach(symbol -> put(symbol, true));
        server = vertx.createHttpServer(new HttpServerOptions().setHost(HOST).setWebSocketClosingTimeout(1));
    }

    @Override
    public Future<Void> listen(int port) {
        Promise<Void> listening = Promise.promise();
        context.runOnContext(v -> server.requestHandler(this::request)
                .listen(port, HOST)
                .<Void>mapEmpty()
                .onSuccess(open -> protocol.heartbeat().ifPresent(this::beat))
                .onComplete(listening));
        return listening.future();
    }

    private void put(String symbol, boolean trading) {
        String name = protocol.instrument(symbol);
        instruments.put(name, new FakeProtocol.Listed(name, Coin.of(symbol), trading));
    }

    /** Lists a symbol, which trades or not. */
    Future<Void> list(String symbol, boolean trading) {
        Promise<Void> listed = Promise.promise();
        context.runOnContext(v -> {
            put(symbol, trading);
            listed.complete();
        });
        return listed.future();
    }

    private void beat(String message) {
        vertx.setPeriodic(
                SECOND,
                timer -> subscriptions.forEach((socket, channels) -> {
                    if (!channels.isEmpty()) {
                        send(socket, message);
                    }
                }));
    }

    @Override
    public URI endpoint() {
        return URI.create("ws://" + HOST + ':' + server.actualPort());
    }

    @Override
    public URI rest() {
        return URI.create("http://" + HOST + ':' + server.actualPort());
    }

    @Override
    public Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        context.runOnContext(v -> server.close().onComplete(closed));
        return closed.future();
    }

    @Override
    public void publish(Ticker ticker) {
        context.runOnContext(v -> {
            List<FakeProtocol.Push> pushes = protocol.pushes(ticker);
            last.put(ticker.symbol(), pushes);
            pushes.forEach(push -> subscriptions.forEach((socket, channels) -> {
                if (channels.contains(push.channel())) {
                    send(socket, push.message());
                }
            }));
        });
    }

    private void request(HttpServerRequest request) {
        if (!request.headers().contains(HttpHeaders.UPGRADE, HttpHeaders.WEBSOCKET, true)) {
            protocol.rest(request.path(), List.copyOf(instruments.values()))
                    .ifPresentOrElse(
                            answer -> request.response().end(answer),
                            () -> request.response().setStatusCode(404).end());
            return;
        }
        if (!request.path().equals(protocol.path())) {
            request.response().setStatusCode(404).end();
            return;
        }
        request.toWebSocket()
                .onSuccess(this::open)
                .onFailure(e -> LOG.debug("No handshake for {}: {}", request.uri(), e.toString()));
    }

    private void open(ServerWebSocket socket) {
        subscriptions.put(socket, new LinkedHashSet<>());
        socket.closeHandler(v -> subscriptions.remove(socket));
        socket.exceptionHandler(e -> LOG.debug("{}: {}", socket.uri(), e.toString()));
        socket.textMessageHandler(message -> answer(socket, message));
        protocol.greeting().forEach(message -> send(socket, message));
    }

    private void answer(ServerWebSocket socket, String message) {
        FakeProtocol.Answer answer;
        try {
            answer = protocol.answer(message, instruments.keySet());
        } catch (DecodeException | ClassCastException e) {
            LOG.debug("No request: {}", message);
            return;
        }
        answer.messages().forEach(text -> send(socket, text));
        Set<String> channels = subscriptions.get(socket);
        if (channels != null) {
            answer.left().forEach(channels::remove);
            channels.addAll(answer.channels());
            last.values().stream()
                    .flatMap(List::stream)
                    .filter(push -> answer.channels().contains(push.channel()))
                    .forEach(push -> send(socket, push.message()));
        }
    }

    /** A client that does not keep up misses messages, so that none of them waits without bound. */
    private static void send(ServerWebSocket socket, String message) {
        if (!socket.isClosed() && !socket.writeQueueFull()) {
            socket.writeTextMessage(message);
        }
    }
}
