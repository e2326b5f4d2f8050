package io.tickcast.sse;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.PooledByteBufAllocator;
import io.tickcast.bench.TimeBenchmark;
import io.tickcast.config.KnownExchanges;
import io.tickcast.config.SettingsReader;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Field;
import io.tickcast.market.Tick;
import io.tickcast.market.TickBuilder;
import io.tickcast.market.TickJson;
import io.tickcast.net.CooperativeScheduler;
import io.tickcast.sse.admission.OverloadDetector;
import io.tickcast.sse.replay.GapLog;
import io.tickcast.sse.stats.StreamStats;
import io.tickcast.sse.wire.EventId;
import io.tickcast.sse.wire.Frames;
import io.tickcast.sse.wire.SseConnection;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** A burst of 16 ticks to streams in memory: all of a round of flushes but the sockets, on Vert.x' public way. */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class FlushBenchmark extends TimeBenchmark {
    private static final int TICKS = 16;
    private static final EventId HERE = EventId.of(1_704_868_500_123L, 0);

    @Param({"1000", "10000"})
    private int streams;

    private final SymbolIndex numbers = new SymbolIndex();
    private final Frames frames = new Frames(PooledByteBufAllocator.DEFAULT);
    private final EncoderRegistry kinds = new EncoderRegistry();
    private final AdaptiveBatchWindow window = new AdaptiveBatchWindow(Optional.of(Duration.ZERO));
    private final List<StreamShard> shards = new ArrayList<>();
    private Vertx vertx;

    private SlowConsumers laggards;
    private StreamStats stats;
    private long sequence;
    private long written;

    @Setup(Level.Trial)
    public void open() {
        vertx = Vertx.vertx();
        stats = new StreamStats(streams, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        var settings = SettingsReader.read(Optional.empty(), Map.of());
        OverloadDetector overload =
                new OverloadDetector(Duration.ZERO, settings.stream().delivery().overloadAfter(), stats.overload());
        Hub hub = new Hub(
                vertx,
                settings.stream(),
                KnownExchanges.of(settings.feed()),
                KnownSymbols.of(settings),
                stats,
                false,
                Duration.ZERO,
                Optional.empty());
        laggards = new SlowConsumers(
                hub.control(),
                stats,
                hub.feeds(),
                new GapLog(0, gap -> Buffer.buffer()),
                new CooperativeScheduler(vertx),
                frames,
                Duration.ofMinutes(1));
        Subscription all = new Subscription(
                ExchangeSelection.of("binance"),
                SymbolSelection.ALL,
                new TickJson(List.of(Field.SYMBOL, Field.PRICE, Field.CHANGE_24H, Field.TIMESTAMP)),
                0);
        HttpServerRequest request = request();
        for (int i = 0; i < streams; i++) {
            if (i % StreamShard.MAX_STREAMS == 0) {
                shards.add(new StreamShard(window, overload, stats, numbers, kinds, System.nanoTime(), HERE));
            }
            shards.get(shards.size() - 1)
                    .add(SseConnection.of(request, true, Optional.empty(), Duration.ofMinutes(1)), all);
        }
    }

    private HttpServerRequest request() {
        Future<Void> done = Future.succeededFuture();
        HttpServerResponse response =
                proxy(HttpServerResponse.class, (self, method, args) -> switch (method.getName()) {
                    case "write" -> {
                        written++;
                        yield done;
                    }
                    case "writeQueueFull" -> false;
                    default -> throw new UnsupportedOperationException(method.toString());
                });
        return proxy(HttpServerRequest.class, (self, method, args) -> switch (method.getName()) {
            case "response" -> response;
            case "version" -> HttpVersion.HTTP_1_0;
            default -> throw new UnsupportedOperationException(method.toString());
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler calls) {
        return type.cast(Proxy.newProxyInstance(FlushBenchmark.class.getClassLoader(), new Class<?>[] {type}, calls));
    }

    @TearDown(Level.Trial)
    public void close() {
        vertx.close().await();
    }

    @Benchmark
    public long round() {
        for (int i = 0; i < TICKS; i++) {
            TickBuilder builder = new TickBuilder()
                    .exchange("binance")
                    .symbol("S" + i)
                    .eventTime(1_704_868_500_123L + sequence)
                    .receivedAt(1_704_868_500_125_000L);
            builder.figure(DecimalField.PRICE, "95000.12000000");
            builder.figure(DecimalField.CHANGE_24H, "2.500");
            Tick tick = builder.build();
            SequencedTick arrival = new SequencedTick(tick, sequence++, numbers.of(tick), HERE);
            shards.forEach(shard -> shard.arrive(arrival, 0));
        }
        shards.forEach(shard -> shard.flush(frames, laggards, System.nanoTime(), HERE));
        return written;
    }
}
