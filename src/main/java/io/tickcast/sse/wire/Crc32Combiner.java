package io.tickcast.sse.wire;

/**
 * CRC-32 of bytes that are never in memory together, from the CRCs of their parts. A CRC is a polynomial over GF(2)
 * modulo that of CRC-32, so later bytes shift the earlier ones by a power of x, which is a multiplication.
 *
 * <p>As in the bytes of a stream, bits are reflected: the highest bit of an int is the coefficient of x^0.
 */
final class Crc32Combiner {
    private static final int POLYNOMIAL = 0xedb88320;
    private static final int ONE = 1 << 31;
    /** x^8 */
    private static final int BYTE = ONE >>> 8;

    private Crc32Combiner() {}

    /**
     * The factor by which this many bytes multiply the CRC of the bytes before them. Takes about 1 µs, so compute it
     * once for many streams.
     */
    static int shift(int bytes) {
        int shift = ONE;
        int power = BYTE;
        for (int rest = bytes; rest != 0; rest >>>= 1) {
            if ((rest & 1) == 1) {
                shift = product(power, shift);
            }
            power = product(power, power);
        }
        return shift;
    }

    /** @param shift of the next bytes' length, by {@link #shift} */
    static int concat(int crc, int nextCrc, int shift) {
        return product(crc, shift) ^ nextCrc;
    }

    private static int product(int a, int b) {
        int product = 0;
        int multiple = b;
        for (int rest = a; rest != 0; rest <<= 1) {
            // All ones where this power of x is in a: branches here would be guessed wrong half of the time.
            product ^= multiple & rest >> 31;
            multiple = multiple >>> 1 ^ (POLYNOMIAL & -(multiple & 1));
        }
        return product;
    }
}
