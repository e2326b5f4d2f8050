package io.tickcast.relay;

import io.vertx.core.json.JsonArray;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The streams that a node may subscribe for its clients: any, or those that the upstream has while it is full. */
final class StreamRoom {
    static final StreamRoom ANY = new StreamRoom(Optional.empty());

    /** By hashes of their texts: a stream that is taken by mistake waits for room. */
    private final Optional<Set<Integer>> only;

    private StreamRoom(Optional<Set<Integer>> only) {
        this.only = only;
    }

    static StreamRoom only(Collection<RelayStream> streams) {
        return new StreamRoom(Optional.of(streams.stream().map(StreamRoom::hash).collect(Collectors.toSet())));
    }

    private static int hash(RelayStream stream) {
        return stream.toText().hashCode();
    }

    boolean has(RelayStream stream) {
        return only.isEmpty() || only.get().contains(hash(stream));
    }

    /** Hashes of the streams that it is limited to; empty: any stream. */
    Optional<JsonArray> toJson() {
        return only.map(hashes -> new JsonArray(hashes.stream().toList()));
    }

    /** @param json of {@link #toJson()}, or anything else for any stream */
    static StreamRoom of(Object json) {
        return json instanceof JsonArray hashes
                ? new StreamRoom(Optional.of(hashes.stream()
                        .filter(Number.class::isInstance)
                        .map(hash -> ((Number) hash).intValue())
                        .collect(Collectors.toSet())))
                : ANY;
    }
}
