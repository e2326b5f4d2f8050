package io.tickcast.bench;

import io.tickcast.market.TickBuilder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Base of the benchmarks of the time that an operation takes; a benchmark may replace each annotation by its own. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public abstract class TimeBenchmark {
    protected static TickBuilder bitcoin() {
        return new TickBuilder()
                .exchange("binance")
                .symbol("BTCUSDT")
                .eventTime(1_704_868_500_123L)
                .receivedAt(1_704_868_500_125_000L);
    }
}
