package io.tickcast;

import io.tickcast.config.Settings;
import io.tickcast.demo.DemoExchange;
import io.tickcast.feed.FeedVerticle;
import io.tickcast.feed.Outbound;
import io.tickcast.feed.binance.BinanceVerticle;
import io.tickcast.feed.bybit.BybitProtocol;
import io.tickcast.feed.coinbase.CoinbaseProtocol;
import io.tickcast.feed.kraken.KrakenProtocol;
import io.tickcast.feed.okx.OkxProtocol;
import io.tickcast.market.PrimaryExchange;
import io.tickcast.names.SystemResolver;
import io.tickcast.rest.RestClient;
import io.tickcast.rest.RestClients;
import io.tickcast.rest.RestLimits;
import io.tickcast.rest.RestTransport;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;

/** The registry of exchanges: a new one is named here, in its package below {@code feed}, and in the settings. */
final class Exchanges {
    private Exchanges() {}

    static PrimaryExchange primary(Settings settings) {
        Settings.Exchange primary = settings.feed().primary();
        return new PrimaryExchange(primary.name(), primary.resolve(settings.symbols()), primary.aliases());
    }

    /** The first endpoint of the primary exchange. */
    static URI endpoint(Settings settings) {
        return settings.feed().primary().endpoints().get(0);
    }

    /** Runs one line of an exchange's feed. */
    static Deployable feed(FeedVerticle.Setup setup) {
        return switch (setup.exchange().name()) {
            case BinanceVerticle.EXCHANGE -> new BinanceVerticle(setup);
            case OkxProtocol.EXCHANGE -> new FeedVerticle(setup, OkxProtocol::new);
            case BybitProtocol.EXCHANGE -> new FeedVerticle(setup, BybitProtocol::new);
            case CoinbaseProtocol.EXCHANGE -> new FeedVerticle(setup, CoinbaseProtocol::new);
            case KrakenProtocol.EXCHANGE -> new FeedVerticle(setup, KrakenProtocol::new);
            default ->
                throw new IllegalArgumentException(
                        "no exchange is called " + setup.exchange().name());
        };
    }

    /** The share of an exchange's REST limit that a node uses. */
    static RestLimits restLimits(String exchange) {
        return switch (exchange) {
            case BinanceVerticle.EXCHANGE -> BinanceVerticle.REST_LIMITS;
            case OkxProtocol.EXCHANGE -> OkxProtocol.REST_LIMITS;
            case BybitProtocol.EXCHANGE -> BybitProtocol.REST_LIMITS;
            case CoinbaseProtocol.EXCHANGE -> CoinbaseProtocol.REST_LIMITS;
            case KrakenProtocol.EXCHANGE -> KrakenProtocol.REST_LIMITS;
            default -> throw new IllegalArgumentException("no exchange is called " + exchange);
        };
    }

    /** A client for each exchange that the node feeds on. */
    static RestClients rest(Vertx vertx, Settings.Feed settings, SystemResolver names) {
        return new RestClients(settings.exchanges().stream()
                .collect(Collectors.toMap(
                        Settings.Exchange::name,
                        exchange -> new RestClient(
                                vertx,
                                exchange.name(),
                                exchange.rest(),
                                restLimits(exchange.name()),
                                new RestTransport(
                                        vertx,
                                        settings.timeouts().connect(),
                                        () -> Outbound.proxy(names, settings))))));
    }

    /** Starts a fake of each exchange, and returns the same settings with the exchanges at those places. */
    static Future<Settings> atDemo(Vertx vertx, Settings settings) {
        List<Future<Settings.Exchange>> demos = settings.feed().exchanges().stream()
                .map(exchange -> DemoExchange.start(vertx, exchange.name(), exchange.resolve(settings.symbols()))
                        .map(demo -> exchange.at(demo.endpoint(), demo.rest())))
                .toList();
        return Future.all(demos)
                .map(started ->
                        settings.fedBy(demos.stream().map(Future::result).toList()));
    }
}
