package io.tickcast.alert.evaluation;

import static io.tickcast.testing.Ticks.builder;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.alert.rule.AlertRule;
import io.tickcast.alert.rule.Condition;
import io.tickcast.alert.rule.Condition.Move;
import io.tickcast.alert.rule.Condition.Threshold;
import io.tickcast.alert.rule.Condition.Threshold.Kind;
import io.tickcast.alert.rule.RuleState;
import io.tickcast.alert.rule.RuleState.Phase;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Tick;
import io.tickcast.market.candle.Interval;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleBookTest {
    private static final long START = 1_700_000_000_000L;

    private final List<String> fired = new ArrayList<>();
    private final RuleBook book = new RuleBook(new BigDecimal("1"), new RuleBook.Outcomes() {
        @Override
        public void fired(AlertRule rule, RuleState state, Tick tick) {
            fired.add(rule.id() + " " + tick.digits(DecimalField.PRICE));
        }

        @Override
        public void changed(AlertRule rule, RuleState state) {
            // Asked for by state().
        }
    });
    private long now = START;

    private static AlertRule rule(String id, Condition when, boolean rearms, long created) {
        return new AlertRule(
                id, "", 1, 1, "BTCUSDT", "binance", when, rearms, "", List.of(), Instant.ofEpochMilli(created));
    }

    private static Condition level(Kind kind, String level) {
        return new Threshold(kind, new BigDecimal(level));
    }

    private static Condition move(String percent, Interval within) {
        return new Move(new BigDecimal(percent), within);
    }

    private void put(AlertRule rule) {
        book.put(rule, RuleState.of(rule));
    }

    private static Tick tick(String price, long at) {
        return builder("BTCUSDT", at, price)
                .exchange("binance")
                .receivedAt(at * 1_000)
                .build();
    }

    private void prices(String prices) {
        for (String price : prices.split(" ")) {
            now += 1_000;
            book.evaluate(tick(price, now));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ABOVE|   once|  99 100 100.01 105 90 101|      r 100.01",
                "ABOVE|   once|  101 102|                       r 101",
                "BELOW|   once|  101 100 99.99 90 110 90|       r 99.99",
                "CROSSES| once|  101 102 100 99|                r 99",
                "CROSSES| once|  100 101 99|                    r 99",
                "CROSSES| once|  99 98 97|                      ''",
                "ABOVE|   rearm| 101 99.5 101 99 101 98.9 101|  r 101,r 101",
                "BELOW|   rearm| 99 100.5 99 101.1 99|          r 99,r 99",
                "CROSSES| rearm| 99 101 99.5 100.5 98 101 102|  r 101,r 98,r 102",
            })
    void aLevelFiresAsItsRuleSays(Kind kind, String repeat, String prices, String expected) {
        put(rule("r", level(kind, "100"), repeat.equals("rearm"), START));
        prices(prices);
        assertThat(String.join(",", fired)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "once|  100 101 102 104 90|          r 102",
                "once|  100 99 98 97|                r 98",
                "once|  100 101.9 100 98.1|          r 98.1",
                "rearm| 100 102 103 104.1 100|       r 102,r 104.1,r 100",
                "rearm| 100 100.1|                   ''",
            })
    void aMoveFiresEitherWay(String repeat, String prices, String expected) {
        put(rule("r", move("2", Interval.of("1m").orElseThrow()), repeat.equals("rearm"), START));
        prices(prices);
        assertThat(String.join(",", fired)).isEqualTo(expected);
    }

    @Test
    void aMoveForgetsWhatIsOlderThanItsInterval() {
        put(rule("r", move("2", Interval.of("1m").orElseThrow()), false, START));
        prices("100");
        now += 60_000;
        prices("103 104");
        assertThat(fired).isEmpty();
        prices("105.06");
        assertThat(fired).containsExactly("r 105.06");
    }

    @Test
    void aMoveCountsOnlyPricesAfterItsRuleWasMade() {
        put(rule("first", move("5", Interval.of("1h").orElseThrow()), false, START));
        prices("100 103");
        put(rule("second", move("2", Interval.of("1h").orElseThrow()), false, now));
        prices("103 104");
        assertThat(fired).isEmpty();
        prices("105.06");
        assertThat(fired).containsExactly("first 105.06", "second 105.06");
    }

    @Test
    void aRemovedRuleNeverFires() {
        for (Condition when : List.of(
                level(Kind.ABOVE, "100"),
                level(Kind.BELOW, "90"),
                level(Kind.CROSSES, "95"),
                move("1", Interval.of("1m").orElseThrow()))) {
            put(rule("r", when, true, START));
            book.remove("r");
        }
        assertThat(book.isWaitingFor("binance", "BTCUSDT")).isFalse();
        prices("95 101 89 101");
        assertThat(fired).isEmpty();
    }

    @Test
    void anOlderStateIsNotAdopted() {
        AlertRule rule = rule("r", level(Kind.ABOVE, "100"), true, START);
        put(rule);
        book.adopt("r", new RuleState(1, 4, 2, Phase.FIRED, START));
        prices("101");
        book.adopt("r", new RuleState(1, 3, 2, Phase.ARMED, START));
        prices("102");
        assertThat(fired).isEmpty();
        assertThat(book.state("r")).contains(new RuleState(1, 4, 2, Phase.FIRED, START));
        prices("98 102");
        assertThat(fired).containsExactly("r 102");
        assertThat(book.state("r").orElseThrow().fired()).isEqualTo(3);
    }

    @Test
    void aPriceFromBeforeTheStateOfAnotherNodeChangesNothing() {
        put(rule("r", level(Kind.ABOVE, "100"), true, START));
        book.adopt("r", new RuleState(1, 1, 1, Phase.FIRED, START + 5_000));
        book.evaluate(tick("90", START + 4_999));
        book.evaluate(tick("101", START + 5_001));
        assertThat(fired).isEmpty();
        book.evaluate(tick("90", START + 5_002));
        book.evaluate(tick("101", START + 5_003));
        assertThat(fired).containsExactly("r 101");
    }

    private void trades(String orderAndPrice) {
        long newest = 0;
        for (String one : orderAndPrice.split(" ")) {
            long order = Long.parseLong(one.split(":")[0]);
            Tick tick = builder("BTCUSDT", START + order, one.split(":")[1])
                    .exchange("binance")
                    .tradeId(order)
                    .build();
            if (order > newest) {
                newest = order;
                book.evaluate(tick);
            } else {
                book.evaluateStraggler(tick);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // A spike that another line's next price has overtaken.
                "ABOVE|   once|  1:99 3:99 2:101|              r 101",
                "ABOVE|   rearm| 1:101 3:102 2:98|             r 101,r 102",
                "CROSSES| rearm| 1:98 3:97 2:102|              r 102,r 97",
                // The rule has met a later price.
                "ABOVE|   rearm| 1:99 3:101 2:98|              r 101",
                "CROSSES| rearm| 1:98 3:102 2:97|              r 102",
                // Repeats.
                "CROSSES| rearm| 1:98 2:102 3:97 2:102 3:97|   r 102,r 97",
                "CROSSES| rearm| 1:98 3:97 2:102 2:102 3:97|   r 102,r 97",
                // Perhaps a repeat.
                "ABOVE|   once|  2:99 3:99 1:101|              ''",
            })
    void aPriceThatLaterOnesHaveOvertakenCounts(Kind kind, String repeat, String trades, String expected) {
        put(rule("r", level(kind, "100"), repeat.equals("rearm"), START));
        trades(trades);
        assertThat(String.join(",", fired)).isEqualTo(expected);
    }

    @Test
    void aPriceFromBeforeARuleWasMadeNeverCounts() {
        put(rule("other", level(Kind.ABOVE, "500"), true, START));
        trades("1:99 3:102 5:99");
        put(rule("r", level(Kind.ABOVE, "100"), true, START));
        put(rule("crossing", level(Kind.CROSSES, "100"), true, START));
        trades("7:99");
        book.evaluateStraggler(builder("BTCUSDT", START + 2, "98")
                .exchange("binance")
                .tradeId(2)
                .build());
        assertThat(fired).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void neighboursThatChangePlacesFireAsOftenAsInOrder(long seed) {
        Random random = new Random(seed);
        List<Plain> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            AlertRule rule = rule("r" + i, levelNear(random), random.nextBoolean(), START);
            all.add(new Plain(rule));
            put(rule);
        }
        List<Tick> ticks = new ArrayList<>();
        double price = 100;
        for (int i = 1; i <= 2_000; i++) {
            price *= 1 + random.nextGaussian() * 0.02;
            price = price < 80 || price > 120 ? 100 : price;
            ticks.add(builder("BTCUSDT", START + i, "%.2f".formatted(price))
                    .exchange("binance")
                    .tradeId(i)
                    .build());
        }
        List<String> expected = new ArrayList<>();
        for (Tick tick : ticks) {
            all.stream().filter(plain -> plain.fires(tick)).forEach(plain -> expected.add(plain.rule.id()));
        }
        book.evaluate(ticks.get(0));
        for (int i = 1; i + 1 < ticks.size(); i += 2) {
            boolean isSwapped = random.nextBoolean();
            book.evaluate(ticks.get(isSwapped ? i + 1 : i));
            if (isSwapped) {
                book.evaluateStraggler(ticks.get(i));
            } else {
                book.evaluate(ticks.get(i + 1));
            }
            book.evaluateStraggler(ticks.get(i));
        }
        book.evaluate(ticks.get(ticks.size() - 1));
        assertThat(fired.stream().map(text -> text.split(" ")[0])).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static Condition levelNear(Random random) {
        return level(Kind.values()[random.nextInt(3)], Integer.toString(90 + random.nextInt(20)));
    }

    @Test
    void aNewGenerationBeginsAnew() {
        put(rule("r", level(Kind.ABOVE, "100"), false, START));
        prices("101");
        AlertRule changed = new AlertRule(
                "r",
                "",
                2,
                2,
                "BTCUSDT",
                "binance",
                level(Kind.ABOVE, "110"),
                false,
                "",
                List.of(),
                Instant.ofEpochMilli(now));
        put(changed);
        prices("105 111");
        assertThat(fired).containsExactly("r 101", "r 111");
    }

    /** A rule as a person would check it, one by one. */
    private static final class Plain {
        final AlertRule rule;
        final List<Tick> seen = new ArrayList<>();
        boolean waits = true;
        int side;
        boolean again;

        Plain(AlertRule rule) {
            this.rule = rule;
        }

        boolean fires(Tick tick) {
            BigDecimal price = new BigDecimal(tick.digits(DecimalField.PRICE));
            if (rule.when() instanceof Move move) {
                return moves(move, tick, price);
            }
            Threshold threshold = (Threshold) rule.when();
            BigDecimal high = threshold.level().multiply(new BigDecimal("1.01"));
            BigDecimal low = threshold.level().multiply(new BigDecimal("0.99"));
            int now = price.compareTo(threshold.level());
            if (threshold.kind() == Kind.CROSSES) {
                if (!waits) {
                    return false;
                }
                if (side == 0) {
                    side = now;
                    return false;
                }
                int other = again ? (side < 0 ? price.compareTo(high) : price.compareTo(low)) : now;
                if (other == 0 || Integer.signum(other) == side) {
                    return false;
                }
                side = now;
                again = true;
                waits = rule.rearms();
                return true;
            }
            int sign = threshold.kind() == Kind.ABOVE ? 1 : -1;
            if (waits && sign * now > 0) {
                waits = false;
                return true;
            }
            boolean ended = sign > 0 ? price.compareTo(low) < 0 : price.compareTo(high) > 0;
            waits |= rule.rearms() && ended;
            return false;
        }

        private boolean moves(Move move, Tick tick, BigDecimal price) {
            seen.removeIf(
                    old -> old.receivedAt() <= tick.receivedAt() - move.within().millis() * 1_000);
            boolean fires = waits
                    && seen.stream().anyMatch(old -> {
                        BigDecimal before = new BigDecimal(old.digits(DecimalField.PRICE));
                        BigDecimal moved = price.subtract(before).multiply(BigDecimal.valueOf(100));
                        return moved.abs().compareTo(move.percent().multiply(before)) >= 0;
                    });
            if (fires) {
                waits = rule.rearms();
                seen.clear();
            }
            seen.add(tick);
            return fires;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void anyHistoryFiresWhatACheckOfEachRuleFires(long seed) {
        Random random = new Random(seed);
        List<Plain> all = new ArrayList<>();
        int made = 0;
        double price = 100;
        for (int i = 0; i < 1_000; i++) {
            while (random.nextInt(8) == 0) {
                AlertRule rule = rule("r" + made++, condition(random), random.nextBoolean(), now);
                all.add(new Plain(rule));
                put(rule);
            }
            if (!all.isEmpty() && random.nextInt(20) == 0) {
                book.remove(all.remove(random.nextInt(all.size())).rule.id());
            }
            now += 500 + random.nextInt(5_000);
            price *= 1 + random.nextGaussian() * 0.005;
            Tick tick = tick("%.2f".formatted(price), now);
            List<String> expected = all.stream()
                    .filter(plain -> plain.fires(tick))
                    .map(plain -> plain.rule.id() + " " + tick.digits(DecimalField.PRICE))
                    .toList();
            fired.clear();
            book.evaluate(tick);
            assertThat(fired).as("price %d", i).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static Condition condition(Random random) {
        if (random.nextInt(3) == 0) {
            return move(
                    "%.1f".formatted(0.5 + 3 * random.nextDouble()),
                    Interval.of("1m").orElseThrow());
        }
        return level(Kind.values()[random.nextInt(3)], Integer.toString(70 + random.nextInt(60)));
    }
}
