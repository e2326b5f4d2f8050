package io.tickcast.testing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** A price stream on a plain socket: reads only when asked to, and knows which events came in one chunk. */
public final class RawStream implements AutoCloseable {
  private final RawHttp http;
  private final RawAnswer head;
  private final Deque<SseEvent> events = new ArrayDeque<>();
  private final SseParser parser = new SseParser(events::add);

  private RawStream(RawHttp http, String uri) {
    this.http = http;
    head = http.send("GET " + uri + " HTTP/1.1", "Host: 127.0.0.1").head();
  }

  public static RawStream open(int port, String uri) {
    return new RawStream(RawHttp.connect(port), uri);
  }

  /** One whose unread bytes soon have no place to go. */
  public static RawStream openNarrow(int port, String uri) {
    return new RawStream(RawHttp.connectNarrow(port), uri);
  }

  public RawAnswer head() {
    return head;
  }

  /** The text of the next chunk; empty when the body ended in order. */
  public Optional<String> chunk() {
    Optional<String> chunk = http.chunk();
    chunk.ifPresent(parser::feed);
    return chunk;
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
