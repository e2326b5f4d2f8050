package io.tickcast.alert.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/**
 * A number of slots, of which each host gets a part. While none is free, requests wait: hosts take turns, and within a
 * host the first comes first. Belongs to one event loop.
 */
final class SlotPool {
    private final int most;
    private final int mostPerHost;
    private final Map<String, Host> hosts = new HashMap<>();
    /** Hosts for which something waits, and which may have another slot. */
    private final Set<Host> ready = new LinkedHashSet<>();

    private int taken;
    private boolean isGranting;

    private static final class Host {
        private final String name;
        private final Queue<Promise<Slot>> waiting = new ArrayDeque<>();
        private int taken;

        Host(String name) {
            this.name = name;
        }
    }

    SlotPool(int most, int mostPerHost) {
        this.most = most;
        this.mostPerHost = mostPerHost;
    }

    /** A slot for a request to this host, perhaps at once. */
    Future<Slot> take(String name) {
        Host host = hosts.computeIfAbsent(name, Host::new);
        Promise<Slot> slot = Promise.promise();
        host.waiting.add(slot);
        queue(host);
        grant();
        return slot.future();
    }

    private void queue(Host host) {
        if (!host.waiting.isEmpty() && host.taken < mostPerHost) {
            ready.add(host);
        }
    }

    private void grant() {
        if (isGranting) {
            // A slot that is released or asked for by those who got one: the loop below goes on with it.
            return;
        }
        isGranting = true;
        try {
            while (taken < most && !ready.isEmpty()) {
                Iterator<Host> next = ready.iterator();
                Host host = next.next();
                next.remove();
                Promise<Slot> slot = host.waiting.remove();
                taken++;
                host.taken++;
                queue(host);
                slot.complete(() -> release(host));
            }
        } finally {
            isGranting = false;
        }
    }

    private void release(Host host) {
        taken--;
        host.taken--;
        queue(host);
        if (host.taken == 0 && host.waiting.isEmpty()) {
            hosts.remove(host.name);
        }
        grant();
    }
}
