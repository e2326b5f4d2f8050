package io.tickcast.sse;

import io.tickcast.market.FeedState.State;
import io.tickcast.market.FeedState;
import io.tickcast.time.Micros;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is known of each exchange's feed. An exchange is as well as the best of its lines. A line that no longer reports
 * is down, whatever it said last: no price is shown as live when its feed is not.
 */
public final class FeedBoard {
  /** Five reports missed; a pause of the JVM is shorter. */
  private static final long SILENT_NANOS = Duration.ofSeconds(5).toNanos();

  private final boolean demo;
  private final Map<String, Line> lines = new LinkedHashMap<>();
  private final Map<String, Shown> shown = new HashMap<>();

  private record Line(FeedState report, long heardAt) {
    State state(long now) {
      return now - heardAt > SILENT_NANOS ? State.DOWN : report.state();
    }
  }

  /** What clients are told of an exchange. */
  private record Shown(State state, Instant since, long lastTick) {}

  /** @param demo whether every event is to say that no price is real */
  FeedBoard(boolean demo) {
    this.demo = demo;
  }

  /** A report of a line. */
  void heard(FeedState report, long nowNanos) {
    lines.put(report.exchange() + ' ' + report.node(), new Line(report, nowNanos));
  }

  /** Works out every exchange anew and gives those whose state is another than before. */
  List<String> changed(long nowNanos) {
    List<String> changed = new ArrayList<>();
    lines.values().stream().map(line -> line.report.exchange()).distinct().forEach(exchange -> {
      Shown is = best(exchange, nowNanos);
      // A client that came before any report was told that the feed is down.
      State told = state(exchange);
      Shown was = shown.put(exchange, is);
      if (told != is.state) {
        changed.add(exchange);
      } else if (was != null) {
        shown.put(exchange, new Shown(is.state, was.since, is.lastTick));
      }
    });
    return changed;
  }

  private Shown best(String exchange, long nowNanos) {
    State state = State.DOWN;
    long lastTick = 0;
    for (Line line : lines.values()) {
      if (line.report.exchange().equals(exchange)) {
        State is = line.state(nowNanos);
        state = is.compareTo(state) < 0 ? is : state;
        lastTick = Math.max(lastTick, line.report.lastTick());
      }
    }
    return new Shown(state, Instant.now(), lastTick);
  }

  /** As clients are told it; of an exchange that nobody feeds: down. */
  public State state(String exchange) {
    return shown.containsKey(exchange) ? shown.get(exchange).state : State.DOWN;
  }

  /** The {@code feed} event: {@code age_ms} is the age of the last tick, left out when there was none. */
  Buffer event(String exchange) {
    Map<String, Object> data = new LinkedHashMap<>();
    Shown is = shown.getOrDefault(exchange, new Shown(State.DOWN, Instant.now(), 0));
    data.put("exchange", exchange);
    data.put("state", is.state.word());
    data.put("since", is.since.toString());
    if (is.lastTick > 0) {
      data.put("age_ms", Math.max(0, Micros.now() - is.lastTick) / 1_000);
    }
    if (demo) {
      data.put("demo", true);
    }
    return Sse.event("feed", data);
  }

  /** The newest report of each line. */
  public Collection<FeedState> reports() {
    return lines.values().stream().map(Line::report).toList();
  }
}
