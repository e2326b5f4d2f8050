package io.tickcast.bench;

import io.tickcast.market.DecimalField;
import io.tickcast.market.Tick;
import io.tickcast.market.TickBuilder;
import io.tickcast.market.TickCodec;
import io.vertx.core.buffer.Buffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/** A tick on its way between nodes. */
public class CodecBenchmark extends TimeBenchmark {
    private final TickCodec codec = new TickCodec();
    private final Buffer wire = Buffer.buffer();
    private Tick tick;

    @Setup
    public void build() {
        TickBuilder builder = bitcoin();
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
