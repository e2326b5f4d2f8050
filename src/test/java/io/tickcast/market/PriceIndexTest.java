package io.tickcast.market;

import static io.tickcast.testing.Ticks.builder;
import static io.tickcast.testing.Ticks.set;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.demo.Recording;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceIndexTest {
    private final PriceIndex index = new PriceIndex();

    private static Tick tick(String exchange, String price, long receivedAt) {
        return builder("BTCUSDT", 1_000 + receivedAt, price)
                .exchange(exchange)
                .receivedAt(receivedAt)
                .build();
    }

    /** @param prices of exchanges a, b, c …, each received later than the one before */
    private static List<Tick> ticks(String... prices) {
        List<Tick> ticks = new ArrayList<>();
        for (int i = 0; i < prices.length; i++) {
            ticks.add(tick(String.valueOf((char) ('a' + i)), prices[i], i + 1));
        }
        return ticks;
    }

    private Tick of(List<Tick> live) {
        return index.of(live, List.of(), 0).orElseThrow();
    }

    private static String price(Tick tick) {
        return tick.digits(DecimalField.PRICE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7.10| 7.10",
                "3 1 2| 2",
                "1 100.5 99| 99",
                "9 10| 10",
                "10 9| 9",
                "1 4 3 2| 2",
                "1 2 3 4| 3",
                "5 1 3 2 4| 3",
                "0.30 0.3 0.300| 0.3",
            })
    void itIsTheMedianAndOfTwoInTheMiddleTheNewer(String prices, String expected) {
        Tick tick = of(ticks(prices.split(" ")));
        assertThat(price(tick)).isEqualTo(expected);
        assertThat(tick.exchange()).isEqualTo("index");
        assertThat(tick.symbol()).isEqualTo("BTCUSDT");
    }

    @Test
    void itNamesItsExchangesAndHasTheNewestOfTheirTimes() {
        Tick tick = of(List.of(tick("kraken", "1", 7), tick("okx", "2", 9), tick("bybit", "3", 8)));
        assertThat(tick.sources()).containsExactly("kraken", "okx", "bybit");
        assertThat(tick.receivedAt()).isEqualTo(9);
        assertThat(tick.eventTime()).isEqualTo(1_009);
        assertThat(tick.isIndex()).isTrue();
        assertThat(tick.isDemo()).isFalse();
    }

    @Test
    void itHasTheBestBidAndAskOfAllAndTheChangeOfTheExchangeWhosePriceItIs() {
        List<Tick> ticks = new ArrayList<>();
        String[][] figures = {{"95", "9.50", "11", "-1.0"}, {"100", "9.5", "10.50", "2.5"}, {"105", "9.30", "", "3"}};
        for (String[] figure : figures) {
            TickBuilder tick = builder("BTCUSDT", 1, figure[0]);
            set(tick, DecimalField.BID, figure[1]);
            if (!figure[2].isEmpty()) {
                set(tick, DecimalField.ASK, figure[2]);
            }
            set(tick, DecimalField.CHANGE_24H, figure[3]);
            set(tick, DecimalField.VOLUME, "5");
            ticks.add(tick.build());
        }
        Tick tick = of(ticks);
        assertThat(new BigDecimal(tick.digits(DecimalField.BID))).isEqualByComparingTo("9.5");
        assertThat(tick.digits(DecimalField.ASK)).isEqualTo("10.50");
        assertThat(tick.digits(DecimalField.CHANGE_24H)).isEqualTo("2.5");
        assertThat(tick.has(DecimalField.VOLUME)).isFalse();
    }

    @Test
    void whereNoneIsLiveTheNewestPriceStandsInWithoutSources() {
        Tick tick = index.of(List.of(), List.of(tick("okx", "1", 5), tick("kraken", "3", 7), tick("bybit", "2", 6)), 0)
                .orElseThrow();
        assertThat(price(tick)).isEqualTo("3");
        assertThat(tick.sources()).isEmpty();
        assertThat(index.of(List.of(), List.of(), 0)).isEmpty();
        assertThat(of(List.of(tick("okx", "1", 5))).sources()).containsExactly("okx");
    }

    @Test
    void itsTimeDoesNotGoBack() {
        assertThat(index.of(ticks("1", "2"), List.of(), 5_000).orElseThrow().eventTime())
                .isEqualTo(5_000);
        assertThat(index.of(List.of(), ticks("1"), 5_000).orElseThrow().eventTime())
                .isEqualTo(5_000);
    }

    @Test
    void aDemosIndexIsADemos() {
        assertThat(of(List.of(builder("A", 1, "1").demo(true).build())).isDemo())
                .isTrue();
    }

    private static List<String> recorded(String file, String price) {
        Pattern pattern = Pattern.compile(price);
        return Recording.of(file).frames().stream()
                .flatMap(frame -> pattern.matcher(frame).results().map((MatchResult found) -> found.group(1)))
                .toList();
    }

    /** The prices of five exchanges, of different coins and days: so the middle moves from one to another. */
    @Test
    void overRecordedPricesItIsWhatIsComputedByHand() {
        Map<String, List<String>> recorded = new LinkedHashMap<>();
        recorded.put("binance", recorded("/binance-rvnusdt-ticker.jsonl", "\"c\":\"([0-9.]+)\""));
        recorded.put("okx", recorded("/recorded/okx-v5-tickers-2021-07-22-line1.jsonl", "\"last\":\"([0-9.]+)\""));
        recorded.put(
                "bybit", recorded("/recorded/bybit-v5-spot-orderbook1-2025-06-13.jsonl", "\"b\":\\[\\[\"([0-9.]+)\""));
        recorded.put(
                "coinbase", recorded("/recorded/coinbase-exchange-ticker-2021-04-17.jsonl", "\"price\":\"([0-9.]+)\""));
        recorded.put("kraken", recorded("/recorded/kraken-v2-ticker-2024-05.jsonl", "\"last\":([0-9.]+)"));
        recorded.values().forEach(prices -> assertThat(prices).isNotEmpty());
        Random random = new Random(17);
        List<String> exchanges = List.copyOf(recorded.keySet());
        Map<String, Tick> last = new LinkedHashMap<>();
        for (int time = 1; time <= 3_000; time++) {
            String exchange = exchanges.get(random.nextInt(exchanges.size()));
            List<String> prices = recorded.get(exchange);
            // Each one once live and once silent.
            if (random.nextInt(10) == 0 && last.size() > 1) {
                last.remove(exchange);
            } else {
                last.put(exchange, tick(exchange, prices.get(random.nextInt(prices.size())), time));
            }
            assertThat(price(of(List.copyOf(last.values())))).isEqualTo(byHand(last));
        }
    }

    private static String byHand(Map<String, Tick> last) {
        Tick[] sorted = last.values().toArray(Tick[]::new);
        Arrays.sort(sorted, Comparator.comparing(tick -> new BigDecimal(price(tick))));
        Tick upper = sorted[sorted.length / 2];
        Tick lower = sorted[(sorted.length - 1) / 2];
        return price(lower.receivedAt() > upper.receivedAt() ? lower : upper);
    }
}
