package io.tickcast.sse.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A combined CRC is that of Java over the whole. */
class Crc32CombinerTest {
    private static int crc(byte[] bytes, int from, int to) {
        CRC32 crc = new CRC32();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }

    private static byte[] random(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @RepeatedTest(200)
    void ofRandomPartsIsThatOfTheWhole(RepetitionInfo seed) {
        Random random = new Random(seed.getCurrentRepetition());
        byte[] whole = random(random, random.nextInt(20_000));
        int crc = 0;
        int from = 0;
        while (from < whole.length) {
            int to = from + Math.min(whole.length - from, 1 + random.nextInt(random.nextBoolean() ? 10 : 5_000));
            crc = Crc32Combiner.concat(crc, crc(whole, from, to), Crc32Combiner.shift(to - from));
            from = to;
            assertThat(crc).as("after %s bytes", from).isEqualTo(crc(whole, 0, from));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 255, 256, 65_535, 65_536, 1 << 24})
    void ofTwoPartsIsThatOfTheWholeWhateverTheLengthOfTheSecond(int length) {
        byte[] whole = random(new Random(length), 10 + length);
        assertThat(Crc32Combiner.concat(crc(whole, 0, 10), crc(whole, 10, whole.length), Crc32Combiner.shift(length)))
                .isEqualTo(crc(whole, 0, whole.length));
    }

    @Test
    void goesOnBeyondAnyLengthThatAStreamReaches() {
        // 5 GiB, more than the length of a trailer can hold.
        byte[] block = new byte[1 << 20];
        CRC32 whole = new CRC32();
        int crc = 0;
        int crcOfBlock = crc(block, 0, block.length);
        int shift = Crc32Combiner.shift(block.length);
        for (int i = 0; i < 5 << 10; i++) {
            whole.update(block);
            crc = Crc32Combiner.concat(crc, crcOfBlock, shift);
        }
        assertThat(crc).isEqualTo((int) whole.getValue());
    }
}
