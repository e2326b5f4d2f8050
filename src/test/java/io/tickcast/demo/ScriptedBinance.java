package io.tickcast.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * The fake of Binance under a test's control.
 *
 * <pre>{@code
 * ScriptedBinance binance = ScriptedBinance.start(vertx, List.of("BTCUSDT")).await();
 * binance.handshakes().next(Answer.status(451), Answer.retryAfter(429, 1));
 * Connection connection = binance.nextConnection().await();
 * connection.subscribed(1).await();
 * binance.publish("BTCUSDT", Frames.ticker("BTCUSDT", time, "95000.00000000"));
 * connection.reset();
 * }</pre>
 */
public final class ScriptedBinance extends ScriptedExchange {
    private ScriptedBinance(Vertx vertx, Collection<String> symbols, Limits limits) {
        super("binance", script -> new FakeBinance(vertx, symbols, limits, script));
    }

    /** With the exchange's own limits, but without pings, which a test asks for when it wants them. */
    public static Future<ScriptedBinance> start(Vertx vertx, Collection<String> symbols) {
        return start(vertx, symbols, Limits.REAL.withoutPings());
    }

    public static Future<ScriptedBinance> start(Vertx vertx, Collection<String> symbols, Limits limits) {
        return start(vertx, 0, symbols, limits);
    }

    /** On a port that a server had which is closed, to play a restart. */
    public static Future<ScriptedBinance> start(Vertx vertx, int port, Collection<String> symbols, Limits limits) {
        ScriptedBinance scripted = new ScriptedBinance(vertx, symbols, limits);
        return scripted.listen(port).map(scripted);
    }

    private FakeBinance binance() {
        return (FakeBinance) server();
    }

    /** Sends a written payload to all connections with the symbol's ticker; the result says how many. */
    public Future<Integer> publish(String symbol, String payload) {
        return binance().publish(symbol, payload);
    }

    /**
     * An aggregate trade of a few trades, for all connections with the symbol's trades, and for REST.
     *
     * @param number by which the exchange counts them
     * @param first  id of its first trade
     * @param last   id of its last trade
     */
    public Future<Integer> trade(String symbol, long number, long first, long last, long time, String price) {
        return binance().trade(new AggTrade(symbol, number, price, "0.50000000", first, last, time, number % 2 == 0));
    }

    /** The same, which no connection gets. */
    public Future<Void> untoldTrade(String symbol, long number, long first, long last, long time, String price) {
        return binance()
                .untoldTrade(new AggTrade(symbol, number, price, "0.50000000", first, last, time, number % 2 == 0));
    }

    /** Sends a written payload to all connections with this stream; the result says how many. */
    public Future<Integer> push(String stream, String payload) {
        return binance().push(stream, payload);
    }

    /** Lists a symbol with this status: TRADING, HALT, BREAK. */
    public Future<Void> list(String symbol, String status) {
        return binance().list(symbol, status);
    }

    public Future<Void> delist(String symbol) {
        return binance().delist(symbol);
    }

    /** Errors as documented, {@code {"code":2,…}}, instead of as sent, {@code {"error":{"code":2,…}}}. */
    public ScriptedBinance flatErrors() {
        errorForm(ControlError.Form.FLAT);
        return this;
    }

    @Override
    public ScriptedBinance onConnection(Consumer<Connection> greeting) {
        super.onConnection(greeting);
        return this;
    }
}
