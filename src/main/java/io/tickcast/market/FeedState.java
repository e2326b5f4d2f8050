package io.tickcast.market;

import static java.util.Objects.requireNonNull;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;

/**
 * The state of a feed on {@link BusAddresses#FEED_STATE}.
 *
 * @param since     time at which it entered this state
 * @param lastTick  time of its last news, in µs since the epoch by the feed's clock; 0: none yet
 * @param time      time of the report, by that clock; whatever it received before was published before. 0: not told
 * @param details   for {@code /api/sse/status}: endpoint, symbols, reconnects, counters
 * @param published whether its ticks are posted to a node: they end when their publisher does, whatever the node does
 */
public record FeedState(
        String exchange,
        Line line,
        State state,
        Instant since,
        long lastTick,
        long time,
        JsonObject details,
        boolean published) {

    /** The state of the feed of an exchange. */
    public FeedState(
            String exchange, Line line, State state, Instant since, long lastTick, long time, JsonObject details) {
        this(exchange, line, state, since, lastTick, time, details, false);
    }

    /** A state without the time of its report. */
    public FeedState(String exchange, Line line, State state, Instant since, long lastTick, JsonObject details) {
        this(exchange, line, state, since, lastTick, 0, details);
    }

    public FeedState {
        requireNonNull(exchange);
        requireNonNull(line);
        requireNonNull(state);
        requireNonNull(since);
        requireNonNull(details);
    }

    /**
     * One of the exchange's lines.
     *
     * @param number from 1 on
     * @param holder id of the node that has it: another one after each start, even where two nodes share a name
     * @param node   as that node calls itself
     */
    public record Line(int number, String holder, String node) {
        public Line {
            requireNonNull(holder);
            requireNonNull(node);
        }
    }

    public enum State {
        /** All connections are open and have brought data, and news arrives. */
        LIVE,
        /** Connected, but no news of any symbol for longer than {@code feed.stale-after}. */
        STALE,
        /** At least one connection is missing. */
        DOWN;

        /** The word for this state in events and status. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("exchange", exchange)
                .put("line", line.number)
                .put("holder", line.holder)
                .put("node", line.node)
                .put("state", state.word())
                .put("since", since.toString())
                .put("last_tick", lastTick)
                .put("time", time)
                .put("details", details);
        return published ? json.put("published", true) : json;
    }

    /** @throws RuntimeException when this is not what {@link #toJson()} gives */
    public static FeedState of(JsonObject json) {
        return new FeedState(
                json.getString("exchange"),
                new Line(json.getInteger("line"), json.getString("holder"), json.getString("node")),
                State.valueOf(json.getString("state").toUpperCase(Locale.ROOT)),
                Instant.parse(json.getString("since")),
                json.getLong("last_tick"),
                json.getLong("time", 0L),
                json.getJsonObject("details"),
                json.getBoolean("published", false));
    }
}
