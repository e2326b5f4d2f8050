package io.tickcast.http.connection;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.tickcast.config.Settings;
import io.tickcast.sse.admission.StreamLease;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Limits the rate at which streams open, and the streams of one address, for all event loops of a node. Thread-safe.
 */
public final class StreamOpenLimiter {
    private static final double NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    private final int perSecond;
    private final PerAddressLimiter byAddress;
    private final LongAdder tooFast = new LongAdder();
    private final LongAdder tooMany = new LongAdder();
    private double allowance;
    private long allowedAt;

    StreamOpenLimiter(Settings.Stream settings, long nowNanos) {
        perSecond = settings.limits().openRate();
        byAddress = new PerAddressLimiter(settings.limits().perAddress());
        allowance = perSecond;
        allowedAt = nowNanos;
    }

    /** @return why it may not come; empty: it has its place for as long as its {@link #stay} */
    public Optional<String> refuse(ByteBuffer address, long nowNanos) {
        // First the address: one that has enough would else take what others may open.
        if (!byAddress.enter(address)) {
            tooMany.increment();
            return Optional.of("Too many streams of one address: this node lets each have " + byAddress.max());
        }
        if (!isInTime(nowNanos)) {
            byAddress.leave(address);
            tooFast.increment();
            return Optional.of("Streams come too fast for this node");
        }
        return Optional.empty();
    }

    /** The lease of a stream that was not refused. */
    public StreamLease stay(Optional<Instant> until, ByteBuffer address) {
        if (byAddress.max() == 0) {
            return until.isEmpty() ? StreamLease.FREE : new StreamLease(until, StreamLease.FREE.left());
        }
        return new StreamLease(until, () -> byAddress.leave(address));
    }

    private synchronized boolean isInTime(long nowNanos) {
        if (perSecond == 0) {
            return true;
        }
        allowance = Math.min(perSecond, allowance + (nowNanos - allowedAt) / NANOS_PER_SECOND * perSecond);
        allowedAt = nowNanos;
        if (allowance < 1) {
            return false;
        }
        allowance--;
        return true;
    }

    void bindTo(MeterRegistry registry) {
        if (byAddress.max() > 0) {
            Gauge.builder("tickcast_streams_of_an_address_max", byAddress, PerAddressLimiter::max)
                    .description("Streams that an address may have: stream.max-per-address")
                    .register(registry);
            Gauge.builder("tickcast_stream_addresses_full", byAddress, PerAddressLimiter::full)
                    .description("Addresses that have as many streams as they may")
                    .register(registry);
        }
        if (perSecond > 0) {
            Gauge.builder("tickcast_streams_opened_per_second_max", this, limiter -> limiter.perSecond)
                    .description("Streams that may be opened within a second: stream.open-rate")
                    .register(registry);
        }
        Gauge.builder("tickcast_stream_addresses", byAddress, PerAddressLimiter::size)
                .description("Addresses that have streams, where stream.max-per-address counts them")
                .register(registry);
        FunctionCounter.builder("tickcast_streams_too_fast", tooFast, LongAdder::sum)
                .description("Streams refused by stream.open-rate")
                .register(registry);
        FunctionCounter.builder("tickcast_streams_too_many_of_an_address", tooMany, LongAdder::sum)
                .description("Streams refused by stream.max-per-address")
                .register(registry);
    }

    JsonObject toJson() {
        JsonObject bounds = new JsonObject();
        if (byAddress.max() > 0) {
            bounds.put("max_per_address", byAddress.max()).put("full_addresses", byAddress.full());
        }
        if (perSecond > 0) {
            bounds.put("max_per_second", perSecond);
        }
        return bounds.put("addresses", byAddress.size())
                .put("too_fast", tooFast.sum())
                .put("too_many_of_an_address", tooMany.sum());
    }
}
