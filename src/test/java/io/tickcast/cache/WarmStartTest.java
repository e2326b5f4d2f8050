package io.tickcast.cache;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.tickcast.config.Settings;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Tick;
import io.tickcast.market.TickBuilder;
import io.tickcast.testing.LogLines;
import io.tickcast.testing.SetTime;
import io.tickcast.testing.TcpGate;
import io.tickcast.time.NodeClock;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The prices that a node takes from Redis when it starts. */
class WarmStartTest extends WithRedis {
    private static final List<String> SYMBOLS = List.of("BTCUSDT", "ETHUSDT", "BNBUSDT", "SOLUSDT");

    @Test
    void givesWhatAnotherNodeWrote() throws Exception {
        TickBuilder tick = CacheNode.tick("BTCUSDT", 1_768_029_300_123L, "95000.00");
        tick.figure(DecimalField.CHANGE_24H, "-2.50");
        try (CacheNode first = node()) {
            first.publish(tick.build());
            first.awaitWritten(1);
        }
        try (CacheNode second = node()) {
            Tick warm = second.warmTicks().get(0);
            assertThat(second.warmTicks()).hasSize(1);
            assertThat(warm.isStored()).isTrue();
            assertThat(warm.exchange()).isEqualTo(CacheNode.PRIMARY);
            assertThat(warm.symbol()).isEqualTo("BTCUSDT");
            assertThat(warm.eventTime()).isEqualTo(1_768_029_300_123L);
            assertThat(warm.digits(DecimalField.PRICE)).isEqualTo("95000.00");
            assertThat(warm.digits(DecimalField.CHANGE_24H)).isEqualTo("-2.50");
            assertThat(second.awaitState(state -> state.getInteger("warmed") > 0)
                            .getInteger("warmed"))
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 3_600, -3_600})
    void tellsTheAgeOfAPriceByWhatIsLeftOfItsLife(long secondsSet) throws Exception {
        redis.call("SET", "price:BTCUSDT", json("BTCUSDT"), "PX", "40000");
        redis.call("SET", "price:ETHUSDT", json("ETHUSDT"));
        SetTime time = new SetTime(Instant.parse("2026-01-10T09:00:00Z").toEpochMilli());
        NodeClock clock = new NodeClock(time, 0);
        time.set(Duration.ofSeconds(secondsSet));
        try (CacheNode node = new CacheNode(CacheNode.redis(redis.port()), SYMBOLS, clock).start()) {
            assertThat(node.warmTicks()).extracting(Tick::symbol).containsExactly("BTCUSDT", "ETHUSDT");
            assertThat(node.warmTicks().get(0).receivedAt())
                    .isBetween(clock.micros() - 60_000_000, clock.micros() - 20_000_000);
            Tick eternal = node.warmTicks().get(1);
            assertThat(eternal.eventTime())
                    .isEqualTo(Instant.parse("2026-01-10T07:15:00.123Z").toEpochMilli());
            assertThat(eternal.receivedAt()).isEqualTo((eternal.eventTime() - secondsSet * 1000) * 1000);
        }
    }

    @Test
    void readsThePricesOfEachExchange() throws Exception {
        redis.call("SETEX", "price:BTCUSDT", "60", json("BTCUSDT"));
        redis.call("SETEX", "price:okx:BTCUSDT", "60", json("BTCUSDT"));
        redis.call("SETEX", "price:kraken:BTCUSDT", "60", json("BTCUSDT"));
        redis.call("SETEX", "price:kraken:ETHUSD", "60", json("ETHUSDT"));
        try (CacheNode node = new CacheNode(
                        CacheNode.redis(redis.port()),
                        Map.of("binance", List.of("BTCUSDT"), "okx", SYMBOLS, "kraken", List.of("ETHUSD", "BTCUSD")),
                        NodeClock.system())
                .start()) {
            assertThat(node.warmTicks())
                    .extracting(tick -> tick.exchange() + ' ' + tick.symbol())
                    .containsExactlyInAnyOrder("binance BTCUSDT", "okx BTCUSDT");
            assertThat(node.awaitState(state -> state.getInteger("warmed") > 0).getInteger("refused"))
                    .isEqualTo(1);
        }
    }

    private static CacheNode ofSources(String... sources) {
        return ofSources(redis.port(), sources);
    }

    private static CacheNode ofSources(int port, String... sources) {
        Settings.Cache settings = new Settings.Cache(
                Settings.Cache.Store.REDIS,
                Duration.ofHours(1),
                Duration.ofMillis(100),
                CacheNode.at("127.0.0.1", port, "", "", 0));
        return new CacheNode(settings, Map.of(CacheNode.PRIMARY, SYMBOLS), List.of(sources), NodeClock.system())
                .start();
    }

    private static List<String> prices(CacheNode node) {
        return node.warmTicks().stream()
                .map(tick -> tick.exchange() + ' ' + tick.symbol() + ' ' + tick.digits(DecimalField.PRICE))
                .toList();
    }

    @Test
    void readsThePricesOfPublishedSourcesWhateverTheirSymbols() throws Exception {
        int count = 1_200;
        try (CacheNode first = ofSources("desk", "fx")) {
            for (int i = 0; i < count; i++) {
                first.publish(CacheNode.tick("S" + i, 1_768_029_300_123L, "1.50" + i)
                        .exchange("desk")
                        .build());
            }
            first.publish(CacheNode.tick("ЕВРО", 1_768_029_300_123L, "2")
                    .exchange("fx")
                    .build());
            first.publish(
                    CacheNode.tick("BTCUSDT", 1_768_029_300_123L, "95000.0").build());
            first.awaitWritten(count + 2);
        }
        try (CacheNode second = ofSources("desk", "fx")) {
            assertThat(prices(second))
                    .hasSize(count + 2)
                    .contains("binance BTCUSDT 95000.0", "desk S0 1.500", "desk S1199 1.501199", "fx ЕВРО 2");
            second.publish(CacheNode.tick("NEW", 1, "3").exchange("desk").build());
            second.awaitWritten(1);
        }
        try (CacheNode third = ofSources("desk")) {
            assertThat(prices(third))
                    .as("with those that nobody posted meanwhile")
                    .hasSize(count + 2)
                    .contains("desk NEW 3", "desk S0 1.500")
                    .doesNotContain("fx ЕВРО 2");
        }
    }

    @Test
    void refusesAListOfSymbolsThatIsNoneAndSaysSo() throws Exception {
        redis.call("SET", "price:desk:page.0", "[\"A\",7]");
        redis.call("SET", "price:desk:page.1", "garbage");
        redis.call("SET", "price:desk:page.2", "[\"B\",\"NONE\"]");
        redis.call("SET", "price:desk:B", json("B"));
        redis.call("SET", "price:BTCUSDT", json("BTCUSDT"));
        try (LogLines log = new LogLines("io.tickcast.cache", Level.TRACE);
                CacheNode node = ofSources("desk")) {
            assertThat(prices(node)).containsExactlyInAnyOrder("desk B 1.5", "binance BTCUSDT 1.5");
            assertThat(log.of(Level.WARN))
                    .containsExactly("WARN Refused 2 lists of symbols, the first is price:desk:page.0");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"price:desk:b", "price:desk:page.0"})
    void thePricesOfTheExchangesDoNotDependOnThoseOfSources(String slow) throws Exception {
        redis.call("SET", "price:desk:page.0", "[\"B\"]");
        redis.call("SET", "price:desk:B", json("B"));
        redis.call("SET", "price:BTCUSDT", json("BTCUSDT"));
        Vertx proxies = Vertx.vertx();
        try (LogLines log = new LogLines("io.tickcast.cache", Level.TRACE)) {
            FakeRedis proxy = FakeRedis.muteAbout(proxies, redis.port(), slow);
            try (CacheNode node = ofSources(proxy.port(), "desk")) {
                assertThat(prices(node)).containsExactly("binance BTCUSDT 1.5");
                assertThat(log.of(Level.WARN))
                        .contains("WARN Not all stored prices of published sources came within 2000 ms");
            }
        } finally {
            proxies.close().await();
        }
    }

    @Test
    void readsNotMoreSymbolsOfASourceThanItMayHave() throws Exception {
        for (int page = 0; page < 3; page++) {
            String symbols = IntStream.range(500 * page, 500 * page + 500)
                    .mapToObj(i -> "\"S" + i + '"')
                    .collect(Collectors.joining(",", "[", "]"));
            redis.call("SET", "price:desk:page." + page, symbols);
        }
        redis.call("SET", "price:desk:S1299", json("S1299"));
        redis.call("SET", "price:desk:S1300", json("S1300"));
        try (LogLines log = new LogLines("io.tickcast.cache", Level.TRACE);
                CacheNode node = ofSources("desk")) {
            assertThat(prices(node)).containsExactly("desk S1299 1.5");
            assertThat(log.of(Level.WARN))
                    .containsExactly("WARN Left out 200 stored symbols of published sources: "
                            + "feed.published.max-symbols allows 1300 each");
        }
    }

    @Test
    void refusesGarbageAndSaysSoOnce() throws Exception {
        redis.call("SET", "price:BTCUSDT", "garbage");
        redis.call("LPUSH", "price:ETHUSDT", "a list");
        redis.call("SET", "price:BNBUSDT", json("BTCUSDT"));
        redis.call("SET", "price:SOLUSDT", json("SOLUSDT"));
        try (LogLines log = new LogLines("io.tickcast.cache", Level.TRACE);
                CacheNode node = node()) {
            assertThat(node.warmTicks()).extracting(Tick::symbol).containsExactly("SOLUSDT");
            assertThat(node.awaitState(state -> state.getInteger("warmed") > 0).getInteger("refused"))
                    .isEqualTo(3);
            assertThat(log.of(Level.WARN))
                    .containsExactly("WARN Refused 3 of 4 stored prices, the first is price:BTCUSDT: it is not JSON");
        }
    }

    @Test
    void readsWhatThePredecessorWrote() throws Exception {
        redis.call(
                "SETEX",
                "price:BTCUSDT",
                "60",
                "{\"symbol\": \"BTCUSDT\", \"price\": 95000.5, "
                        + "\"change_24h\": 2.3499999999999996, \"timestamp\": \"2026-01-10T07:15:00.123456\"}");
        redis.call(
                "SETEX",
                "price:ETHUSDT",
                "60",
                "{\"symbol\": \"ETHUSDT\", \"price\": 1e-07, "
                        + "\"change_24h\": 0.0, \"timestamp\": \"2026-01-10T07:15:00.123456\"}");
        try (CacheNode node = node()) {
            Tick tick = node.warmTicks().get(0);
            assertThat(node.warmTicks()).hasSize(2);
            assertThat(node.warmTicks().get(1).digits(DecimalField.PRICE)).isEqualTo("0.0000001");
            assertThat(tick.digits(DecimalField.PRICE)).isEqualTo("95000.5");
            assertThat(tick.digits(DecimalField.CHANGE_24H)).isEqualTo("2.3499999999999996");
            assertThat(tick.eventTime())
                    .isEqualTo(Instant.parse("2026-01-10T07:15:00.123Z").toEpochMilli());
        }
    }

    @Test
    void startsWhenRedisTakesTheConnectionAndSaysNothing() throws Exception {
        redis.call("SET", "price:BTCUSDT", json("BTCUSDT"));
        Vertx gates = Vertx.vertx();
        try (LogLines log = new LogLines("io.tickcast.cache", Level.TRACE)) {
            TcpGate gate = TcpGate.open(gates, redis.port()).await();
            gate.freeze().await();
            try (CacheNode node = new CacheNode(CacheNode.redis(gate.port()), SYMBOLS).start()) {
                assertThat(node.warmTicks()).isEmpty();
                node.awaitDown();
                assertThat(log.of(Level.WARN)).hasSize(1);
                gate.thaw().await();
                node.awaitUp();
            }
        } finally {
            gates.close().await();
        }
    }

    private static CacheNode node() {
        return new CacheNode(CacheNode.redis(redis.port()), SYMBOLS).start();
    }

    private static String json(String symbol) {
        return "{\"symbol\": \"" + symbol + "\", \"price\": 1.5, \"timestamp\": \"2026-01-10T07:15:00.123Z\"}";
    }
}
