package io.tickcast.cluster;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The nodes whose heartbeats arrive at a node, as it reports them over the {@link SideChannel}.
 *
 * @param count another one with each report; one that stays the same is of a node whose event loop hangs
 * @param heard ids of these nodes, without its own
 */
public record ReachabilityReport(long count, Set<String> heard) {
    public ReachabilityReport {
        heard = Set.copyOf(heard);
    }

    String toText() {
        return new JsonObject()
                .put("count", count)
                .put("heard", new JsonArray(List.copyOf(heard)))
                .encode();
    }

    /** @return empty if the text does not have the form of {@link #toText()} */
    static Optional<ReachabilityReport> of(String text) {
        try {
            JsonObject json = new JsonObject(text);
            return Optional.of(new ReachabilityReport(
                    json.getLong("count"),
                    json.getJsonArray("heard").stream().map(String.class::cast).collect(Collectors.toSet())));
        } catch (RuntimeException e) {
            // Any member could have written it.
            return Optional.empty();
        }
    }
}
