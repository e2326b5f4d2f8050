package io.tickcast.feed;

import io.tickcast.config.Settings;
import io.tickcast.demo.Connection;
import io.tickcast.demo.Frames;
import io.tickcast.demo.Limits;
import io.tickcast.demo.ScriptedBinance;
import io.tickcast.feed.binance.BinanceCandleProtocol;
import io.tickcast.feed.binance.BinanceInstruments;
import io.tickcast.feed.binance.BinanceProtocol;
import io.tickcast.liveness.Liveness;
import io.tickcast.market.FeedState;
import io.tickcast.names.SystemResolver;
import io.tickcast.rest.RestClient;
import io.tickcast.rest.RestTransport;
import io.tickcast.testing.Await;
import io.tickcast.testing.TestSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;

/** A feed over real WebSockets to a fake exchange on loopback, what it puts on the event bus, and what it logs. */
abstract class WithFeed extends WithExchange {
    ScriptedBinance binance;

    @BeforeEach
    final void listenAsBinance() {
        binance = exchange(List.of(BTC, ETH));
    }

    @Override
    final ScriptedBinance fake() {
        return binance;
    }

    @Override
    final void publish(long eventTime) {
        binance.publish(BTC, Frames.ticker(BTC, eventTime, "95000.10"));
        binance.publish(ETH, Frames.ticker(ETH, eventTime, "3300.20"));
    }

    final ScriptedBinance exchange(List<String> symbols) {
        return exchange(symbols, Limits.REAL.withoutPings());
    }

    final ScriptedBinance exchange(List<String> symbols, Limits limits) {
        return Await.result(ScriptedBinance.start(vertx, symbols, limits));
    }

    /** A feed of both symbols from the exchange. */
    final String feed() {
        return feed(Map.of());
    }

    /** @param overrides settings by variable, without {@code TICKCAST_FEED_} */
    final String feed(Map<String, String> overrides) {
        return feed(List.of(BTC, ETH), overrides);
    }

    /** Deploys a feed and gives its deployment. */
    final String feed(List<String> symbols, Map<String, String> overrides) {
        Map<String, String> variables = new HashMap<>();
        variables.put("TICKCAST_SYMBOLS", String.join(",", symbols));
        overrides.forEach((name, value) -> variables.put("TICKCAST_FEED_" + name, value));
        Settings settings = TestSettings.fedBy(binance.endpoint(), binance.rest(), variables);
        return Await.result(vertx.deployVerticle(verticle(vertx, settings)));
    }

    /** The only line of such a node. */
    static FeedVerticle verticle(Vertx vertx, Settings settings) {
        SystemResolver names = new SystemResolver(vertx);
        RestClient rest = new RestClient(
                vertx,
                BinanceProtocol.EXCHANGE,
                settings.feed().primary().rest(),
                new BinanceInstruments().limits(),
                new RestTransport(
                        vertx, settings.feed().timeouts().connect(), () -> Outbound.proxy(names, settings.feed())));
        return new FeedVerticle(
                new FeedVerticle.Setup(
                        settings.feed(),
                        settings.feed().primary(),
                        settings.symbols(),
                        false,
                        new FeedState.Line(1, "id", "test"),
                        new Liveness(),
                        names,
                        rest,
                        false),
                (symbols, streams, demo) ->
                        new BinanceProtocol(symbols, settings.feed().primary().channels(), streams, demo, rest),
                BinanceCandleProtocol::new,
                new BinanceInstruments());
    }

    /** The value of a setting that is a list of endpoints. */
    static String endpoints(URI... bases) {
        return Stream.of(bases).map(URI::toString).collect(Collectors.joining(","));
    }

    /** A live feed's first connection. */
    final Connection live() {
        return live(Map.of());
    }

    final Connection live(Map<String, String> overrides) {
        feed(overrides);
        return nextLive();
    }

    /** Sends a tick on this connection alone. */
    static Future<Void> send(Connection connection, String symbol, long eventTime) {
        return connection.send(frame(symbol, eventTime));
    }

    static String frame(String symbol, long eventTime) {
        return Frames.combined(stream(symbol), Frames.ticker(symbol, eventTime, "95000.10"));
    }

    static String stream(String symbol) {
        return symbol.toLowerCase(Locale.ROOT) + "@ticker";
    }
}
