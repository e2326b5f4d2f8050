package io.tickcast.market;

/** A decimal that an exchange sends with a tick, kept in the exchange's own digits. */
public enum DecimalField {
    /** Price of the last trade; the one figure that every tick has. */
    PRICE,
    /** Change of the price over 24 h, in percent; the one figure that may be negative. */
    CHANGE_24H,
    OPEN,
    HIGH,
    LOW,
    /** Traded over 24 h in the base currency. */
    VOLUME,
    /** Traded over 24 h in the quote currency. */
    QUOTE_VOLUME,
    BID,
    ASK,
    /** Of the last trade, in the base currency. */
    QUANTITY;

    /** Longest figure in characters. The longest that Binance, OKX or Bybit send has about 25. */
    public static final int MAX_LENGTH = 40;

    static final int COUNT = values().length;

    /**
     * Whether these characters are a JSON number that this figure can have: digits without an exponent, a sign only
     * where one makes sense, and no price of zero.
     */
    public boolean allows(CharSequence digits) {
        int length = digits.length();
        if (length == 0 || length > MAX_LENGTH) {
            return false;
        }
        int at = 0;
        if (digits.charAt(0) == '-') {
            if (this != CHANGE_24H) {
                return false;
            }
            at = 1;
        }
        int wholeEnd = skipDigits(digits, at);
        int whole = wholeEnd - at;
        if (whole == 0 || (whole > 1 && digits.charAt(at) == '0')) {
            return false;
        }
        if (wholeEnd < length) {
            int fractionEnd = skipDigits(digits, wholeEnd + 1);
            if (digits.charAt(wholeEnd) != '.' || fractionEnd == wholeEnd + 1 || fractionEnd < length) {
                return false;
            }
        }
        return this != PRICE || !isZero(digits);
    }

    private static int skipDigits(CharSequence text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at;
    }

    private static boolean isZero(CharSequence digits) {
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c >= '1' && c <= '9') {
                return false;
            }
        }
        return true;
    }
}
