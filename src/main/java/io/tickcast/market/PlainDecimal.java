package io.tickcast.market;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/** A number with an exponent, as Python writes {@code 1e-07}, in the same digits without it. */
public final class PlainDecimal {
    /** A figure has 40 characters at most, so a larger exponent makes none. */
    private static final Pattern WITH_EXPONENT = Pattern.compile("-?[0-9]{1,40}(\\.[0-9]{1,40})?[eE][+-]?[0-9]{1,2}");

    private PlainDecimal() {}

    /** Returns everything but a number with an exponent unchanged. */
    public static String of(String text) {
        return WITH_EXPONENT.matcher(text).matches() ? new BigDecimal(text).toPlainString() : text;
    }
}
