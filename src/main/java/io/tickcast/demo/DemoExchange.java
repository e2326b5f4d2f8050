package io.tickcast.demo;

import io.tickcast.time.NodeClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A fake exchange on loopback whose prices walk at random, each once a second, spread over the second. */
public final class DemoExchange {
    private static final Logger LOG = LoggerFactory.getLogger(DemoExchange.class);
    private static final long SECOND = 1000;

    private final Vertx vertx;
    private final FakeBinance exchange;
    private final Map<String, RandomWalk> walks = new LinkedHashMap<>();
    private final List<Long> timers = new ArrayList<>();

    private DemoExchange(Vertx vertx, List<String> symbols, long seed) {
        this.vertx = vertx;
        exchange = new FakeBinance(vertx, symbols, Limits.REAL, Script.BY_THE_BOOK);
        symbols.forEach(symbol -> walks.put(
                symbol, new RandomWalk(symbol, seed, NodeClock.system().millis())));
    }

    /** @param symbols as Binance spells them */
    public static Future<DemoExchange> start(Vertx vertx, List<String> symbols) {
        return start(vertx, symbols, System.nanoTime());
    }

    static Future<DemoExchange> start(Vertx vertx, List<String> symbols, long seed) {
        DemoExchange demo = new DemoExchange(vertx, symbols, seed);
        return demo.exchange.listen(0).map(listening -> {
            demo.walk();
            LOG.info("The demo exchange listens on {}", demo.endpoint());
            return demo;
        });
    }

    private void walk() {
        walks.forEach((symbol, walk) -> {
            long delay = 1 + SECOND * timers.size() / walks.size();
            timers.add(vertx.setPeriodic(
                    delay,
                    SECOND,
                    timer -> exchange.publish(
                            symbol, walk.next(NodeClock.system().millis()))));
        });
    }

    /** Base of the WebSocket URLs, for {@code feed.binance.endpoints}. */
    public URI endpoint() {
        return exchange.endpoint();
    }

    /** Base of the REST URLs, for {@code feed.binance.rest}. */
    public URI rest() {
        return exchange.rest();
    }

    public Future<Void> close() {
        timers.forEach(vertx::cancelTimer);
        return exchange.close();
    }
}
