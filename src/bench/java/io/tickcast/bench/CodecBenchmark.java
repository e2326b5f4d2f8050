package io.tickcast.bench;

import io.tickcast.market.DecimalField;
import io.tickcast.market.Tick;
import io.tickcast.market.TickCodec;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A tick on its way between nodes. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class CodecBenchmark {
    private final TickCodec codec = new TickCodec();
    private final Buffer wire = Buffer.buffer();
    private Tick tick;

    @Setup
    public void build() {
        Tick.Builder builder = new Tick.Builder()
                .exchange("binance")
                .symbol("BTCUSDT")
                .eventTime(1_704_868_500_123L)
                .receivedAt(1_704_868_500_125_000L);
        for (DecimalField figure : DecimalField.values()) {
            builder.figure(figure, "95000.12000000");
        }
        tick = builder.build();
        codec.encodeToWire(wire, tick);
    }

    @Benchmark
    public Buffer encode() {
        Buffer out = Buffer.buffer(256);
        codec.encodeToWire(out, tick);
        return out;
    }

    @Benchmark
    public Tick decode() {
        return codec.decodeFromWire(0, wire);
    }
}
