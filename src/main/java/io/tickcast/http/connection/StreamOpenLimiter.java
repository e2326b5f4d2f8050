package io.tickcast.http.connection;

import io.tickcast.config.Settings;
import io.tickcast.metrics.Meters;
import io.tickcast.sse.admission.StreamLease;
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
    private final Meters meters = new Meters();
    private double allowance;
    private long allowedAt;

    StreamOpenLimiter(Settings.Stream settings, long nowNanos) {
        perSecond = settings.limits().openRate();
        byAddress = new PerAddressLimiter(settings.limits().perAddress());
        allowance = perSecond;
        allowedAt = nowNanos;
        if (byAddress.max() > 0) {
            meters.gauge("max_per_address", "tickcast_streams_of_an_address_max", byAddress::max)
                    .help("Limit of streams for each address: stream.max-per-address");
            meters.gauge("full_addresses", "tickcast_stream_addresses_full", byAddress::full)
                    .help("Addresses that have reached stream.max-per-address");
        }
        if (perSecond > 0) {
            meters.gauge("max_per_second", "tickcast_streams_opened_per_second_max", () -> perSecond)
                    .help("Limit of streams opened within a second: stream.open-rate");
        }
        meters.gauge("addresses", "tickcast_stream_addresses", byAddress::size)
                .help("Addresses with streams, if stream.max-per-address is set");
        meters.counter("too_fast", "tickcast_streams_too_fast", tooFast::sum)
                .help("Streams refused by stream.open-rate");
        meters.counter("too_many_of_an_address", "tickcast_streams_too_many_of_an_address", tooMany::sum)
                .help("Streams refused by stream.max-per-address");
    }

    /** @return the reason that it may not come; empty: it has its place for as long as its {@link #stay} */
    public Optional<String> refuse(ByteBuffer address, long nowNanos) {
        // First the address: one that has enough would else take what others may open.
        if (!byAddress.enter(address)) {
            tooMany.increment();
            return Optional.of("Too many streams from one address: this node allows " + byAddress.max());
        }
        if (!isInTime(nowNanos)) {
            byAddress.leave(address);
            tooFast.increment();
            return Optional.of("Too many streams are being opened on this node");
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

    Meters meters() {
        return meters;
    }
}
