package io.tickcast.alert.evaluation;

import static io.tickcast.testing.Ticks.builder;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.alert.rule.AlertRule;
import io.tickcast.alert.rule.Condition.Move;
import io.tickcast.alert.rule.RuleState;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Tick;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleBuilder;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import io.tickcast.testing.Candles;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Moves that began before the first live price. */
class PastMinutesTest {
    private static final CandleKey KEY = new CandleKey("binance", "BTCUSDT", Interval.MINUTES_1);
    private static final int PRICES = 200;

    private final List<String> fired = new ArrayList<>();
    private final RuleBook book = book(fired);

    private static RuleBook book(List<String> fired) {
        return new RuleBook(BigDecimal.ONE, new RuleBook.Outcomes() {
            @Override
            public void fired(AlertRule rule, RuleState state, Tick tick) {
                fired.add(rule.id() + " " + tick.digits(DecimalField.PRICE));
            }

            @Override
            public void changed(AlertRule rule, RuleState state) {
                // A move has no sides.
            }
        });
    }

    private static long minute(int number) {
        return Candles.DAY + number * Candles.MINUTE;
    }

    private static AlertRule rule(String id, String percent, Interval within, long since) {
        return new AlertRule(
                id,
                "",
                1,
                1,
                "BTCUSDT",
                "binance",
                new Move(new BigDecimal(percent), within),
                false,
                "",
                List.of(),
                Instant.ofEpochMilli(since));
    }

    private static void put(RuleBook book, AlertRule rule) {
        book.put(rule, RuleState.of(rule));
    }

    private void put(String id, Interval within, long since) {
        put(book, rule(id, "5", within, since));
    }

    private static void price(RuleBook book, String price, long at) {
        book.evaluate(builder("BTCUSDT", at, price)
                .exchange("binance")
                .receivedAt(at * 1_000)
                .build());
    }

    private void price(String price, long at) {
        price(book, price, at);
    }

    /** The first minutes. */
    private static void addPast(RuleBook book, List<String[]> lowAndHigh) {
        List<Candle> minutes = new ArrayList<>();
        for (String[] each : lowAndHigh) {
            minutes.add(new CandleBuilder(KEY, minute(minutes.size()))
                    .prices(each[0], each[1], each[0], each[1])
                    .volume("1")
                    .closed(true)
                    .build());
        }
        book.addPast("binance", "BTCUSDT", minutes);
    }

    private void addPast(String... lowAndHigh) {
        addPast(book, List.of(lowAndHigh).stream().map(each -> each.split(" ")).toList());
    }

    @Test
    void aMoveCountsFromMinutesThatBeganAfterItsRuleWasMade() {
        put("first", Interval.HOURS_1, minute(0));
        put("second", Interval.HOURS_1, minute(0) + 1);
        addPast("100 102", "104 104");
        assertThat(fired).isEmpty();
        price("105", minute(2));
        assertThat(fired).containsExactly("first 105");
        price("109.2", minute(2) + 1);
        assertThat(fired).containsExactly("first 105", "second 109.2");
    }

    @Test
    void aFallCountsFromTheHighestPriceOfAMinute() {
        put("r", Interval.HOURS_1, minute(0));
        addPast("96 100", "97 98");
        price("95", minute(2));
        assertThat(fired).containsExactly("r 95");
    }

    @Test
    void minutesThatComeAfterLivePricesCountWithTheNextPrice() {
        put("r", Interval.HOURS_1, minute(0));
        price("103", minute(2));
        put("later", Interval.HOURS_1, minute(2) + 1);
        price("107", minute(2) + 1);
        addPast("101 101", "102 102", "90 130");
        assertThat(fired).as("a minute after a live price changes nothing").isEmpty();
        price("107", minute(2) + 2);
        assertThat(fired).containsExactly("r 107");
        price("112.35", minute(2) + 3);
        assertThat(fired).containsExactly("r 107", "later 112.35");
    }

    @Test
    void minutesLeaveTheWindowOfAMove() {
        put("r", Interval.MINUTES_3, minute(0));
        addPast("100 100", "102 102", "104 104");
        price("106", minute(3));
        assertThat(fired).isEmpty();
        price("107.1", minute(3) + 1);
        assertThat(fired).containsExactly("r 107.1");
    }

    @Test
    void eachSymbolIsAskedForOnceWithItsLongestInterval() {
        put("a", Interval.MINUTES_3, minute(0));
        put("b", Interval.HOURS_12, minute(0));
        put("c", Interval.HOURS_1, minute(0));
        assertThat(book.moves()).isEqualTo(Map.of(KEY, Interval.HOURS_12));
        book.remove("b");
        assertThat(book.moves()).isEqualTo(Map.of(KEY, Interval.HOURS_1));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aNodeThatBeginsLaterFiresWhatOneWithoutABreakFires(long seed) {
        Random random = new Random(seed);
        List<String> prices = new ArrayList<>();
        List<AlertRule> rules = new ArrayList<>();
        double price = 100;
        for (int i = 0; i < PRICES; i++) {
            price *= 1 + random.nextGaussian() * 0.01;
            prices.add("%.2f".formatted(price));
            rules.add(rule("r" + i, "%.1f".formatted(1 + 8 * random.nextDouble()), Interval.HOURS_1, minute(i) - 1));
        }
        int start = 30 + random.nextInt(60);
        int answer = start + random.nextInt(20);
        RuleBook whole = book(fired);
        Map<String, Integer> firedAt = new HashMap<>();
        List<String> fromAnswer = new ArrayList<>();
        for (int i = 0; i < PRICES; i++) {
            put(whole, rules.get(i));
            fired.clear();
            price(whole, prices.get(i), minute(i));
            for (String one : fired) {
                firedAt.put(one.split(" ")[0], i);
                if (i >= answer) {
                    fromAnswer.add(one);
                }
            }
        }
        List<String> firedLater = new ArrayList<>();
        RuleBook later = book(firedLater);
        for (int i = start; i < PRICES; i++) {
            for (AlertRule rule : i == start ? rules.subList(0, i + 1) : List.of(rules.get(i))) {
                if (firedAt.getOrDefault(rule.id(), PRICES) >= start) {
                    put(later, rule);
                }
            }
            if (i == answer) {
                addPast(
                        later,
                        prices.subList(0, i).stream()
                                .map(past -> new String[] {past, past})
                                .toList());
                // Such as have fired meanwhile at the node without a break.
                firedAt.forEach((id, at) -> {
                    if (at < answer) {
                        later.remove(id);
                    }
                });
                firedLater.clear();
            }
            price(later, prices.get(i), minute(i));
        }
        assertThat(fromAnswer).hasSizeGreaterThan(10);
        assertThat(firedLater).containsExactlyInAnyOrderElementsOf(fromAnswer);
    }
}
