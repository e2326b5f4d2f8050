package io.tickcast.demo;

import io.tickcast.demo.candle.BinanceKlines;
import io.tickcast.demo.candle.Kline;
import io.tickcast.market.Symbols;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fake of Binance: tickers, trades, candles and order books by WebSocket, and the part of REST that a client of them
 * needs.
 */
final class FakeBinance extends FakeServer {
    private static final Logger LOG = LoggerFactory.getLogger(FakeBinance.class);
    private static final List<String> WINDOWS = List.of("1h", "4h", "1d");

    private final Vertx vertx;
    private final Limits limits;
    private final Script script;
    private final Rest rest;
    private final Quota connections;
    private final Set<Session> sessions = new LinkedHashSet<>();

    /** @param symbols symbols that the exchange lists, such as {@code BTCUSDT} */
    FakeBinance(Vertx vertx, Collection<String> symbols, Limits limits, Script script) {
        super(vertx, script, new BinanceKlines(), symbols.size());
        this.vertx = vertx;
        this.limits = limits;
        this.script = script;
        rest = new Rest(symbols, klines()::now);
        connections = new Quota(limits.connections(), limits.connectionWindow());
        symbols.forEach(this::list);
    }

    private void list(String symbol) {
        klines().list(symbol, Coin.of(symbol).priceDecimals());
    }

    @Override
    String instrument(String symbol) {
        return symbol;
    }

    @Override
    boolean hasTickerOfSeconds() {
        return true;
    }

    @Override
    void publish(Ticker ticker) {
        publish(ticker.symbol(), ticker.toJson());
        push(Streams.book(ticker.symbol()), ticker.toBookJson());
        run(() -> {
            String name = ticker.symbol().toLowerCase(Locale.ROOT);
            deliver(name + "@miniTicker", ticker.toMiniJson());
            deliver("!miniTicker@arr", '[' + ticker.toMiniJson() + ']');
            deliver("!miniTicker@arr@1000ms", '[' + ticker.toMiniJson() + ']');
            if (ticker.eventTime() / 1000 % 3 == 0) {
                deliver("!miniTicker@arr@3000ms", '[' + ticker.toMiniJson() + ']');
            }
            deliver("!ticker@arr", '[' + ticker.toJson() + ']');
            for (String window : WINDOWS) {
                deliver(name + "@ticker_" + window, ticker.toWindowJson(window));
                deliver("!ticker_" + window + "@arr", '[' + ticker.toWindowJson(window) + ']');
            }
            deliverBook(name + "@depth", ticker);
        });
    }

    private void deliverBook(String stream, Ticker ticker) {
        OrderBook book = rest.book(ticker.symbol());
        String change = book.move(ticker);
        for (String rate : List.of("", "@100ms")) {
            deliver(stream + rate, change);
            for (int levels : new int[] {5, 10, OrderBook.LEVELS}) {
                deliver(stream + levels + rate, book.top(levels));
            }
        }
    }

    @Override
    Future<Void> publish(AggTrade trade) {
        return trade(trade).mapEmpty();
    }

    /** The same; the result says how many got it. REST has it from then on, whether or not anybody did. */
    Future<Integer> trade(AggTrade trade) {
        return onContext(() -> {
            remember(trade);
            String fills = trade.symbol().toLowerCase(Locale.ROOT) + "@trade";
            trade.fills().forEach(fill -> deliver(fills, fill.toFillJson()));
            return Future.succeededFuture(deliver(Streams.trade(trade.symbol()), trade.toJson()));
        });
    }

    @Override
    Future<Void> untoldTrade(AggTrade trade) {
        return run(() -> remember(trade));
    }

    private void remember(AggTrade trade) {
        rest.remember(trade);
        add(trade);
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

    @Override
    void send(String channel, String message) {
        deliver(channel, message);
    }

    @Override
    void pushed(String symbol, Kline minute, boolean closed, long time) {
        BinanceKlines.pushLonger(symbol, minute, closed, time, klines(), this::isSubscribed, this::deliver);
    }

    private boolean isSubscribed(String stream) {
        return sessions.stream().anyMatch(session -> session.has(stream));
    }

    private int deliver(String stream, String payload) {
        return (int) List.copyOf(sessions).stream()
                .filter(session -> session.data(stream, payload))
                .count();
    }

    /** Lists the symbol with this status, such as TRADING or BREAK. */
    Future<Void> list(String symbol, String status) {
        return run(() -> {
            rest.list(Symbols.normalize(symbol), status);
            list(Symbols.normalize(symbol));
        });
    }

    Future<Void> delist(String symbol) {
        return run(() -> rest.delist(Symbols.normalize(symbol)));
    }

    @Override
    void answer(HttpServerRequest request) {
        rest.handle(request);
    }

    @Override
    void upgrade(HttpServerRequest request) {
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
