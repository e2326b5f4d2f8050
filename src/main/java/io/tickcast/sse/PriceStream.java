package io.tickcast.sse;

import io.tickcast.market.Tick;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * One client's stream. While the client takes what it is given, frames pass through. When its write queue is full it
 * falls behind: only the names of the symbols that it missed are kept, and when the queue drains it gets the newest
 * price of each. So a slow client costs O(symbols) and no frame is kept for it.
 */
final class PriceStream {
  private final HttpServerResponse response;
  private final Group group;
  private final Set<String> missed = new LinkedHashSet<>();
  private Optional<Tick> missedTest = Optional.empty();
  private boolean missedFeedState;
  private boolean behind;
  private boolean closed;
  /** Where it stands in its group. */
  int index;

  PriceStream(HttpServerResponse response, Group group) {
    this.response = response;
    this.group = group;
  }

  Group group() {
    return group;
  }

  /** @return false when the client is behind, and the frame was not taken */
  boolean offer(Buffer frame) {
    if (behind || response.writeQueueFull()) {
      behind = true;
      return false;
    }
    response.write(frame);
    return true;
  }

  void miss(Tick tick) {
    if (tick.isTest()) {
      missedTest = Optional.of(tick);
    } else {
      missed.add(tick.symbol());
    }
  }

  void missFeedState() {
    missedFeedState = true;
  }

  /** What was missed, to be made up for now; it is forgotten here. */
  Missed drained() {
    Missed all = new Missed(Set.copyOf(missed), missedTest, missedFeedState);
    missed.clear();
    missedTest = Optional.empty();
    missedFeedState = false;
    behind = false;
    return all;
  }

  /** Whether it fell behind and can take bytes again. */
  boolean canCatchUp() {
    return behind && !closed && !response.writeQueueFull();
  }

  /** @return false when it was closed before */
  boolean close() {
    boolean first = !closed;
    closed = true;
    return first;
  }

  void end(Buffer last) {
    response.end(last);
  }

  record Missed(Set<String> symbols, Optional<Tick> test, boolean feedState) {}
}
