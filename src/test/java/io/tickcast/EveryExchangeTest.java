package io.tickcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.config.Settings;
import io.tickcast.demo.DemoExchange;
import io.tickcast.testing.Await;
import io.tickcast.testing.ShippedFiles;
import io.tickcast.testing.TestSettings;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Finds the places that a new exchange was forgotten in: see "An exchange" in ARCHITECTURE.md. */
class EveryExchangeTest {
    private static final List<String> TESTS_OF_ALL = List.of(
            "ArchitectureTest",
            "ExchangesTest",
            "config/DefaultSettingsTest",
            "config/RefusalTest",
            "demo/CandleSourcesTest",
            "demo/DemoExchangeTest",
            "demo/FakeKlinesRestTest",
            "demo/FakeKlinesStreamsTest",
            "demo/TickerForm",
            "demo/candle/RequestLimitsTest",
            "feed/CandleConnectionsTest",
            "feed/CandleFeedTest",
            "feed/CandleProtocolsTest",
            "feed/CandleRestTest",
            "feed/CandleSourcesTest",
            "feed/EachExchangeTest",
            "feed/InstrumentSourcesTest",
            "feed/WithCandles");

    /** The exchanges that have settings. */
    static Stream<String> exchanges() {
        Map<?, ?> feed = (Map<?, ?>)
                ShippedFiles.yaml("conf/tickcast.yaml").get(0).at("feed").value();
        return feed.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof Map<?, ?> keys && keys.containsKey("endpoints"))
                .map(entry -> (String) entry.getKey());
    }

    @ParameterizedTest
    @MethodSource("exchanges")
    void theSettingsCanNameIt(String exchange) {
        Settings settings = TestSettings.with(Map.of("TICKCAST_FEED_EXCHANGES", exchange));
        assertThat(settings.feed().primary().name()).isEqualTo(exchange);
    }

    @ParameterizedTest
    @MethodSource("exchanges")
    void theRegistryHasItsInstrumentsAndCandles(String exchange) {
        assertThat(Exchanges.instruments(exchange)).isNotNull();
        assertThat(Exchanges.candles(exchange, false)).isNotNull();
    }

    @ParameterizedTest
    @MethodSource("exchanges")
    void theDemoHasAFakeOfIt(String exchange) {
        Vertx vertx = Vertx.vertx();
        try {
            assertThat(Await.result(DemoExchange.start(vertx, exchange, List.of("BTCUSDT")))
                            .endpoint())
                    .hasHost("127.0.0.1");
        } finally {
            Await.result(vertx.close());
        }
    }

    @ParameterizedTest
    @MethodSource("exchanges")
    void theTestsOfAllExchangesAndTheDocsNameIt(String exchange) {
        Stream<String> tests = TESTS_OF_ALL.stream().map(test -> "src/test/java/io/tickcast/" + test + ".java");
        Stream<String> docs = Stream.of("README.md", "docs/feeds.md", "ARCHITECTURE.md");
        assertThat(Stream.concat(tests, docs))
                .allSatisfy(file -> assertThat(ShippedFiles.text(file).toLowerCase(Locale.ROOT))
                        .as(file)
                        .containsPattern("\\b" + exchange));
    }
}
