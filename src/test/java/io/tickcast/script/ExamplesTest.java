package io.tickcast.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.config.VerticlesSettings;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Tick;
import io.tickcast.market.TickBuilder;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.Interval;
import io.tickcast.testing.Await;
import io.tickcast.testing.Candles;
import io.tickcast.testing.Ticks;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples that are shipped, as they are shipped. */
@Tag("slow")
class ExamplesTest extends WithVerticles {
    private static final Path EXAMPLES = Path.of("conf", "verticles", "examples");

    private void run(String name, Map<String, Object> settings) throws IOException {
        write(name, Files.readString(EXAMPLES.resolve(name)));
        start(new VerticlesSettings(
                Optional.of(folder),
                true,
                VerticlesSettings.Instances.ONE,
                Duration.ofSeconds(5),
                50,
                80,
                Map.of(name.substring(0, name.indexOf('.')), settings)));
        running(name);
    }

    private static Tick tick(String symbol, long time, String price, Map<DecimalField, String> figures) {
        TickBuilder tick = Ticks.builder(symbol, time, price);
        figures.forEach((figure, digits) -> Ticks.set(tick, figure, digits));
        return tick.build();
    }

    @Test
    void moversNamesTheFirstAndTheLast() throws IOException {
        run("movers.js", Map.of("count", 2L));
        String[] changes = {"1.50", "-0.10", "7.00", "-3.00", "0.00", "2.25", "-9.99"};
        for (int i = 0; i < changes.length; i++) {
            publish(tick("C" + i, 1, "10.0" + i, Map.of(DecimalField.CHANGE_24H, changes[i])));
        }

        JsonObject movers = new JsonObject(
                signals.next(signal -> signal.getString("data").contains("C6")).getString("data"));
        assertThat(movers.getJsonArray("gainers"))
                .isEqualTo(new JsonArray(List.of(
                        new JsonObject()
                                .put("symbol", "C2")
                                .put("price", "10.02")
                                .put("change_24h", "7.00"),
                        new JsonObject()
                                .put("symbol", "C5")
                                .put("price", "10.05")
                                .put("change_24h", "2.25"))));
        assertThat(movers.getJsonArray("losers"))
                .isEqualTo(new JsonArray(List.of(
                        new JsonObject()
                                .put("symbol", "C6")
                                .put("price", "10.06")
                                .put("change_24h", "-9.99"),
                        new JsonObject()
                                .put("symbol", "C3")
                                .put("price", "10.03")
                                .put("change_24h", "-3.00"))));
    }

    @Test
    void theDocsShowMoversAsTheyAre() throws IOException {
        run("movers.js", Map.of());
        publish(tick("C1", 1, "10", Map.of(DecimalField.CHANGE_24H, "1.50")));
        publish(tick("C2", 1, "10", Map.of(DecimalField.CHANGE_24H, "-1.50")));
        JsonObject movers = new JsonObject(
                signals.next(signal -> signal.getString("data").contains("C2")).getString("data"));
        String ofOne =
                movers.getJsonArray("gainers").getJsonObject(0).fieldNames().toString();

        List<JsonObject> shown = Files.readAllLines(Path.of("docs/api.md")).stream()
                .filter(line -> line.startsWith("data: ") && line.contains("gainers"))
                .map(line -> new JsonObject(line.substring("data: ".length())))
                .map(data -> data.containsKey("name") ? data.getJsonObject("data") : data)
                .toList();
        assertThat(shown).hasSize(2).allSatisfy(sample -> {
            assertThat(sample.fieldNames()).isEqualTo(movers.fieldNames());
            assertThat(sample.getJsonArray("gainers").getJsonObject(0).fieldNames())
                    .hasToString(ofOne);
        });
        assertThat(Files.readString(Path.of("docs/api.md"))).doesNotContain("\"percent\":");
    }

    @Test
    void breakoutTellsOfACandleThatClosesBeyondThoseBeforeIt() throws IOException {
        for (int minute = 0; minute < 3; minute++) {
            candles.put(closed(minute, "10" + minute));
        }
        run("breakout.js", Map.of("symbols", List.of(BTC), "interval", "1m", "count", 3L));
        Await.until("it follows", () -> candles.isFollowed(Interval.MINUTES_1));

        candles.change(closed(3, "101"));
        candles.change(closed(4, "102.50"));
        assertThat(signal("breakout"))
                .isEqualTo("{\"symbol\":\"BTCUSDT\",\"interval\":\"1m\",\"direction\":\"up\",\"price\":\"102.50\"}");
        // Corrected, which is no second signal.
        candles.change(closed(4, "102.60"));
        candles.change(closed(5, "90"));

        assertThat(signal("breakout")).contains("\"direction\":\"down\",\"price\":\"90\"");
    }

    private static Candle closed(long minute, String price) {
        return Candles.builder(BTC, Candles.DAY + minute * Candles.MINUTE, price, "1")
                .closed(true)
                .build();
    }

    @Test
    void spreadAlarmsOnceUntilItIsCloseAgain() throws IOException {
        run("spread.js", Map.of("percent", 1L, "symbols", List.of(BTC)));
        String[][] quotes = {
            {"99.9", "100"},
            {"99", "100.5"},
            {"99", "100.6"},
            {"99.2", "100"},
            {"99", "100.7"},
            {"99.9", "100"},
            {"98", "100"}
        };
        for (int i = 0; i < quotes.length; i++) {
            Tick tick = tick(BTC, i + 1, "100", Map.of(DecimalField.BID, quotes[i][0], DecimalField.ASK, quotes[i][1]));
            publish(tick);
            publish(tick("OTHER", i + 1, "100", Map.of(DecimalField.BID, "1", DecimalField.ASK, "100")));
            int calls = i + 1;
            reportOf("spread.js", file -> file.getInteger("calls", 0) > calls);
        }

        assertThat(new JsonObject(signal("spread")))
                .isEqualTo(new JsonObject()
                        .put("symbol", BTC)
                        .put("percent", 1.5)
                        .put("bid", "99")
                        .put("ask", "100.5"));
        assertThat(new JsonObject(signal("spread")).getString("bid")).isEqualTo("98");
        assertThat(signals.all()).hasSize(2);
    }

    @Test
    void crossingTellsWhichWay() throws IOException {
        run("crossing.groovy", Map.of("few", 2L, "many", 4L));
        String[] prices = {"10", "10", "10", "10", "9", "8", "12", "15", "15", "5", "4"};
        for (int i = 0; i < prices.length; i++) {
            publish(tick(BTC, i + 1, prices[i], Map.of()));
            int calls = i + 1;
            reportOf("crossing.groovy", file -> file.getInteger("calls", 0) > calls);
        }

        assertThat(new JsonObject(signal("crossing")))
                .isEqualTo(new JsonObject()
                        .put("symbol", BTC)
                        .put("direction", "up")
                        .put("price", "12")
                        .put("fast", 10.0)
                        .put("slow", 9.75));
        assertThat(new JsonObject(signal("crossing")).getString("direction")).isEqualTo("down");
        assertThat(signals.all()).hasSize(2);
    }

    @Test
    void vwapWeighsPricesByWhatWasTraded() throws IOException {
        run("Vwap.java", Map.of());
        String[][] trades = {{"10", "1000"}, {"20", "1003"}, {"100", "900"}, {"30", "901"}};
        for (int i = 0; i < trades.length; i++) {
            publish(tick(BTC, i + 1, trades[i][0], Map.of(DecimalField.VOLUME, trades[i][1])));
            int time = i + 1;
            reportOf("Vwap.java", file -> file.getInteger("calls", 0) > time);
        }

        assertThat(signals.next(signal -> signal.getString("data").equals("{\"BTCUSDT\":22.5}")))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"movers.js", "spread.js", "crossing.groovy", "Vwap.java"})
    void anExampleIsShort(String name) throws IOException {
        assertThat(Files.readAllLines(EXAMPLES.resolve(name))).hasSizeLessThanOrEqualTo(40);
    }
}
