package io.tickcast.sse.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.core.util.Separators.Spacing;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.tickcast.market.JsonText;
import io.vertx.core.buffer.Buffer;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** The text of events. JSON never holds a line end, so no field can break a line. */
public final class Sse {
    /** Writes JSON on one line, spaced as the clients of the predecessor know it: {@code {"a": 1, "b": [1, 2]}}. */
    private static final ObjectWriter JSON = new ObjectMapper()
            .writer(new DefaultPrettyPrinter(Separators.createDefaultInstance()
                            .withObjectFieldValueSpacing(Spacing.AFTER)
                            .withObjectEntrySpacing(Spacing.AFTER)
                            .withArrayValueSpacing(Spacing.AFTER)
                            .withRootSeparator(""))
                    .withObjectIndenter(DefaultPrettyPrinter.NopIndenter.instance)
                    .withArrayIndenter(DefaultPrettyPrinter.NopIndenter.instance));

    private static final byte[] PRICE = "event: price\n".getBytes(StandardCharsets.US_ASCII);

    private Sse() {}

    /** Adds a price event without an id. */
    public static void appendPrice(byte[] data, List<byte[]> out) {
        out.add(PRICE);
        out.add(data);
    }

    public static void appendPrice(EventId id, byte[] data, List<byte[]> out) {
        out.add(PRICE);
        out.add(id.line());
        out.add(data);
    }

    /** Gives the last event, a price with an id, another id. */
    public static void setLastId(EventId id, List<byte[]> out) {
        out.set(out.size() - 2, id.line());
    }

    public static Buffer event(String name, Map<String, ?> data) {
        try {
            return Buffer.buffer(
                    "event: " + name + "\ndata: " + JsonText.onOneLine(JSON.writeValueAsString(data)) + "\n\n");
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("writing strings and numbers as JSON failed", e);
        }
    }

    /** @param demo whether to say that no price is real */
    public static Buffer heartbeat(boolean demo) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("timestamp", System.currentTimeMillis() / 1_000);
        if (demo) {
            data.put("demo", true);
        }
        return event("heartbeat", data);
    }

    /** A heartbeat with the cursor of a client that has everything. */
    public static byte[] heartbeat(boolean demo, EventId id) {
        return Buffer.buffer(id.line()).appendBuffer(heartbeat(demo)).getBytes();
    }

    /** The end of a stream whose client should reconnect: some clients take a block without data for an event. */
    public static Buffer farewell(long meanMillis) {
        return retry(meanMillis).appendBuffer(heartbeat(false));
    }

    /** Tells the client when to come back if it is cut; random, so that not all come back at once. */
    public static Buffer retry(long meanMillis) {
        return Buffer.buffer(
                "retry: " + (meanMillis / 2 + ThreadLocalRandom.current().nextLong(meanMillis + 1)) + "\n");
    }
}
