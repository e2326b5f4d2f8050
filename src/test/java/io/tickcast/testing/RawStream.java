package io.tickcast.testing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A price stream on a plain socket: reads only when asked to, and knows which events came in one chunk. One that is
 * compressed is read like any other, and must be valid when it ends.
 */
public final class RawStream implements AutoCloseable {
    private final RawHttp http;
    private final RawAnswer head;
    private final Deque<SseEvent> events = new ArrayDeque<>();
    private final SseParser parser;

    private RawStream(RawHttp http, String uri, String... headers) {
        this.http = http;
        List<String> lines = new ArrayList<>(List.of("GET " + uri + " HTTP/1.1", "Host: 127.0.0.1"));
        lines.addAll(List.of(headers));
        head = http.send(lines.toArray(String[]::new)).head();
        parser = new SseParser(head.header("content-encoding"), events::add);
    }

    public static RawStream open(int port, String uri, String... headers) {
        return new RawStream(RawHttp.connect(port), uri, headers);
    }

    /** One whose unread bytes soon have no place to go. */
    public static RawStream openNarrow(int port, String uri, String... headers) {
        return new RawStream(RawHttp.connectNarrow(port), uri, headers);
    }

    /** The same over TLS. */
    public static RawStream openNarrowTls(int port, String uri, String... headers) {
        return new RawStream(RawHttp.connectNarrowTls(port), uri, headers);
    }

    public RawAnswer head() {
        return head;
    }

    /** The next chunk as it was sent; its events are lost. */
    public Optional<byte[]> chunkBytes() {
        return http.chunkBytes();
    }

    /** The text of the next chunk; empty when the body ended in order. */
    public Optional<String> chunk() {
        Optional<String> chunk = chunkBytes().map(bytes -> new String(parser.feed(bytes), StandardCharsets.UTF_8));
        if (chunk.isEmpty()) {
            parser.assertComplete();
        }
        return chunk;
    }

    /** The text from here to an end in order. */
    public String rest() {
        StringBuilder rest = new StringBuilder();
        for (Optional<String> chunk = chunk(); chunk.isPresent(); chunk = chunk()) {
            rest.append(chunk.get());
        }
        return rest.toString();
    }

    /** The events of the next chunk. */
    public List<SseEvent> chunkOfEvents() {
        events.clear();
        if (chunk().isEmpty()) {
            throw new AssertionError("the stream ended");
        }
        return new ArrayList<>(events);
    }

    /** The next event, in this chunk or a later one. */
    public SseEvent next() {
        while (events.isEmpty()) {
            if (chunk().isEmpty()) {
                throw new AssertionError("the stream ended");
            }
        }
        return events.remove();
    }

    public String lastEventId() {
        return parser.lastEventId();
    }

    public List<Long> retries() {
        return parser.retries();
    }

    @Override
    public void close() {
        http.close();
    }
}
