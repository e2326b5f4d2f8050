package io.tickcast.sse.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.tickcast.testing.Gunzip;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams that share deflated frames are each valid gzip. */
class SharedDeflaterTest {
    private final SharedDeflater deflater = new SharedDeflater();

    private static List<byte[]> events(String... texts) {
        List<byte[]> events = new ArrayList<>();
        for (String text : texts) {
            events.add(text.getBytes(UTF_8));
        }
        return events;
    }

    /** A stream and its reader. */
    private final class Reading {
        final GzipStream stream = new GzipStream(deflater);
        final Gunzip reader = new Gunzip();
        final StringBuilder text = new StringBuilder();

        Reading begin(String greeting) {
            return read(stream.add(Buffer.buffer(greeting)).getBytes());
        }

        Reading take(DeflateBlock frame) {
            Frame once = new Frame(UnpooledByteBufAllocator.DEFAULT, frame);
            stream.add(once);
            once.release();
            return read(frame.bytes());
        }

        void end(String last) {
            read(stream.end(Buffer.buffer(last)).getBytes());
            reader.assertComplete();
        }

        private Reading read(byte[] bytes) {
            text.append(new String(reader.feed(bytes), UTF_8));
            return this;
        }
    }

    @Test
    void everyPartIsReadableAsSoonAsItIsThere() {
        Reading reading = new Reading().begin("retry: 1\n");
        assertThat(reading.text).hasToString("retry: 1\n");
        reading.take(deflater.deflate(events("event: price\n\n", "data: 币\n\n")));
        assertThat(reading.text).hasToString("retry: 1\nevent: price\n\ndata: 币\n\n");
        reading.end("bye");
        assertThat(reading.text).hasToString("retry: 1\nevent: price\n\ndata: 币\n\nbye");
    }

    @Test
    void blocksAreKeptForTheLastTextAlone() {
        List<byte[]> events = events("data: 1\n\n");
        FrameText text = deflater.text(events);
        deflater.deflate(events("data: of one stream\n\n"));
        assertThat(deflater.text(events)).as("after a block for one stream").isSameAs(text);
        DeflateBlock block = deflater.deflate(text, List.of());
        assertThat(deflater.deflate(text, List.of())).isSameAs(block);
        deflater.text(events("data: 2\n\n"));
        assertThat(text.block(List.of())).isEmpty();
        deflater.deflate(text, List.of());
        assertThat(text.block(List.of())).as("of an earlier text").isEmpty();
    }

    @Test
    void aStreamThatOnlyEndsIsWhole() {
        Reading reading = new Reading();
        reading.end("event: overloaded\n\n");
        assertThat(reading.text).hasToString("event: overloaded\n\n");
    }

    @Test
    void whateverFramesAStreamGetsAndWheneverItComesItIsValid() {
        Random random = new Random(5);
        List<Reading> readings = new ArrayList<>();
        List<StringBuilder> expected = new ArrayList<>();
        for (int round = 0; round < 300; round++) {
            if (random.nextInt(10) == 0) {
                String greeting = "greeting " + round;
                readings.add(new Reading().begin(greeting));
                expected.add(new StringBuilder(greeting));
            }
            // Alike enough to tempt the compressor to refer to frames that some have not got.
            String text = "data: {\"symbol\": \"BTCUSDT\", \"price\": 95000." + random.nextInt(10) + "}\n\n";
            DeflateBlock frame =
                    deflater.deflate(events(text.repeat(1 + random.nextInt(random.nextInt(200) == 0 ? 2_000 : 5))));
            String repeated = text.repeat(frame.length() / text.length());
            for (int i = 0; i < readings.size(); i++) {
                if (random.nextInt(4) > 0) {
                    readings.get(i).take(frame);
                    expected.get(i).append(repeated);
                }
            }
        }
        assertThat(readings).hasSizeGreaterThan(10);
        for (int i = 0; i < readings.size(); i++) {
            readings.get(i).end("end");
            assertThat(readings.get(i).text)
                    .hasToString(expected.get(i).append("end").toString());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8_180, 8_181, 8_182, 8_187, 8_191, 8_192, 16_384, 100_000})
    void textThatCannotBeCompressedComesThroughToo(int length) {
        byte[] noise = new byte[length];
        new Random(length).nextBytes(noise);
        Reading reading = new Reading().begin("x").take(deflater.deflate(List.of(noise)));
        reading.end("y");
        assertThat(reading.text.toString()).startsWith("x").endsWith("y");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 65_535, 65_536, 200_000})
    void textThatIsStoredComesThroughToo(int length) {
        String text = "x".repeat(length);
        Reading reading = new Reading().begin("x").take(DeflateBlock.stored(deflater.text(events(text))));
        reading.take(deflater.deflate(events(text))).end("y");
        assertThat(reading.text).hasToString("x" + text + text + "y");
    }

    @Test
    void eventsThatAreTheSameAreDeflatedOnceForAllShards() {
        List<byte[]> events = events("a".repeat(100), "b".repeat(100));
        DeflateBlock first = deflater.deflate(new ArrayList<>(events));
        assertThat(deflater.deflate(new ArrayList<>(events))).isSameAs(first);
        assertThat(deflater.deflate(events("a".repeat(100), "b".repeat(100))))
                .as("equal, but others")
                .isNotSameAs(first);
        DeflateBlock part = deflater.deflate(events.subList(0, 1));
        assertThat(part.length()).isEqualTo(100);
        assertThat(deflater.deflate(events).length()).isEqualTo(200);
    }

    @Test
    void aFrameOfPricesIsAQuarterAtMost() {
        StringBuilder text = new StringBuilder();
        Random random = new Random(1);
        for (int i = 0; i < 16; i++) {
            text.append("event: price\nid: 17048685001")
                    .append(10 + i)
                    .append("\ndata: {\"symbol\": \"")
                    .append("ABCDEFGHIJKLMNOP".charAt(i))
                    .append("USDT\", \"price\": ")
                    .append(random.nextInt(100_000))
                    .append(".12000000, \"change_24h\": 2.500, \"timestamp\": \"2026-01-10T07:15:00.123Z\"}\n\n");
        }
        DeflateBlock frame = deflater.deflate(events(text.toString()));
        assertThat(frame.length()).isEqualTo(text.length());
        assertThat(frame.bytes().length).isLessThan(text.length() / 4);
    }

    @Test
    void aFrameIsInTheEncodingOfItsStreams() {
        Frames frames = new Frames(UnpooledByteBufAllocator.DEFAULT);
        List<byte[]> events = events("event: price\n\n".repeat(10));
        Frame plain = frames.of(Encoding.IDENTITY, events);
        Frame deflated = frames.of(Encoding.GZIP, events);
        assertThat(plain.payload().toString()).isEqualTo("event: price\n\n".repeat(10));
        assertThat(deflated.payload().getBytes())
                .isEqualTo(deflated.deflated().bytes())
                .hasSizeLessThan(60);
        plain.release();
        deflated.release();
        assertThat(frames.envelope(Encoding.IDENTITY)).isEmpty();
        assertThat(frames.envelope(Encoding.GZIP)).isPresent();
        assertThatIllegalArgumentException().isThrownBy(() -> frames.of(Encoding.GZIP, List.of()));
    }
}
