package io.tickcast.demo;

import io.tickcast.demo.candle.Kline;
import io.tickcast.demo.candle.KlineProtocol;
import io.tickcast.demo.candle.Klines;
import io.tickcast.demo.candle.Past;
import io.tickcast.demo.candle.RestAnswer;
import io.tickcast.time.NodeClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.function.Supplier;

/**
 * The server of a fake exchange on loopback, and its candles. It has no prices of its own: its callers publish them. Its
 * methods may be called on any thread; its state belongs to one event loop.
 */
abstract class FakeServer {
    private static final String HOST = "127.0.0.1";
    private static final int LONGEST_URL = 8192;
    private static final int LARGEST_MESSAGE = 16 * 1024 * 1024;
    private static final long CANDLE_MILLIS = 100;

    private final Vertx vertx;
    private final Context context;
    private final Script script;
    private final HttpServer server;
    private final KlineProtocol candles;
    private final Klines klines;
    private long timer = -1;

    /** @param symbols number of symbols that share the memory */
    FakeServer(Vertx vertx, Script script, KlineProtocol candles, int symbols) {
        this.vertx = vertx;
        this.script = script;
        this.candles = candles;
        context = vertx.getOrCreateContext();
        klines = new Klines(candles.habits(), symbols, NodeClock.system()::millis, this::push);
        server = vertx.createHttpServer(new HttpServerOptions()
                .setHost(HOST)
                .setMaxInitialLineLength(LONGEST_URL)
                .setMaxWebSocketFrameSize(LARGEST_MESSAGE)
                .setMaxWebSocketMessageSize(LARGEST_MESSAGE)
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setWebSocketClosingTimeout(1));
    }

    /** Starts to listen; port 0 is an ephemeral one. */
    Future<Void> listen(int port) {
        return onContext(() -> server.requestHandler(this::request)
                .listen(port, HOST)
                .<Void>mapEmpty()
                .onSuccess(open -> {
                    timer = vertx.setPeriodic(CANDLE_MILLIS, due -> klines.tick());
                    listening();
                }));
    }

    /** Called on the event loop. */
    void listening() {}

    /** Base of the WebSocket URLs. */
    URI endpoint() {
        return URI.create("ws://" + HOST + ':' + server.actualPort());
    }

    /** Base of the REST URLs. */
    URI rest() {
        return URI.create("http://" + HOST + ':' + server.actualPort());
    }

    /** Cuts all connections and stops. */
    Future<Void> close() {
        return onContext(() -> {
            vertx.cancelTimer(timer);
            return server.close();
        });
    }

    /** Does this on the event loop of the server. */
    <T> Future<T> onContext(Supplier<Future<T>> action) {
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

    /** Does this on the event loop of the server. */
    Future<Void> run(Runnable action) {
        return onContext(() -> {
            action.run();
            return Future.succeededFuture();
        });
    }

    /** The exchange's name of a symbol. */
    abstract String instrument(String symbol);

    /** Whether its ticker comes once a second, beside the trades; that of others comes with each trade. */
    abstract boolean hasTickerOfSeconds();

    /** Pushes a ticker to its subscribers. Tickers of one thread leave in the order of the calls. */
    abstract void publish(Ticker ticker);

    /**
     * Pushes a trade to its subscribers, if the exchange has such a channel, and adds it to the candles. It fails for one
     * that the fakes cannot count with.
     */
    abstract Future<Void> publish(AggTrade trade);

    /** Adds a trade to the candles, and lets REST alone know of it. */
    abstract Future<Void> untoldTrade(AggTrade trade);

    /** Sends a message to the subscribers of a channel. */
    abstract void send(String channel, String message);

    abstract void upgrade(HttpServerRequest request);

    /** Answers a REST call that is not about candles. */
    abstract void answer(HttpServerRequest request);

    /** The candles of a symbol from before the start. */
    void begin(String symbol, Past past) {
        run(() -> klines.past(instrument(symbol), past));
    }

    /** On its event loop. */
    final void add(AggTrade trade) {
        klines.add(instrument(trade.symbol()), trade.toKline());
    }

    /** On its event loop. */
    final Klines klines() {
        return klines;
    }

    final KlineProtocol candles() {
        return candles;
    }

    private void push(String instrument, Kline kline, boolean closed, long time) {
        send(candles.channel(instrument), candles.push(instrument, kline, closed, time, klines));
        pushed(instrument, kline, closed, time);
    }

    /** Called after each push of a candle of a minute. */
    void pushed(String instrument, Kline minute, boolean closed, long time) {}

    private void request(HttpServerRequest request) {
        boolean upgrade = request.headers().contains(HttpHeaders.UPGRADE, HttpHeaders.WEBSOCKET, true);
        if (upgrade) {
            // The handshake may be answered later, and must then still see the end of the request.
            request.pause();
            script.request(request, true, () -> upgrade(request));
        } else {
            script.request(
                    request,
                    false,
                    () -> candles.rest(request.path(), request.params(), klines)
                            .ifPresentOrElse(found -> answer(request, found), () -> answer(request)));
        }
    }

    static void answer(HttpServerRequest request, RestAnswer answer) {
        request.response().setStatusCode(answer.status());
        answer.headers().forEach(request.response()::putHeader);
        request.response().end(answer.body());
    }
}
