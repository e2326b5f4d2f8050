package io.tickcast.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.tickcast.liveness.Liveness;
import io.tickcast.liveness.LoopWatch;
import io.tickcast.metrics.MeterRows;
import io.tickcast.net.LongAnswers;
import io.tickcast.time.Deadline;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of a node: the meters of its registry, most of which read the counters of its parts. Values that belong
 * to an event loop, and values that other nodes report, are read at each scrape. Thread-safe.
 */
final class Metrics {
    /** Maxima that Micrometer adds to each timer, over a window of its own. */
    private static final Set<String> LEFT_OUT =
            Set.of("tickcast_exchange_to_node_seconds_max", "tickcast_node_to_socket_seconds_max");

    private static final Duration STATE_WITHIN = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final PrometheusMeterRegistry registry;
    private final MeterRows rows;
    private final Liveness liveness;
    private final LongAnswers longAnswers;
    private final List<Source> sources = new CopyOnWriteArrayList<>();
    private final AtomicReference<Optional<Future<Buffer>>> underWay = new AtomicReference<>(Optional.empty());
    private @Nullable JvmMetrics jvm;
    private boolean closed;

    private record Source(Context loop, Supplier<Consumer<MeterRows>> state) {}

    Metrics(Vertx vertx, PrometheusMeterRegistry registry, Liveness liveness, LongAnswers longAnswers) {
        this.vertx = vertx;
        this.registry = registry;
        this.liveness = liveness;
        this.longAnswers = longAnswers;
        rows = new MeterRows(registry);
    }

    MeterRegistry registry() {
        return registry;
    }

    /**
     * Adds an event loop that can be asked; to be called on it.
     *
     * @param state takes the state of the loop, on the loop, and gives what states it in rows, on any thread
     */
    void add(Context loop, Supplier<Consumer<MeterRows>> state) {
        sources.add(new Source(loop, state));
    }

    /** {@code GET /metrics}. */
    void handle(RoutingContext context, JsonResponses responses) {
        scrape().onFailure(context::fail).onSuccess(text -> {
            context.response()
                    .putHeader("Content-Type", PrometheusTextFormatWriter.CONTENT_TYPE)
                    .putHeader("Cache-Control", "no-store");
            responses.compressed(context, text);
        });
    }

    /**
     * All metrics in the format of Prometheus, written on the caller's context. Calls during a write share its text.
     */
    Future<Buffer> scrape() {
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
        Future<Consumer<MeterRows>> read =
                Future.future(state -> source.loop.runOnContext(v -> state.tryComplete(source.state.get())));
        return Deadline.within(vertx.getOrCreateContext(), STATE_WITHIN, read)
                // When that loop is stuck this is all the more to be seen.
                .otherwise(none -> {})
                .compose(state -> longAnswers.run(() -> text(state)));
    }

    private Buffer text(Consumer<MeterRows> state) {
        bindJvm();
        rows.update(state.andThen(this::lags));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create()
                    .write(out, registry.getPrometheusRegistry().scrape(name -> !LEFT_OUT.contains(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(out.toByteArray());
    }

    private void lags(MeterRows to) {
        long now = System.nanoTime();
        for (LoopWatch loop : liveness.loops()) {
            to.gauge(
                    "tickcast_event_loop_lag_seconds",
                    "Longest delay of an event loop's timers in the last 15 to 30 s",
                    loop.lagSeconds(now),
                    "loop",
                    Integer.toString(loop.number()));
        }
    }

    /** Created by the first scrape, to keep the start fast. */
    private synchronized void bindJvm() {
        if (jvm == null && !closed) {
            jvm = new JvmMetrics(registry);
        }
    }

    /** Gives back what listens to the JVM. */
    synchronized void close() {
        closed = true;
        if (jvm != null) {
            jvm.close();
            jvm = null;
        }
    }
}
