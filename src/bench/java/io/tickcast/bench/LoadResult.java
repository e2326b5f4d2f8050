package io.tickcast.bench;

import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** The events that the streams of one client process received in a window. Belongs to its loop. */
final class LoadResult {
    private static final long MAX_MICROS = Duration.ofMinutes(10).toNanos() / 1_000;

    final Histogram latency = new Histogram(MAX_MICROS, 3);
    int open;
    int failed;
    int lost;
    long events;
    long bytes;
    /** Of the streams that are parsed. */
    long parsedBytes;
    /** Events whose place in their symbol's order was looked at. */
    long watched;

    long missing;
    long misplaced;

    static long nowMicros() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }

    void event(long ageMicros) {
        events++;
        latency.recordValue(Math.max(0, Math.min(MAX_MICROS, ageMicros)));
    }

    /** Events of all streams: those of the streams that were not parsed by their bytes. */
    double allEvents() {
        return parsedBytes == 0 ? 0 : (double) events * bytes / parsedBytes;
    }

    void startWindow() {
        latency.reset();
        events = 0;
        bytes = 0;
        parsedBytes = 0;
        watched = 0;
        missing = 0;
        misplaced = 0;
        lost = 0;
    }

    String encode() {
        ByteBuffer buffer = ByteBuffer.allocate(latency.getNeededByteBufferCapacity());
        int length = latency.encodeIntoCompressedByteBuffer(buffer);
        byte[] histogram = new byte[length];
        buffer.get(0, histogram);
        return new JsonObject()
                .put("open", open)
                .put("failed", failed)
                .put("lost", lost)
                .put("events", events)
                .put("bytes", bytes)
                .put("parsed_bytes", parsedBytes)
                .put("watched", watched)
                .put("missing", missing)
                .put("misplaced", misplaced)
                .put("latency", Base64.getEncoder().encodeToString(histogram))
                .encode();
    }

    /** Adds what another process received. */
    void add(String encoded) {
        JsonObject other = new JsonObject(encoded);
        open += other.getInteger("open");
        failed += other.getInteger("failed");
        lost += other.getInteger("lost");
        events += other.getLong("events");
        bytes += other.getLong("bytes");
        parsedBytes += other.getLong("parsed_bytes");
        watched += other.getLong("watched");
        missing += other.getLong("missing");
        misplaced += other.getLong("misplaced");
        try {
            latency.add(Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(other.getString("latency"))), 0));
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("no histogram", e);
        }
    }
}
