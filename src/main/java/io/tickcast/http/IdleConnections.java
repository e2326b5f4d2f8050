package io.tickcast.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Closes connections of one event loop that ask for nothing: those that never send a whole head, and those that stay
 * open after an answer. Vert.x' own idle time-out does not see what streams write, and would end them too.
 */
final class IdleConnections {
  private static final long SWEEP_EVERY_MILLIS = 5_000;
  private static final long MAX_IDLE_NANOS = Duration.ofSeconds(60).toNanos();

  /** Since when, by {@link System#nanoTime()}; the longest idle first. */
  private final Map<HttpConnection, Long> idle = new LinkedHashMap<>();

  IdleConnections(Vertx vertx) {
    vertx.setPeriodic(SWEEP_EVERY_MILLIS, timer -> sweep(System.nanoTime()));
  }

  void opened(HttpConnection connection) {
    idle.put(connection, System.nanoTime());
    connection.closeHandler(v -> idle.remove(connection));
  }

  void busy(HttpServerRequest request) {
    HttpConnection connection = request.connection();
    idle.remove(connection);
    // One of HTTP/2 may carry a stream besides.
    if (request.version() != HttpVersion.HTTP_2) {
      request.response().endHandler(v -> idle.put(connection, System.nanoTime()));
    }
  }

  void sweep(long nowNanos) {
    Iterator<Map.Entry<HttpConnection, Long>> all = idle.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<HttpConnection, Long> longest = all.next();
      if (nowNanos - longest.getValue() <= MAX_IDLE_NANOS) {
        return;
      }
      all.remove();
      longest.getKey().close();
    }
  }

  int count() {
    return idle.size();
  }
}
