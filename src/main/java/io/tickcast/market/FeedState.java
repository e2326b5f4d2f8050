package io.tickcast.market;

import static java.util.Objects.requireNonNull;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;

/**
 * What a feed says of itself on {@link Addresses#FEED_STATE}.
 *
 * @param since     when it entered this state
 * @param lastTick  when its last news arrived, in µs since the epoch by the feed's clock; 0: none yet
 * @param details   for {@code /api/sse/status}: endpoint, symbols, reconnects, counters
 */
public record FeedState(String exchange, String node, State state, Instant since, long lastTick, JsonObject details) {

  public FeedState {
    requireNonNull(exchange);
    requireNonNull(node);
    requireNonNull(state);
    requireNonNull(since);
    requireNonNull(details);
  }

  public enum State {
    /** News arrives for the whole feed. */
    LIVE,
    /** Connected, but no news for longer than {@code feed.stale-after} on at least one connection. */
    STALE,
    /** At least one connection is missing. */
    DOWN;

    /** As events and status write it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public JsonObject toJson() {
    return new JsonObject()
        .put("exchange", exchange)
        .put("node", node)
        .put("state", state.word())
        .put("since", since.toString())
        .put("last_tick", lastTick)
        .put("details", details);
  }

  /** @throws RuntimeException when this is not what {@link #toJson()} gives */
  public static FeedState of(JsonObject json) {
    return new FeedState(json.getString("exchange"), json.getString("node"),
        State.valueOf(json.getString("state").toUpperCase(Locale.ROOT)), Instant.parse(json.getString("since")),
        json.getLong("last_tick"), json.getJsonObject("details"));
  }
}
