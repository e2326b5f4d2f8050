package io.tickcast.demo;

import io.tickcast.demo.candle.RestAnswer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The fake of any exchange but Binance: the market data protocol of an exchange on a server of loopback. */
final class FakeExchange extends FakeServer {
    private static final Logger LOG = LoggerFactory.getLogger(FakeExchange.class);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final short GOING_AWAY = 1001;
    private static final short NO_DATA = 4004;

    private final Vertx vertx;
    private final FakeProtocol protocol;
    private final Script script;
    private final int speed;
    private final Limits limits;
    private final Quota connections;
    /** The instruments by their names. */
    private final Map<String, FakeProtocol.Listed> instruments = new TreeMap<>();

    /** The last push of each channel, which a new subscriber gets at once. */
    private final Map<String, Sent> last = new LinkedHashMap<>();

    private final Map<Session, FakeClient> clients = new LinkedHashMap<>();
    private final TradeHistory trades;

    private record Sent(FakeProtocol.Push push, long at) {}

    FakeExchange(Vertx vertx, FakeProtocol protocol, Collection<String> symbols) {
        this(vertx, protocol, symbols, 1, Script.BY_THE_BOOK);
    }

    /** @param speed of its clock: with 10 a second of the protocol takes 100 ms */
    FakeExchange(Vertx vertx, FakeProtocol protocol, Collection<String> symbols, int speed, Script script) {
        super(vertx, script, protocol.candles(speed), symbols.size());
        this.vertx = vertx;
        this.protocol = protocol;
        this.script = script;
        this.speed = speed;
        limits = protocol.limits().fasterBy(speed);
        connections = new Quota(limits.connections(), limits.connectionWindow());
        trades = new TradeHistory(symbols.size());
        symbols.forEach(symbol -> put(symbol, true));
    }

    @Override
    void listening() {
        vertx.setPeriodic(inMillis(SECOND), timer -> beat());
    }

    @Override
    String instrument(String symbol) {
        return protocol.instrument(symbol);
    }

    @Override
    boolean hasTickerOfSeconds() {
        return false;
    }

    private void put(String symbol, boolean trading) {
        String name = protocol.instrument(symbol);
        instruments.put(name, new FakeProtocol.Listed(name, Coin.of(symbol), trading));
        klines().list(name, Coin.of(symbol).priceDecimals());
    }

    /** Lists a symbol, which trades or not. */
    Future<Void> list(String symbol, boolean trading) {
        return run(() -> put(symbol, trading));
    }

    private long inMillis(Duration duration) {
        return Math.max(1, duration.toMillis() / speed);
    }

    private boolean isOver(long nanos, Duration limit) {
        return nanos >= limit.toNanos() / speed;
    }

    private void beat() {
        long now = klines().now();
        List.copyOf(last.values()).stream()
                .filter(sent -> isOver(System.nanoTime() - sent.at, protocol.repeatAfter()))
                .forEach(sent -> protocol.repeated(sent.push, now).ifPresent(message -> push(sent.push, message)));
        for (FakeClient client : List.copyOf(clients.values())) {
            Set<String> channels = client.channels();
            if (!channels.isEmpty()) {
                protocol.heartbeats(channels, isOver(client.quiet(), SECOND), now, klines())
                        .forEach(client::send);
            }
            if (protocol.idleLimit()
                    .filter(limit -> isOver(client.idle(), limit))
                    .isPresent()) {
                client.session().close(NO_DATA, "No data received in 30s.");
            }
        }
    }

    @Override
    void publish(Ticker ticker) {
        run(() -> protocol.pushes(ticker).forEach(push -> push(push, push.message())));
    }

    @Override
    Future<Void> publish(AggTrade trade) {
        return run(() -> {
            protocol.pushes(trade).forEach(push -> push(push, push.message()));
            remember(trade);
        });
    }

    @Override
    Future<Void> untoldTrade(AggTrade trade) {
        return run(() -> remember(trade));
    }

    private void remember(AggTrade trade) {
        protocol.told(trade).forEach(each -> trades.remember(instrument(trade.symbol()), each));
        add(trade);
    }

    /** A candle, which is not kept: a new subscriber gets the one that is open by then, or none. */
    @Override
    void send(String channel, String message) {
        FakeProtocol.Push push = new FakeProtocol.Push(channel, message);
        List.copyOf(clients.values()).forEach(client -> client.push(push, message));
    }

    private void push(FakeProtocol.Push push, String message) {
        last.put(push.channel(), new Sent(new FakeProtocol.Push(push.channel(), message), System.nanoTime()));
        List.copyOf(clients.values()).forEach(client -> client.push(push, message));
    }

    @Override
    void answer(HttpServerRequest request) {
        protocol.pastTrades(request.path(), request.params(), instruments.keySet(), trades)
                .or(() -> protocol.rest(request.path(), List.copyOf(instruments.values()))
                        .map(RestAnswer::ok))
                .ifPresentOrElse(
                        found -> answer(request, found),
                        () -> request.response().setStatusCode(404).end());
    }

    @Override
    void upgrade(HttpServerRequest request) {
        if (!connections.admits(System.nanoTime())) {
            refuse(request, 429);
        } else if (!protocol.paths().contains(request.path())) {
            refuse(request, 404);
        } else {
            request.toWebSocket()
                    .onSuccess(this::open)
                    .onFailure(e -> LOG.debug("No handshake for {}: {}", request.uri(), e.toString()));
        }
    }

    private static void refuse(HttpServerRequest request, int status) {
        request.resume();
        request.response().setStatusCode(status).end();
    }

    private void open(ServerWebSocket socket) {
        Session session =
                new Session(vertx, socket, new Target(List.of(), false, false), sessionLimits(), script, this::talk);
        FakeClient client = new FakeClient(session, protocol, limits, script);
        clients.put(session, client);
        session.open(List.of(), () -> clients.remove(session));
        protocol.greeting().forEach(client::send);
        protocol.subscribeWithin()
                .ifPresent(limit -> vertx.setTimer(inMillis(limit), timer -> {
                    if (client.channels().isEmpty()) {
                        session.close(GOING_AWAY, "");
                    }
                }));
    }

    /** The limits of a session. An exchange that answers a client that is too fast does not close its connection. */
    private Limits sessionLimits() {
        return protocol.tooFast().isEmpty() ? limits : limits.withMessages(Integer.MAX_VALUE, Duration.ZERO);
    }

    private Consumer<String> talk(Session session) {
        return message -> {
            FakeClient client = clients.get(session);
            if (client != null) {
                List<String> channels = client.take(message, instruments.keySet());
                channels.forEach(channel -> first(channel).ifPresent(push -> client.push(push, push.message())));
            }
        };
    }

    /** The push that a new subscriber of a channel gets at once. */
    private Optional<FakeProtocol.Push> first(String channel) {
        Sent sent = last.get(channel);
        if (sent != null) {
            return Optional.of(new FakeProtocol.Push(channel, protocol.first(sent.push)));
        }
        String instrument = channel.substring(channel.indexOf('@') + 1);
        return candles().habits().pushes().isPresent()
                        && candles().channel(instrument).equals(channel)
                ? candles().first(instrument, klines()).map(message -> new FakeProtocol.Push(channel, message))
                : Optional.empty();
    }
}
