package io.tickcast.demo;

import io.tickcast.market.Symbols;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.net.URI;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server on loopback that speaks Binance's market data protocol: tickers, trades, and best bids and asks by WebSocket,
 * and what is needed of REST. It has no prices of its own: its callers publish them. Its methods may be called on any thread; its state
 * belongs to one event loop.
 */
final class FakeBinance implements DemoServer {
    private static final Logger LOG = LoggerFactory.getLogger(FakeBinance.class);
    private static final String HOST = "127.0.0.1";
    private static final int LONGEST_URL = 8192;
    private static final int LARGEST_MESSAGE = 16 * 1024 * 1024;

    private final Vertx vertx;
    private final Context context;
    private final Limits limits;
    private final Script script;
    private final HttpServer server;
    private final Rest rest;
    private final Quota connections;
    private final Set<Session> sessions = new LinkedHashSet<>();

    /** @param symbols what the exchange lists, such as {@code BTCUSDT} */
    FakeBinance(Vertx vertx, Collection<String> symbols, Limits limits, Script script) {
        this.vertx = vertx;
        context = vertx.getOrCreateContext();
        this.limits = limits;
        this.script = script;
        rest = new Rest(symbols);
        connections = new Quota(limits.connections(), limits.connectionWindow());
        server = vertx.createHttpServer(new HttpServerOptions()
                .setHost(HOST)
                .setMaxInitialLineLength(LONGEST_URL)
                .setMaxWebSocketFrameSize(LARGEST_MESSAGE)
                .setMaxWebSocketMessageSize(LARGEST_MESSAGE)
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setWebSocketClosingTimeout(1));
    }

    @Override
    public Future<Void> listen(int port) {
        return onContext(
                () -> server.requestHandler(this::request).listen(port, HOST).mapEmpty());
    }

    @Override
    public URI endpoint() {
        return URI.create("ws://" + HOST + ':' + port());
    }

    @Override
    public URI rest() {
        return URI.create("http://" + HOST + ':' + port());
    }

    private int port() {
        return server.actualPort();
    }

    @Override
    public Future<Void> close() {
        return onContext(server::close);
    }

    @Override
    public boolean hasTrades() {
        return true;
    }

    @Override
    public void publish(Ticker ticker) {
        publish(ticker.symbol(), ticker.toJson());
        push(Streams.book(ticker.symbol()), ticker.toBookJson());
    }

    @Override
    public void publish(AggTrade trade) {
        trade(trade);
    }

    /** The same; the result says how many got it. REST has it from then on, whether or not anybody did. */
    Future<Integer> trade(AggTrade trade) {
        return onContext(() -> {
            rest.remember(trade);
            return Future.succeededFuture(deliver(Streams.trade(trade.symbol()), trade.toJson()));
        });
    }

    /** Lets REST alone know of a trade. */
    Future<Void> untoldTrade(AggTrade trade) {
        return onContext(() -> {
            rest.remember(trade);
            return Future.succeededFuture();
        });
    }

    /** Sends a written payload to all that have subscribed this stream; the result says how many. */
    Future<Integer> push(String stream, String payload) {
        return onContext(() -> Future.succeededFuture(deliver(stream, payload)));
    }

    /**
     * Sends a written 24hrTicker payload to all that have subscribed the symbol's ticker; the result says how many.
     * Payloads of one thread leave in the order of the calls.
     */
    Future<Integer> publish(String symbol, String payload) {
        return onContext(() -> {
            rest.remember(Symbols.normalize(symbol), payload);
            return Future.succeededFuture(deliver(Streams.ticker(symbol), payload));
        });
    }

    private int deliver(String stream, String payload) {
        return (int) List.copyOf(sessions).stream()
                .filter(session -> session.data(stream, payload))
                .count();
    }

    /** Lists the symbol with this status, such as TRADING or BREAK. */
    Future<Void> list(String symbol, String status) {
        return onContext(() -> {
            rest.list(Symbols.normalize(symbol), status);
            return Future.succeededFuture();
        });
    }

    Future<Void> delist(String symbol) {
        return onContext(() -> {
            rest.delist(Symbols.normalize(symbol));
            return Future.succeededFuture();
        });
    }

    @Override
    public <T> Future<T> onContext(Supplier<Future<T>> action) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(v -> {
            try {
                action.get().onComplete(promise);
            } catch (RuntimeException e) {
                promise.tryFail(e);
            }
        });
        return promise.future();
    }

    private void request(HttpServerRequest request) {
        boolean upgrade = request.headers().contains(HttpHeaders.UPGRADE, HttpHeaders.WEBSOCKET, true);
        if (upgrade) {
            // The handshake may be answered later, and must then still see the end of the request.
            request.pause();
            script.request(request, true, () -> upgrade(request));
        } else {
            script.request(request, false, () -> rest.handle(request));
        }
    }

    private void upgrade(HttpServerRequest request) {
        if (!connections.admits(System.nanoTime())) {
            request.resume();
            request.response()
                    .setStatusCode(429)
                    .putHeader(
                            HttpHeaders.RETRY_AFTER,
                            Long.toString(Math.max(1, limits.connectionWindow().toSeconds())))
                    .end();
            return;
        }
        Target.of(request.uri())
                .ifPresentOrElse(
                        target -> request.toWebSocket()
                                .onSuccess(socket -> open(socket, target))
                                .onFailure(e -> LOG.debug("No handshake for {}: {}", request.uri(), e.toString())),
                        () -> {
                            request.resume();
                            request.response().setStatusCode(404).end();
                        });
    }

    private void open(ServerWebSocket socket, Target target) {
        LOG.debug("Connected: {}", socket.uri());
        Session session = new Session(vertx, socket, target, limits, script);
        sessions.add(session);
        session.open(target.streams(), () -> sessions.remove(session));
    }
}
