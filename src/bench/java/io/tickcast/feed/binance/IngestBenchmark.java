package io.tickcast.feed.binance;

import io.tickcast.demo.BenchExchange;
import io.tickcast.feed.Protocol.Sink;
import io.tickcast.market.Addresses;
import io.tickcast.market.PriceBook;
import io.tickcast.market.Tick;
import io.tickcast.market.TickCodec;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.List;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a message of the exchange costs until its tick is on the bus. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class IngestBenchmark {
  private static final int TIME_DIGITS = 13;

  private final byte[] message = BenchExchange.message("BTCUSDT").getBytes(StandardCharsets.US_ASCII);
  private final int timeAt = new String(message, StandardCharsets.US_ASCII).indexOf("\"E\":") + 4;
  private final TickerParser parser = new TickerParser("binance", List.of("BTCUSDT"), false);
  private final PriceBook book = new PriceBook();
  private final Kept kept = new Kept();
  private long time = System.currentTimeMillis();
  private Vertx vertx;

  private static final class Kept implements Sink {
    private Tick tick;

    @Override
    public void tick(Tick tick) {
      this.tick = tick;
    }

    @Override
    public void shutdownAnnounced() {}

    @Override
    public void refused(String reason) {
      throw new IllegalStateException(reason);
    }

    @Override
    public void acknowledged() {}

    @Override
    public void unknown() {
      throw new IllegalStateException("unknown");
    }

    @Override
    public void unknownFields(int count) {}

    @Override
    public void malformed(String reason) {
      throw new IllegalStateException(reason);
    }
  }

  @Setup
  public void start() {
    vertx = Vertx.vertx();
    vertx.eventBus().registerDefaultCodec(Tick.class, new TickCodec());
  }

  @TearDown
  public void stop() {
    vertx.close().await();
  }

  @Benchmark
  public Tick parse() {
    parser.read(message, time * 1_000, kept);
    return kept.tick;
  }

  /** Onto the bus and no further: what its consumers do is measured with them. */
  @Benchmark
  public Tick parseBookPublish() {
    later();
    parser.read(message, time * 1_000, kept);
    if (!book.accept(kept.tick)) {
      throw new IllegalStateException("no news");
    }
    vertx.eventBus().publish(Addresses.TICKS, kept.tick, TickCodec.OPTIONS);
    return kept.tick;
  }

  private void later() {
    time++;
    long rest = time;
    for (int at = timeAt + TIME_DIGITS - 1; at >= timeAt; at--) {
      message[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
