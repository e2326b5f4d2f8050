package io.tickcast.demo.candle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UnitsTest {
    @Test
    void theWorthOfAQuantityIsExactToAUnit() {
        Random random = new Random(3);
        for (int i = 0; i < 10_000; i++) {
            long price = random.nextLong(1, 1L << (1 + random.nextInt(43)));
            long quantity = random.nextLong(1, 1L << (1 + random.nextInt(43)));
            BigDecimal worth =
                    BigDecimal.valueOf(price, Units.SCALE).multiply(BigDecimal.valueOf(quantity, Units.SCALE));

            assertThat(BigDecimal.valueOf(Units.worth(price, quantity), Units.SCALE))
                    .isEqualTo(worth.setScale(Units.SCALE, RoundingMode.HALF_UP));
        }
    }

    @Test
    void amountsAreWrittenWithAllDecimalsOrWithThoseThatTheyNeed() {
        assertThat(Units.decimal(Units.of("95000.1"))).isEqualTo("95000.10000000");
        assertThat(Units.shortest(Units.of("95000.10"))).isEqualTo("95000.1");
        assertThat(Units.shortest(Units.of("95000"))).isEqualTo("95000");
        assertThat(Units.decimal(Units.of("95000.1"), 2)).isEqualTo("95000.10");
        assertThat(Units.decimal(Units.of("95000.123"), 2)).isEqualTo("95000.123");
        assertThat(Units.shortest(1)).isEqualTo("0.00000001");
    }

    @Test
    void nineDecimalsAreTooMany() {
        assertThatThrownBy(() -> Units.of("0.000000001")).isInstanceOf(ArithmeticException.class);
    }
}
