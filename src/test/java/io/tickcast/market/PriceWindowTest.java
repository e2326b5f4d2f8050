package io.tickcast.market;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceWindowTest {
    private static final Comparator<Tick> BY_PRICE = Comparator.comparing(PriceWindowTest::decimal);

    private static Tick priced(String digits) {
        return tick("BTCUSDT", 1, digits);
    }

    private static BigDecimal decimal(Tick tick) {
        return new BigDecimal(tick.digits(DecimalField.PRICE));
    }

    @ParameterizedTest
    @CsvSource({
        "1,2",
        "9,10",
        "9.9,10",
        "0.10,0.2",
        "0.00000001,0.00000002",
        "1,1.0000000000000000000000000000001",
        "99999999999999999999,100000000000000000000",
        "1.999999999999999999999,2"
    })
    void theLowerPriceIsTheLower(String lower, String higher) {
        assertThat(priced(lower).compare(DecimalField.PRICE, priced(higher))).isNegative();
        assertThat(priced(higher).compare(DecimalField.PRICE, priced(lower))).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"1,1", "1,1.0", "1.5,1.50000", "0.10,0.1", "100,100.00"})
    void zerosAtTheEndMakeNoDifference(String one, String other) {
        assertThat(priced(one).compare(DecimalField.PRICE, priced(other))).isZero();
        assertThat(priced(other).compare(DecimalField.PRICE, priced(one))).isZero();
    }

    @Test
    void pricesCompareAsDecimalsDo() {
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            Tick one = priced(price(random));
            Tick other = random.nextInt(8) == 0 ? priced(one.digits(DecimalField.PRICE)) : priced(price(random));
            assertThat(Integer.signum(one.compare(DecimalField.PRICE, other)))
                    .as("%s and %s", one, other)
                    .isEqualTo(decimal(one).compareTo(decimal(other)));
        }
    }

    /** Few different digits, so that many begin alike. */
    private static String price(Random random) {
        StringBuilder digits = new StringBuilder(random.nextBoolean() ? "0" : Integer.toString(1 + random.nextInt(3)));
        for (int i = random.nextInt(4); i > 0 && digits.charAt(0) != '0'; i--) {
            digits.append(random.nextInt(2) * 9);
        }
        int places = random.nextInt(6);
        if (places > 0 || digits.charAt(0) == '0') {
            digits.append('.')
                    .append(String.valueOf(random.nextInt(2)).repeat(places))
                    .append(random.nextInt(10));
        }
        return digits.toString().matches("[0.]*") ? "1" : digits.toString();
    }

    @Test
    void aTickAloneIsItsOwnExtremes() {
        Tick tick = priced("5");
        assertThat(PriceWindow.of(tick)).isEqualTo(new PriceWindow(tick, tick, 1));
    }

    @Test
    void ofManyInWhateverPartsTheExtremesAndTheNumberAreKept() {
        Random random = new Random(6);
        List<Tick> ticks = new ArrayList<>();
        List<PriceWindow> windows = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            ticks.add(priced(price(random)));
            windows.add(PriceWindow.of(ticks.get(i)));
        }
        while (windows.size() > 1) {
            int at = random.nextInt(windows.size() - 1);
            windows.set(at, windows.get(at).plus(windows.remove(at + 1)));
        }
        PriceWindow all = windows.get(0);
        assertThat(decimal(all.highest()))
                .isEqualByComparingTo(decimal(ticks.stream().max(BY_PRICE).orElseThrow()));
        assertThat(decimal(all.lowest()))
                .isEqualByComparingTo(decimal(ticks.stream().min(BY_PRICE).orElseThrow()));
        assertThat(all.count()).isEqualTo(500);
    }

    @Test
    void ofEqualPricesTheFirstStays() {
        Tick first = priced("1.0");
        assertThat(PriceWindow.of(first).plus(PriceWindow.of(priced("1.00"))).highest())
                .isSameAs(first);
    }
}
