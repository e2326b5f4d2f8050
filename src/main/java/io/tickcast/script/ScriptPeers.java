package io.tickcast.script;

import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The other nodes of a cluster, of which one runs a file at a time.
 *
 * @param members ids of those that are members now; must not block
 * @param overdue a file that nobody reports to run is run without its lock after this: the node that has it hangs
 */
public record ScriptPeers(Supplier<Set<String>> members, Duration overdue) {
    static final ScriptPeers NONE = new ScriptPeers(Set::of, Duration.ZERO);
}
