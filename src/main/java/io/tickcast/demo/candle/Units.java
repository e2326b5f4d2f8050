package io.tickcast.demo.candle;

import java.math.BigDecimal;

/** Amounts in units of 1e-8, as the fake exchanges keep them. */
public final class Units {
    public static final int SCALE = 8;

    private static final long ONE = 100_000_000;

    private Units() {}

    /** @throws ArithmeticException for a decimal that has more than eight decimals */
    public static long of(String decimal) {
        return new BigDecimal(decimal).movePointRight(SCALE).longValueExact();
    }

    /** An amount with all its decimals. */
    public static String decimal(long units) {
        return BigDecimal.valueOf(units, SCALE).toPlainString();
    }

    /** An amount without zeros at its end. */
    public static String shortest(long units) {
        return BigDecimal.valueOf(units, SCALE).stripTrailingZeros().toPlainString();
    }

    /** An amount with at least this many decimals, and more only where it needs them. */
    static String decimal(long units, int least) {
        BigDecimal shortest = BigDecimal.valueOf(units, SCALE).stripTrailingZeros();
        return shortest.scale() < least ? shortest.setScale(least).toPlainString() : shortest.toPlainString();
    }

    /** The price of a quantity, rounded to a unit. Both are positive. */
    public static long worth(long price, long quantity) {
        long whole = quantity / ONE;
        long part = quantity % ONE;
        // In parts, since the product of both may have more than 64 bits.
        long ofPart = price / ONE * part + (price % ONE * part + ONE / 2) / ONE;
        return Math.addExact(Math.multiplyExact(price, whole), ofPart);
    }
}
