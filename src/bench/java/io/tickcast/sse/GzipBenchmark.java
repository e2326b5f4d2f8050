package io.tickcast.sse;

import io.netty.buffer.PooledByteBufAllocator;
import io.tickcast.bench.TimeBenchmark;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Field;
import io.tickcast.market.Tick;
import io.tickcast.market.TickBuilder;
import io.tickcast.market.TickJson;
import io.tickcast.sse.wire.Encoding;
import io.tickcast.sse.wire.Frame;
import io.tickcast.sse.wire.Frames;
import io.tickcast.sse.wire.GroupFrame;
import io.tickcast.sse.wire.GzipStream;
import io.tickcast.sse.wire.SharedWindow;
import io.tickcast.sse.wire.SseConnection;
import io.tickcast.sse.wire.StreamConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/**
 * The time of compression: a frame once, and each of its streams a little. Frames refer back to the ones before if
 * there are streams; the more there are, the further.
 */
public class GzipBenchmark extends TimeBenchmark {
    @Param({"1", "4", "16", "50", "500"})
    private int ticks;

    /** In the group; 0: each frame is compressed alone. */
    @Param({"0", "1", "4"})
    private int streams;

    private final Frames frames = new Frames(PooledByteBufAllocator.DEFAULT);
    private final SharedWindow window = new SharedWindow();
    private final StreamConnection connection =
            SseConnection.of(CompressionBytes.request(), true, frames.envelope(Encoding.GZIP), Duration.ofMinutes(1));
    private final GzipStream stream = connection.gzip().orElseThrow();
    private final List<byte[]> encoded = new ArrayList<>();
    private final List<byte[]> others = new ArrayList<>();
    private Frame alone;
    private boolean second;

    @Setup
    public void build() {
        TickEventEncoder events = new TickEventEncoder(
                new TickJson(List.of(Field.SYMBOL, Field.PRICE, Field.CHANGE_24H, Field.TIMESTAMP)), true);
        Random random = new Random(1);
        for (int i = 0; i < ticks; i++) {
            String symbol = symbol(random);
            encoded.add(events.data(tick(random, symbol, i)));
            others.add(events.data(tick(random, symbol, i)));
        }
        alone = frames.of(Encoding.GZIP, encoded);
    }

    private static String symbol(Random random) {
        StringBuilder symbol = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            symbol.append((char) ('A' + random.nextInt(26)));
        }
        return symbol + "USDT";
    }

    /** Of one second of a market whose symbols and prices have little in common. */
    private static Tick tick(Random random, String symbol, int number) {
        long time = 1_704_868_500_000L + random.nextInt(1_000);
        TickBuilder tick = new TickBuilder()
                .exchange("binance")
                .symbol(symbol)
                .eventTime(time)
                .receivedAt((time + 80 + random.nextInt(20)) * 1_000);
        tick.figure(
                DecimalField.PRICE,
                String.format("%.8f", Math.pow(10, 5 - number % 16 * 0.4) * (1 + random.nextDouble())));
        tick.figure(DecimalField.CHANGE_24H, String.format("%.3f", random.nextGaussian() * 3));
        return tick.build();
    }

    @Benchmark
    public Frame frame() {
        // Others each time: those of the last frame would be given the same one again.
        second = !second;
        List<byte[]> events = second ? others : encoded;
        GroupFrame frame = streams == 0
                ? frames.of(Encoding.GZIP, events)
                : frames.of(window, streams, () -> Stream.of(connection), events);
        Frame own = frame.suiting(connection);
        stream.add(own);
        frame.release();
        return own;
    }

    @Benchmark
    public GzipStream stream() {
        stream.add(alone);
        return stream;
    }
}
