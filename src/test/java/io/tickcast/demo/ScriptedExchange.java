package io.tickcast.demo;

import io.tickcast.demo.candle.Past;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A fake exchange under a test's control: the test sees all that clients do and decides what goes wrong. Without orders
 * the server behaves as the real one. Thread-safe.
 */
public class ScriptedExchange {
    private final EventLog<Connection> connections = new EventLog<>();
    private final EventLog<Attempt> attempts = new EventLog<>();
    private final EventLog<Attempt> restCalls = new EventLog<>();
    private final Plan<Answer> handshakes = new Plan<>(Answer.accept());
    private final Plan<Answer> restAnswers = new Plan<>(Answer.accept());
    private final Plan<Reply> replies = new Plan<>(Reply.byTheBook());
    private final Watch<Set<String>> streams = new Watch<>(Set.of());
    private final Watch<List<Connection>> open = new Watch<>(List.of());
    private volatile ControlError.Form errorForm = ControlError.Form.NESTED;
    private volatile Consumer<Connection> greeting = connection -> {};
    private final String exchange;
    private final FakeServer server;

    ScriptedExchange(String exchange, Function<Script, FakeServer> server) {
        this.exchange = exchange;
        this.server = server.apply(new Observer());
    }

    /**
     * A fake of the exchange with its real limits, but without the pings of Binance.
     *
     * @param speed of the clock of any other than Binance: with 10 a second of its protocol takes 100 ms
     */
    public static Future<ScriptedExchange> start(Vertx vertx, String exchange, Collection<String> symbols, int speed) {
        ScriptedExchange scripted = new ScriptedExchange(
                exchange,
                script -> "binance".equals(exchange)
                        ? new FakeBinance(vertx, symbols, Limits.REAL.withoutPings(), script)
                        : new FakeExchange(vertx, DemoExchange.protocol(exchange), symbols, speed, script));
        return scripted.listen(0).map(scripted);
    }

    final Future<Void> listen(int port) {
        return server.listen(port);
    }

    final FakeServer server() {
        return server;
    }

    public URI endpoint() {
        return server.endpoint();
    }

    public URI rest() {
        return server.rest();
    }

    public Future<Void> close() {
        return server.close();
    }

    /** Sends a ticker of this price to all that have subscribed the symbol. */
    public void publish(String symbol, long eventTime, String price) {
        server.publish(Tickers.of(symbol, eventTime, price));
    }

    /**
     * A trade, for all that have subscribed the symbol's trades, and for its candles. The taker of one with an even id
     * sells.
     *
     * @param id the exchange counts the trades of a symbol one by one
     */
    public Future<Void> trade(String symbol, long id, long time, String price, String quantity) {
        return server.publish(trade(id, symbol, time, price, quantity));
    }

    /** The same, which no connection gets. */
    public Future<Void> untoldTrade(String symbol, long id, long time, String price, String quantity) {
        return server.untoldTrade(trade(id, symbol, time, price, quantity));
    }

    private static AggTrade trade(long id, String symbol, long time, String price, String quantity) {
        return new AggTrade(symbol, id, price, quantity, id, id, time, id % 2 == 0);
    }

    /** From now on the clock of the exchange stands at this time, in ms; what was due by then has been pushed. */
    public Future<Void> setTime(long millis) {
        return server.run(() -> server.klines().setTime(millis));
    }

    /** The candles of a symbol from before the first trade. */
    public Future<Void> past(String symbol, Past past) {
        return server.run(() -> server.klines().past(server.instrument(symbol), past));
    }

    /** Leaves a hole in the candles of a symbol, as a maintenance does: from this open time until before that one. */
    public Future<Void> hole(String symbol, long from, long to) {
        return server.run(() -> server.klines().hole(server.instrument(symbol), from, to));
    }

    /**
     * The truth: all candles that the exchange has of a symbol, oldest first, in the digits of its REST. The last one may
     * be open still.
     */
    public Future<List<Candle>> candles(String symbol, Interval interval) {
        return server.onContext(
                () -> Future.succeededFuture(Truth.of(new CandleKey(exchange, symbol, interval), server)));
    }

    /** Does this on the server's event loop, where requests are answered. */
    public void run(Runnable action) {
        server.run(action);
    }

    /** Answers to the coming WebSocket handshakes. */
    public Plan<Answer> handshakes() {
        return handshakes;
    }

    /** Answers to the coming REST calls. */
    public Plan<Answer> restAnswers() {
        return restAnswers;
    }

    /** Replies to the coming control messages. */
    public Plan<Reply> replies() {
        return replies;
    }

    final void errorForm(ControlError.Form form) {
        errorForm = form;
    }

    /** Does this to each connection as soon as it opens, before it gets any frame: {@code Connection::mute}. */
    public ScriptedExchange onConnection(Consumer<Connection> greeting) {
        this.greeting = greeting;
        return this;
    }

    /** All connections ever opened. */
    public EventLog<Connection> connections() {
        return connections;
    }

    /** Each connection once and in order, as soon as there is one. */
    public Future<Connection> nextConnection() {
        return connections.next();
    }

    /** The connections that are open now. */
    public List<Connection> open() {
        return open.value();
    }

    /** The open connections, as soon as they are this many: not fewer, not more. */
    public Future<List<Connection>> open(int count) {
        return open.until(now -> now.size() == count);
    }

    /** Number of connections that have ended. */
    public int closes() {
        return (int) connections.all().stream()
                .filter(connection -> !connection.isOpen())
                .count();
    }

    /** All handshakes asked for, granted or not. */
    public EventLog<Attempt> attempts() {
        return attempts;
    }

    public EventLog<Attempt> restCalls() {
        return restCalls;
    }

    /** The streams of all open connections, as soon as there are this many different ones. */
    public Future<Set<String>> subscribed(int count) {
        return streams.until(names -> names.size() >= count);
    }

    /** All script calls come on the server's event loop, so the map needs no lock. */
    private final class Observer implements Script {
        private final Map<Session, Connection> bySession = new HashMap<>();

        @Override
        public void request(HttpServerRequest request, boolean upgrade, Runnable proceed) {
            Attempt attempt = new Attempt(
                    request.uri(), MultiMap.caseInsensitiveMultiMap().addAll(request.headers()), System.nanoTime());
            (upgrade ? attempts : restCalls).add(attempt);
            (upgrade ? handshakes : restAnswers).take().give(request, proceed);
        }

        @Override
        public void opened(Session session) {
            Connection connection = new Connection(server, session, connections.count());
            bySession.put(session, connection);
            greeting.accept(connection);
            connections.add(connection);
            open.set(List.copyOf(bySession.values()));
        }

        @Override
        public void received(Session session, Kind kind, Buffer content) {
            bySession
                    .get(session)
                    .onReceived(new Received(Received.Kind.valueOf(kind.name()), content, System.nanoTime()));
        }

        @Override
        public boolean control(Session session, JsonObject request) {
            return replies.take().give(bySession.get(session), request);
        }

        @Override
        public ControlError.Form errorForm() {
            return errorForm;
        }

        @Override
        public void subscribed(Session session) {
            bySession.get(session).onSubscribed();
            updateStreams();
        }

        @Override
        public Optional<String> data(Session session, String stream, String payload) {
            return bySession.get(session).onData(stream, payload);
        }

        @Override
        public void closed(Session session, int code, String reason) {
            bySession.remove(session).onClosed(code, reason);
            open.set(List.copyOf(bySession.values()));
            updateStreams();
        }

        private void updateStreams() {
            Set<String> all = new LinkedHashSet<>();
            bySession.values().forEach(connection -> all.addAll(connection.streams()));
            streams.set(Set.copyOf(all));
        }
    }
}
