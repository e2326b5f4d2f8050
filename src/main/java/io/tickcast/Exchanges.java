package io.tickcast;

import io.tickcast.config.Settings;
import io.tickcast.demo.DemoExchange;
import io.tickcast.demo.DemoMarket;
import io.tickcast.feed.CandleSource;
import io.tickcast.feed.FeedVerticle;
import io.tickcast.feed.InstrumentSource;
import io.tickcast.feed.Outbound;
import io.tickcast.feed.binance.BinanceCandles;
import io.tickcast.feed.binance.BinanceInstruments;
import io.tickcast.feed.binance.BinanceProtocol;
import io.tickcast.feed.binance.BinanceVerticle;
import io.tickcast.feed.bybit.BybitCandles;
import io.tickcast.feed.bybit.BybitInstruments;
import io.tickcast.feed.bybit.BybitProtocol;
import io.tickcast.feed.bybit.BybitVerticle;
import io.tickcast.feed.coinbase.CoinbaseCandles;
import io.tickcast.feed.coinbase.CoinbaseInstruments;
import io.tickcast.feed.coinbase.CoinbaseProtocol;
import io.tickcast.feed.coinbase.CoinbaseVerticle;
import io.tickcast.feed.kraken.KrakenCandles;
import io.tickcast.feed.kraken.KrakenInstruments;
import io.tickcast.feed.kraken.KrakenProtocol;
import io.tickcast.feed.kraken.KrakenVerticle;
import io.tickcast.feed.okx.OkxCandles;
import io.tickcast.feed.okx.OkxInstruments;
import io.tickcast.feed.okx.OkxProtocol;
import io.tickcast.feed.okx.OkxVerticle;
import io.tickcast.market.PrimaryExchange;
import io.tickcast.market.SymbolRule;
import io.tickcast.names.SystemResolver;
import io.tickcast.rest.RestClient;
import io.tickcast.rest.RestClients;
import io.tickcast.rest.RestTransport;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The registry of exchanges: a new one is named here, in its package below {@code feed}, and in the settings. */
final class Exchanges {
    private Exchanges() {}

    static PrimaryExchange primary(Settings settings) {
        Settings.Exchange primary = settings.feed().primary();
        return new PrimaryExchange(
                primary.name(), SymbolRule.names(primary.resolve(settings.symbols())), primary.aliases());
    }

    /** The symbols of each exchange, the primary first. */
    static Map<String, List<String>> symbols(Settings settings) {
        Map<String, List<String>> symbols = new LinkedHashMap<>();
        settings.feed()
                .exchanges()
                .forEach(exchange ->
                        symbols.put(exchange.name(), SymbolRule.names(exchange.resolve(settings.symbols()))));
        return symbols;
    }

    /** The first endpoint of the primary exchange. */
    static URI endpoint(Settings settings) {
        return settings.feed().primary().endpoints().get(0);
    }

    /** Runs one line of an exchange's feed. */
    static Deployable feed(FeedVerticle.Setup setup) {
        String exchange = setup.exchange().name();
        return switch (exchange) {
            case BinanceProtocol.EXCHANGE -> new BinanceVerticle(setup);
            case OkxProtocol.EXCHANGE -> new OkxVerticle(setup);
            case BybitProtocol.EXCHANGE -> new BybitVerticle(setup);
            case CoinbaseProtocol.EXCHANGE -> new CoinbaseVerticle(setup);
            case KrakenProtocol.EXCHANGE -> new KrakenVerticle(setup);
            default -> throw unknown(exchange);
        };
    }

    /** The lists of instruments of an exchange. */
    static InstrumentSource instruments(String exchange) {
        return switch (exchange) {
            case BinanceProtocol.EXCHANGE -> new BinanceInstruments();
            case OkxProtocol.EXCHANGE -> new OkxInstruments();
            case BybitProtocol.EXCHANGE -> new BybitInstruments();
            case CoinbaseProtocol.EXCHANGE -> new CoinbaseInstruments();
            case KrakenProtocol.EXCHANGE -> new KrakenInstruments();
            default -> throw unknown(exchange);
        };
    }

    /** The candles of each exchange that the node feeds on. */
    static Map<String, CandleSource> candles(Settings settings, boolean demo) {
        return settings.feed().exchanges().stream()
                .map(Settings.Exchange::name)
                .collect(Collectors.toMap(name -> name, name -> candles(name, demo)));
    }

    /**
     * The candles of an exchange.
     *
     * @param demo whether its REST is the fake exchange's
     */
    static CandleSource candles(String exchange, boolean demo) {
        return switch (exchange) {
            case BinanceProtocol.EXCHANGE -> new BinanceCandles(demo);
            case OkxProtocol.EXCHANGE -> new OkxCandles(demo);
            case BybitProtocol.EXCHANGE -> new BybitCandles(demo);
            case CoinbaseProtocol.EXCHANGE -> new CoinbaseCandles(demo);
            case KrakenProtocol.EXCHANGE -> new KrakenCandles(demo);
            default -> throw unknown(exchange);
        };
    }

    private static IllegalArgumentException unknown(String exchange) {
        return new IllegalArgumentException("no exchange is called " + exchange);
    }

    /** The exchanges that the node feeds on, and the one that it relays. */
    private static List<Settings.Exchange> used(Settings settings) {
        List<Settings.Exchange> used = new ArrayList<>(settings.feed().exchanges());
        Settings.Exchange relayed = settings.relay().exchange();
        if (settings.relay().enabled()
                && used.stream().noneMatch(exchange -> exchange.name().equals(relayed.name()))) {
            used.add(relayed);
        }
        return used;
    }

    /** A client for each exchange that the node asks. */
    static RestClients rest(Vertx vertx, Settings settings, SystemResolver names) {
        return new RestClients(used(settings).stream()
                .collect(Collectors.toMap(
                        Settings.Exchange::name,
                        exchange -> new RestClient(
                                vertx,
                                exchange.name(),
                                exchange.rest(),
                                instruments(exchange.name()).limits(),
                                new RestTransport(
                                        vertx,
                                        settings.feed().timeouts().connect(),
                                        () -> Outbound.proxy(names, settings.feed()))))));
    }

    /** Starts a fake of each exchange, and returns the same settings with the exchanges at those places. */
    static Future<Settings> atDemo(Vertx vertx, Settings settings) {
        DemoMarket market = new DemoMarket();
        List<Future<Settings.Exchange>> demos = used(settings).stream()
                .map(exchange -> DemoExchange.start(
                                vertx,
                                exchange.name(),
                                DemoExchange.listed(exchange.resolve(settings.symbols())),
                                market)
                        .map(demo -> exchange.at(demo.endpoint(), demo.rest())))
                .toList();
        return Future.all(demos).map(started -> {
            Map<String, Settings.Exchange> byName = demos.stream()
                    .map(Future::result)
                    .collect(Collectors.toMap(Settings.Exchange::name, exchange -> exchange));
            Settings.Exchange relayed = settings.relay().exchange();
            return settings.fedBy(
                    settings.feed().exchanges().stream()
                            .map(exchange -> byName.getOrDefault(exchange.name(), exchange))
                            .toList(),
                    byName.getOrDefault(relayed.name(), relayed));
        });
    }
}
