package io.tickcast.sse;

import io.netty.buffer.PooledByteBufAllocator;
import io.tickcast.bench.TimeBenchmark;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Field;
import io.tickcast.market.Tick;
import io.tickcast.market.TickBuilder;
import io.tickcast.market.TickJson;
import io.tickcast.sse.wire.Frame;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;

/** The work of the hub once per tick and once per flush, however many streams there are. */
public class EncodeBenchmark extends TimeBenchmark {
    private static final int TICKS = 16;
    private static final int STREAMS = 10_000;

    private final TickEventEncoder events = new TickEventEncoder(
            new TickJson(List.of(Field.SYMBOL, Field.PRICE, Field.CHANGE_24H, Field.TIMESTAMP)), true);
    private final List<byte[]> encoded = new ArrayList<>();
    private Tick tick;
    private Tick other;

    @Setup
    public void build() {
        TickBuilder builder = bitcoin();
        builder.figure(DecimalField.PRICE, "95000.12000000");
        builder.figure(DecimalField.CHANGE_24H, "2.500");
        tick = builder.build();
        other = builder.build();
        for (int i = 0; i < TICKS; i++) {
            encoded.add(events.data(tick));
        }
    }

    @Benchmark
    public byte[] event() {
        // Not the newest that is kept, so that it is encoded each time.
        return events.replayed(other);
    }

    /** One flush of 16 ticks for one group. */
    @Benchmark
    public int frame() {
        Frame frame = new Frame(PooledByteBufAllocator.DEFAULT, encoded);
        frame.release();
        return encoded.size();
    }

    /** The work of a stream for the frame, without the write. */
    @Benchmark
    @OperationsPerInvocation(STREAMS)
    public int share() {
        Frame frame = new Frame(PooledByteBufAllocator.DEFAULT, encoded);
        int bytes = 0;
        for (int i = 0; i < STREAMS; i++) {
            var shared = frame.share(0);
            bytes += shared.readableBytes();
            shared.release();
        }
        frame.release();
        return bytes;
    }
}
