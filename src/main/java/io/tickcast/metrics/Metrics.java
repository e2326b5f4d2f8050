package io.tickcast.metrics;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.tickcast.liveness.Liveness;
import io.tickcast.liveness.LoopWatch;
import io.tickcast.net.LongAnswers;
import io.tickcast.sse.stats.CloseReason;
import io.tickcast.sse.stats.StreamStats;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** The metrics of a node, read from what its parts count anyway when they are asked for. Thread-safe. */
public final class Metrics {
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;
    private static final long STATUS_WITHIN_SECONDS = 1;

    private final Vertx vertx;
    private final StreamStats stats;
    private final Liveness liveness;
    private final LongAnswers longAnswers;
    private final List<Source> sources = new CopyOnWriteArrayList<>();
    private final AtomicReference<Optional<Future<Buffer>>> underWay = new AtomicReference<>(Optional.empty());
    private Optional<JvmMetrics> jvm = Optional.empty();
    private boolean closed;

    private record Source(Context loop, Supplier<JsonObject> status) {}

    public Metrics(Vertx vertx, StreamStats stats, Liveness liveness, LongAnswers longAnswers) {
        this.vertx = vertx;
        this.stats = stats;
        this.liveness = liveness;
        this.longAnswers = longAnswers;
    }

    /**
     * Adds an event loop that can be asked; to be called on it.
     *
     * @param status what it knows; asked on the loop
     */
    public void add(Context loop, Supplier<JsonObject> status) {
        sources.add(new Source(loop, status));
    }

    /**
     * All metrics in the format of Prometheus, written on the caller's context. Calls during a write share its text.
     */
    public Future<Buffer> scrape() {
        Context caller = vertx.getOrCreateContext();
        // A server's response is for its own loop alone.
        return Future.future(done -> shared().onComplete(ended -> caller.runOnContext(v -> done.handle(ended))));
    }

    private Future<Buffer> shared() {
        Promise<Buffer> next = Promise.promise();
        Optional<Future<Buffer>> before =
                underWay.getAndUpdate(now -> now.isPresent() ? now : Optional.of(next.future()));
        return before.orElseGet(() -> {
            next.future().onComplete(done -> underWay.set(Optional.empty()));
            write().onComplete(next);
            return next.future();
        });
    }

    private Future<Buffer> write() {
        // Always the same loop: the others hear the same a moment earlier or later, and a counter must not go back.
        Source source = sources.get(0);
        return Future.<JsonObject>future(
                        status -> source.loop.runOnContext(v -> status.tryComplete(source.status.get())))
                .timeout(STATUS_WITHIN_SECONDS, TimeUnit.SECONDS)
                // When that loop is stuck this is all the more to be seen.
                .otherwise(new JsonObject())
                .compose(status -> longAnswers.run(() -> text(status)));
    }

    private Buffer text(JsonObject status) {
        Families families = new Families();
        new StatusMetrics(status, families).add();
        for (CloseReason cause : CloseReason.values()) {
            families.counter(
                    "streams_closed",
                    "Streams that ended, by cause",
                    (double) stats.ended(cause),
                    "cause",
                    cause.name().toLowerCase(Locale.ROOT));
        }
        families.counter("pass_events", "Prices that passes wrote, each to one stream", (double) stats.events());
        families.counter("pass_written_bytes", "Bytes that passes wrote, with HTTP's framing", (double) stats.bytes());
        families.counter("pass_seconds", "Time of event loops that passes took", stats.passSeconds());
        families.histogram(
                "exchange_to_node_seconds", "Delay from the exchange's time of a tick to its arrival", stats.toNode());
        families.histogram(
                "node_to_socket_seconds",
                "Delay from a tick's arrival to the end of the pass that wrote it",
                stats.toSocket());
        long now = System.nanoTime();
        for (LoopWatch loop : liveness.loops()) {
            families.gauge(
                    "event_loop_lag_seconds",
                    "Longest delay of an event loop's timers in the last 15 to 30 s",
                    loop.lagSeconds(now),
                    "loop",
                    Integer.toString(loop.number()));
        }
        List<MetricSnapshot> all = new ArrayList<>(families.snapshots());
        jvm().ifPresent(ofJvm -> ofJvm.snapshots().forEach(all::add));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(out, new MetricSnapshots(all));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(out.toByteArray());
    }

    /** Made by the first who asks: it would take of the start what nobody may ever want. */
    private synchronized Optional<JvmMetrics> jvm() {
        if (jvm.isEmpty() && !closed) {
            jvm = Optional.of(new JvmMetrics());
        }
        return jvm;
    }

    /** Gives back what listens to the JVM. */
    public synchronized void close() {
        closed = true;
        jvm.ifPresent(JvmMetrics::close);
        jvm = Optional.empty();
    }
}
