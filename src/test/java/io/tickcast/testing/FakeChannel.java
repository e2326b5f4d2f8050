package io.tickcast.testing;

import io.tickcast.cluster.ReachabilityReport;
import io.tickcast.cluster.SideChannel;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A side channel whose other ends the test plays. Thread-safe. */
public final class FakeChannel implements SideChannel {
    private final Set<String> elders = ConcurrentHashMap.newKeySet();
    private final Map<String, Set<String>> alive = new ConcurrentHashMap<>();
    private final List<ReachabilityReport> reported = new CopyOnWriteArrayList<>();
    private final AtomicLong count = new AtomicLong();

    /** From now on this node lives, and reports that it hears these. */
    public void lives(String id, String... heard) {
        alive.put(id, Set.of(heard));
    }

    /** This node joined before the one that is tested. */
    public void elder(String id) {
        elders.add(id);
    }

    /** The reports of the node that is tested. */
    public List<ReachabilityReport> reported() {
        return reported;
    }

    @Override
    public Set<String> elders() {
        return Set.copyOf(elders);
    }

    @Override
    public void report(ReachabilityReport own) {
        reported.add(own);
    }

    @Override
    public Future<Map<String, ReachabilityReport>> reports(Set<String> ids) {
        Map<String, ReachabilityReport> all = new ConcurrentHashMap<>();
        alive.forEach((id, heard) -> all.put(id, new ReachabilityReport(count.incrementAndGet(), heard)));
        all.keySet().retainAll(ids);
        return Future.succeededFuture(all);
    }

    @Override
    public String describe(String id) {
        return "the node " + id;
    }

    @Override
    public List<String> differences(String id) {
        return List.of();
    }
}
