package io.tickcast.http;

import io.tickcast.sse.Encoding;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** What all event streams have in common as answers of HTTP. */
final class EventStreams {
  private final boolean compression;

  /** @param compression whether streams are compressed for clients that allow it */
  EventStreams(boolean compression) {
    this.compression = compression;
  }

  /**
   * Sets the headers of a stream.
   *
   * @return how its bytes are to be written; empty when only the headers were asked for, which is then answered
   */
  Optional<Encoding> begin(RoutingContext context) {
    HttpServerResponse response = context.response();
    // Each against something between us and the browser that would hold events back: caches, compressors, nginx.
    response.putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache, no-transform")
        .putHeader("X-Accel-Buffering", "no");
    if (context.request().version() != HttpVersion.HTTP_2) {
      response.setChunked(context.request().version() == HttpVersion.HTTP_1_1)
          .putHeader(HttpHeaders.CONNECTION,
              context.request().version() == HttpVersion.HTTP_1_1 ? HttpHeaders.KEEP_ALIVE : HttpHeaders.CLOSE);
    }
    Encoding encoding = encoding(context);
    if (context.request().method() == HttpMethod.HEAD) {
      response.end();
      return Optional.empty();
    }
    return Optional.of(encoding);
  }

  private Encoding encoding(RoutingContext context) {
    if (!compression) {
      return Encoding.IDENTITY;
    }
    context.response().headers().add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    if (!AcceptEncoding.wantsGzip(context.request().headers().getAll(HttpHeaders.ACCEPT_ENCODING))) {
      return Encoding.IDENTITY;
    }
    context.response().putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    return Encoding.GZIP;
  }

  /** Where a client says that it was. */
  static Optional<String> lastEventId(RoutingContext context) {
    return Optional.ofNullable(context.request().getHeader("Last-Event-ID"))
        .or(() -> Optional.ofNullable(context.queryParams().get("lastEventId")));
  }
}
