package io.tickcast.sse.replay;

import static java.util.Objects.requireNonNull;

import io.tickcast.market.Gap;
import io.vertx.core.json.JsonObject;

/**
 * A gap, as nodes give it to each other.
 *
 * @param cursor clients that have come further than this know of it
 */
public record NamedGap(Gap gap, long cursor) {
    public NamedGap {
        requireNonNull(gap);
    }

    public JsonObject toJson() {
        return gap.toJson().put("cursor", cursor);
    }

    /** @throws RuntimeException when this is not what {@link #toJson()} gives */
    public static NamedGap of(JsonObject json) {
        return new NamedGap(Gap.of(json), json.getLong("cursor"));
    }
}
