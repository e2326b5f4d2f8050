package io.tickcast.market;

/** Compares decimals of any length by their digits, without a number in between. */
public final class AsciiDecimals {
    private AsciiDecimals() {}

    /** Two that are not negative and have no leading zeros. */
    public static int compare(byte[] one, int from, int length, byte[] other, int otherFrom, int otherLength) {
        int whole = wholeDigits(one, from, length);
        int otherWhole = wholeDigits(other, otherFrom, otherLength);
        if (whole != otherWhole) {
            return Integer.compare(whole, otherWhole);
        }
        for (int i = 0; i < Math.max(length, otherLength); i++) {
            // What one of the two lacks at the end is zeros.
            byte digit = i < length ? one[from + i] : i == whole ? (byte) '.' : (byte) '0';
            byte otherDigit = i < otherLength ? other[otherFrom + i] : i == whole ? (byte) '.' : (byte) '0';
            if (digit != otherDigit) {
                return Byte.compare(digit, otherDigit);
            }
        }
        return 0;
    }

    /** Digits before the point. */
    private static int wholeDigits(byte[] digits, int from, int length) {
        int at = 0;
        while (at < length && digits[from + at] != '.') {
            at++;
        }
        return at;
    }
}
