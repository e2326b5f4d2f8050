package io.tickcast.http.connection;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.tickcast.config.Settings;
import io.tickcast.metrics.Meters;
import io.tickcast.net.LongAnswers;
import io.tickcast.net.OpenFiles;
import io.tickcast.net.UnsentBudget;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * Counts and limits connections, requests and queued output, for all event loops of a node. Thread-safe.
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
        Meters connections = connectionLimiter.meters();
        connections
                .counter("tls_failed", "tickcast_connections_tls_failed", handshakes::failed)
                .help("Connections whose TLS handshake failed");
        connections
                .counter("http2_failed", "tickcast_connections_http2_failed", http2Faults::failed)
                .help("HTTP/2 connections closed because of protocol errors of the client");
        connections
                .counter("accept_pauses", "tickcast_connections_accept_pauses", accepting::pauses)
                .help("Pauses in accepting connections because event loops had enough new ones");
        Stream.of(connections, openLimiter.meters(), timeouts.meters(), unsent.meters(), longAnswers.meters())
                .forEach(meters -> meters.bindTo(registry));
    }

    public void addTo(JsonObject status) {
        status.put("connections", connectionLimiter.meters().toJson())
                .put("arrivals", openLimiter.meters().toJson())
                .put("errors", errors.toJson())
                .put("late", timeouts.meters().toJson())
                .put("unsent", unsent.meters().toJson())
                .put("long_answers", longAnswers.meters().toJson());
    }
}
