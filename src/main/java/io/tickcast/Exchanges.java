package io.tickcast;

import io.tickcast.config.Settings;
import io.tickcast.demo.DemoExchange;
import io.tickcast.feed.binance.BinanceVerticle;
import io.tickcast.liveness.Liveness;
import io.tickcast.market.FeedState;
import io.tickcast.market.PrimaryExchange;
import io.tickcast.names.SystemResolver;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;

/** The registry of exchanges: a new one is named here, in its package below {@code feed}, and in the settings. */
final class Exchanges {
    private Exchanges() {}

    static PrimaryExchange primary(Settings settings) {
        Settings.Binance binance = settings.feed().binance();
        return new PrimaryExchange(BinanceVerticle.EXCHANGE, binance.resolve(settings.symbols()), binance.aliases());
    }

    /** The first endpoint of the primary exchange. */
    static URI endpoint(Settings settings) {
        return settings.feed().binance().endpoints().get(0);
    }

    /** Runs one line of the primary exchange's feed. */
    static Deployable feed(
            Settings settings, boolean demo, FeedState.Line line, Liveness liveness, SystemResolver names) {
        return new BinanceVerticle(settings, demo, line, liveness, names);
    }

    /** Starts the built-in fake exchange, and gives the same settings with the feed at that place. */
    static Future<Settings> atDemo(Vertx vertx, Settings settings) {
        return DemoExchange.start(vertx, primary(settings).symbols())
                .map(exchange -> settings.withBinanceAt(exchange.endpoint(), exchange.rest()));
    }
}
