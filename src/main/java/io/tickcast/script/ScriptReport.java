package io.tickcast.script;

import io.tickcast.lease.LeaseReport;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A message on {@link io.tickcast.market.BusAddresses#VERTICLES_STATE}: how the files of a node are.
 *
 * @param id    of the node
 * @param holds files that it has a lease of
 * @param files a state for each
 */
record ScriptReport(String id, String node, Set<String> holds, List<JsonObject> files) {
    JsonObject toJson() {
        return new JsonObject()
                .put("id", id)
                .put("holds", new JsonArray(holds.stream().sorted().toList()))
                .put("node", node)
                .put("files", new JsonArray(files));
    }

    /** The leases in a message; what is none, as from a node of another version, the status has a word for. */
    static Optional<LeaseReport<String>> leases(Object message) {
        return message instanceof JsonObject report
                        && report.getValue("id") instanceof String id
                        && report.getValue("holds") instanceof JsonArray files
                ? Optional.of(new LeaseReport<>(
                        id,
                        String.valueOf(report.getValue("node")),
                        files.stream().map(String::valueOf).collect(Collectors.toSet()),
                        0))
                : Optional.empty();
    }
}
