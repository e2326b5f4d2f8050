package io.tickcast.demo;

import io.tickcast.market.SymbolRule;
import io.tickcast.time.NodeClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fake exchange on loopback whose prices walk at random, spread over the second: each symbol trades a few times a
 * second. Binance has a ticker once a second beside the trades, the others have one with each trade.
 */
public final class DemoExchange {
    private static final Logger LOG = LoggerFactory.getLogger(DemoExchange.class);
    private static final long SECOND = 1000;
    private static final int TRADING_A_SECOND = 4;

    private final Vertx vertx;
    private final FakeServer server;
    private final Map<String, RandomWalk> walks;
    private final List<Long> timers = new ArrayList<>();

    private DemoExchange(Vertx vertx, FakeServer server, Map<String, RandomWalk> walks) {
        this.vertx = vertx;
        this.server = server;
        this.walks = walks;
    }

    /**
     * The symbols that a fake exchange lists, so that it has something for each item of the settings.
     *
     * @param items names, patterns and rankings
     */
    public static List<String> listed(List<String> items) {
        List<String> names = SymbolRule.names(items);
        return names.size() == items.size()
                ? names
                : Stream.concat(names.stream(), Coin.known().stream())
                        .distinct()
                        .toList();
    }

    /**
     * @param exchange exchange of the protocol that it speaks, as in {@code feed.exchanges}
     * @param symbols  symbols that it lists, such as {@code BTCUSDT}
     */
    public static Future<DemoExchange> start(Vertx vertx, String exchange, List<String> symbols) {
        return start(vertx, exchange, symbols, new DemoMarket());
    }

    /** @param market the market that it shares with other fake exchanges */
    public static Future<DemoExchange> start(Vertx vertx, String exchange, List<String> symbols, DemoMarket market) {
        long now = NodeClock.system().millis();
        Map<String, RandomWalk> walks = new LinkedHashMap<>();
        symbols.forEach(symbol -> walks.put(symbol, market.walk(symbol, exchange, now)));
        DemoExchange demo = new DemoExchange(vertx, server(vertx, exchange, symbols), walks);
        symbols.forEach(symbol -> demo.server.begin(symbol, Coin.of(symbol).past(exchange, now)));
        return demo.server.listen(0).map(listening -> {
            demo.walk();
            LOG.info("The demo of {} listens on {}", exchange, demo.endpoint());
            return demo;
        });
    }

    private static FakeServer server(Vertx vertx, String exchange, List<String> symbols) {
        return exchange.equals("binance")
                ? new FakeBinance(vertx, symbols, Limits.REAL, Script.BY_THE_BOOK)
                : new FakeExchange(vertx, protocol(exchange), symbols);
    }

    /** The protocol of any exchange but Binance, whose fake is a server of its own. */
    static FakeProtocol protocol(String exchange) {
        return switch (exchange) {
            case "okx" -> new FakeOkx();
            case "bybit" -> new FakeBybit();
            case "coinbase" -> new FakeCoinbase();
            case "kraken" -> new FakeKraken();
            default -> throw new IllegalArgumentException("there is no fake exchange called " + exchange);
        };
    }

    private void walk() {
        walks.values().forEach(walk -> timers.add(trade(walk, 1 + SECOND * timers.size() / walks.size())));
    }

    private long trade(RandomWalk walk, long delay) {
        AtomicInteger turn = new AtomicInteger();
        return vertx.setPeriodic(delay, SECOND / TRADING_A_SECOND, timer -> {
            long now = NodeClock.system().millis();
            List<AggTrade> trades = walk.trades(now);
            trades.forEach(server::publish);
            boolean isSecond = turn.getAndIncrement() % TRADING_A_SECOND == 0;
            if (server.hasTickerOfSeconds() ? isSecond : !trades.isEmpty()) {
                server.publish(walk.ticker(now));
            }
        });
    }

    /** Base of the WebSocket URLs, for {@code endpoints} of the exchange. */
    public URI endpoint() {
        return server.endpoint();
    }

    /** Base of the REST URLs, for {@code rest} of the exchange. */
    public URI rest() {
        return server.rest();
    }

    public Future<Void> close() {
        timers.forEach(vertx::cancelTimer);
        return server.close();
    }
}
