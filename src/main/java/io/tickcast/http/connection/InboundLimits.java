package io.tickcast.http.connection;

import io.netty.channel.Channel;
import io.tickcast.config.Settings;
import io.tickcast.net.LongAnswers;
import io.tickcast.net.OpenFiles;
import io.tickcast.net.UnsentBudget;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.Shareable;
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
        LongAnswers longAnswers)
        implements Shareable {
    /** The limits of the node that this Vert.x runs. */
    public static InboundLimits of(Vertx vertx, Settings settings) {
        return vertx.sharedData()
                .<String, InboundLimits>getLocalMap("tickcast.intake")
                .computeIfAbsent("node", key -> {
                    TimeoutCounters timeouts = new TimeoutCounters();
                    ErrorCounts errors = ErrorCounts.of(vertx);
                    return new InboundLimits(
                            new AcceptLimiter(),
                            new ConnectionLimiter(settings, OpenFiles.of(vertx)),
                            new StreamOpenLimiter(settings.stream(), System.nanoTime()),
                            errors,
                            timeouts,
                            new Handshakes(timeouts),
                            new Http2Faults(errors),
                            UnsentBudget.of(vertx, settings.http().bounds().unsent()),
                            LongAnswers.of(vertx));
                });
    }

    /** Must be called for each connection after its TLS handshake. */
    public void guard(Channel channel, Duration patience) {
        FrameTimeout.guard(channel, patience, timeouts);
        http2Faults.guard(channel);
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
