package io.tickcast.http.connection;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.tickcast.config.Settings;
import io.tickcast.net.LongAnswers;
import io.tickcast.net.OpenFiles;
import io.tickcast.net.UnsentBudget;
import io.vertx.core.json.JsonObject;
import java.time.Duration;

/**
 * Counts and limits what comes in from outside and what waits to go out, for all event loops of a node. Thread-safe.
 */
public record InboundLimits(
        AcceptLimiter accepting,
        ConnectionLimiter connectionLimiter,
        StreamOpenLimiter openLimiter,
        ErrorCounts errors,
        TimeoutCounters timeouts,
        Handshakes handshakes,
        Http2Faults http2Faults,
        UnsentBudget unsent,
        LongAnswers longAnswers) {
    public static InboundLimits of(
            Settings settings, OpenFiles files, LongAnswers longAnswers, MeterRegistry registry) {
        TimeoutCounters timeouts = new TimeoutCounters();
        ErrorCounts errors = new ErrorCounts(registry);
        InboundLimits limits = new InboundLimits(
                new AcceptLimiter(),
                new ConnectionLimiter(settings, files),
                new StreamOpenLimiter(settings.stream(), System.nanoTime()),
                errors,
                timeouts,
                new Handshakes(timeouts),
                new Http2Faults(errors),
                UnsentBudget.of(settings.http().bounds().unsent()),
                longAnswers);
        limits.bindTo(registry);
        return limits;
    }

    /** Must be called for each connection after its TLS handshake. */
    public void guard(Channel channel, Duration patience) {
        FrameTimeout.guard(channel, patience, timeouts);
        http2Faults.guard(channel);
    }

    private void bindTo(MeterRegistry registry) {
        connectionLimiter.bindTo(registry);
        openLimiter.bindTo(registry);
        timeouts.bindTo(registry);
        unsent.bindTo(registry);
        longAnswers.bindTo(registry);
        FunctionCounter.builder("tickcast_connections_tls_failed", handshakes, Handshakes::failed)
                .description("Connections whose handshake of TLS failed")
                .register(registry);
        FunctionCounter.builder("tickcast_connections_http2_failed", http2Faults, Http2Faults::failed)
                .description("Connections of HTTP/2 ended since their clients broke its rules")
                .register(registry);
        FunctionCounter.builder("tickcast_connections_accept_pauses", accepting, AcceptLimiter::pauses)
                .description("Moments without accepting, for event loops that had enough new connections")
                .register(registry);
    }

    public void addTo(JsonObject status) {
        status.put(
                        "connections",
                        connectionLimiter
                                .toJson()
                                .put("tls_failed", handshakes.failed())
                                .put("http2_failed", http2Faults.failed())
                                .put("accept_pauses", accepting.pauses()))
                .put("arrivals", openLimiter.toJson())
                .put("errors", errors.toJson())
                .put("late", timeouts.toJson())
                .put("unsent", unsent.toJson())
                .put("long_answers", longAnswers.toJson());
    }
}
