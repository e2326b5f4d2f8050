package io.tickcast.sse;

import io.tickcast.bench.TimeBenchmark;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Field;
import io.tickcast.market.Tick;
import io.tickcast.market.TickBuilder;
import io.tickcast.market.TickJson;
import io.tickcast.sse.wire.DeflateBlock;
import io.tickcast.sse.wire.GzipStream;
import io.tickcast.sse.wire.SharedDeflater;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** What compression costs: a frame once, and each of its streams a little. */
public class GzipBenchmark extends TimeBenchmark {
    @Param({"1", "4", "16", "50", "500"})
    private int ticks;

    private final SharedDeflater gzip = new SharedDeflater();
    private final GzipStream stream = new GzipStream(gzip);
    private final List<byte[]> encoded = new ArrayList<>();
    private final List<byte[]> copies = new ArrayList<>();
    private DeflateBlock deflated;
    private boolean second;

    @Setup
    public void build() {
        TickEventEncoder events = new TickEventEncoder(
                new TickJson(List.of(Field.SYMBOL, Field.PRICE, Field.CHANGE_24H, Field.TIMESTAMP)), true);
        Random random = new Random(1);
        for (int i = 0; i < ticks; i++) {
            encoded.add(events.data(tick(random, i)));
        }
        encoded.forEach(event -> copies.add(event.clone()));
        deflated = gzip.deflate(encoded);
        System.out.printf("# %d ticks: %d bytes, deflated %d%n", ticks, deflated.length(), deflated.bytes().length);
    }

    /** Of one second of a market whose symbols and prices have little in common. */
    private static Tick tick(Random random, int number) {
        StringBuilder symbol = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            symbol.append((char) ('A' + random.nextInt(26)));
        }
        long time = 1_704_868_500_000L + random.nextInt(1_000);
        TickBuilder tick = new TickBuilder()
                .exchange("binance")
                .symbol(symbol + "USDT")
                .eventTime(time)
                .receivedAt((time + 80 + random.nextInt(20)) * 1_000);
        tick.figure(
                DecimalField.PRICE,
                String.format("%.8f", Math.pow(10, 5 - number % 16 * 0.4) * (1 + random.nextDouble())));
        tick.figure(DecimalField.CHANGE_24H, String.format("%.3f", random.nextGaussian() * 3));
        return tick.build();
    }

    @Benchmark
    public DeflateBlock frame() {
        // Others each time: the last ones' frame would be given again.
        second = !second;
        return gzip.deflate(second ? copies : encoded);
    }

    @Benchmark
    public GzipStream stream() {
        stream.add(deflated);
        return stream;
    }
}
