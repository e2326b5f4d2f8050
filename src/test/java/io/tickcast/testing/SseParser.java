package io.tickcast.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads an event stream, compressed or not, as the HTML standard (9.2.6) says a browser does: all three line ends,
 * comments, several data lines, ids without data, unfinished events dropped.
 */
public final class SseParser {
    private final Optional<Gunzip> gunzip;
    private final Consumer<SseEvent> events;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final List<String> data = new ArrayList<>();
    private final List<Long> retries = new ArrayList<>();
    private String name = "";
    private String id = "";
    private String lastEventId = "";
    private boolean afterCr;

    public SseParser(Consumer<SseEvent> events) {
        this(Optional.empty(), events);
    }

    SseParser(Optional<String> contentEncoding, Consumer<SseEvent> events) {
        gunzip = Gunzip.of(contentEncoding);
        this.events = events;
    }

    /** Reads the bytes of a body, which may end anywhere, and returns them as they are when not compressed. */
    public synchronized byte[] feed(byte... chunk) {
        byte[] text = gunzip.map(reader -> reader.feed(chunk)).orElse(chunk);
        int from = 0;
        for (int at = 0; at < text.length; at++) {
            byte b = text[at];
            if (b == '\n' && afterCr) {
                from = at + 1;
            } else if (b == '\n' || b == '\r') {
                line.write(text, from, at - from);
                line(line.toString(StandardCharsets.UTF_8));
                line.reset();
                from = at + 1;
            }
            afterCr = b == '\r';
        }
        line.write(text, from, text.length - from);
        return text;
    }

    private void line(String text) {
        if (text.isEmpty()) {
            dispatch();
            return;
        }
        int colon = text.indexOf(':');
        String field = colon < 0 ? text : text.substring(0, colon);
        String value = colon < 0 ? "" : text.substring(colon + 1);
        value = value.startsWith(" ") ? value.substring(1) : value;
        switch (field) {
            case "event" -> name = value;
            case "data" -> data.add(value);
            case "id" -> id = value;
            case "retry" -> retries.add(Long.parseLong(value));
            case "" -> {}
            default -> throw new AssertionError("a line that no client understands: " + text);
        }
    }

    private void dispatch() {
        lastEventId = id;
        if (!data.isEmpty()) {
            events.accept(new SseEvent(name.isEmpty() ? "message" : name, lastEventId, String.join("\n", data)));
        }
        name = "";
        data.clear();
    }

    /** Fails unless a compressed body was valid to its last byte. */
    synchronized void assertComplete() {
        gunzip.ifPresent(Gunzip::assertComplete);
    }

    public synchronized String lastEventId() {
        return lastEventId;
    }

    synchronized List<Long> retries() {
        return List.copyOf(retries);
    }
}
