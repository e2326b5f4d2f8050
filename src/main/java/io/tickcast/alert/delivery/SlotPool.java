package io.tickcast.alert.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/**
 * A number of slots, of which each host gets a part. While none is free, requests wait: owners take turns, and so do the
 * hosts of an owner. Among the requests of an owner to a host, the first comes first. Belongs to one event loop.
 */
final class SlotPool {
    private final int most;
    private final int mostPerHost;
    private final Map<String, Owner> owners = new HashMap<>();
    private final Map<String, Host> hosts = new HashMap<>();
    /** Owners with a line that is ready. */
    private final Set<Owner> turns = new LinkedHashSet<>();

    private int taken;
    private boolean isGranting;

    private static final class Owner {
        private final String name;
        private final Map<Host, Line> lines = new HashMap<>();
        /** Lines whose hosts may have room. */
        private final Set<Line> ready = new LinkedHashSet<>();

        Owner(String name) {
            this.name = name;
        }
    }

    private static final class Host {
        private final String name;
        /** Lines that found no room here. As many others are ready as there is room now. */
        private final Queue<Line> blocked = new ArrayDeque<>();

        private int lines;
        private int taken;

        Host(String name) {
            this.name = name;
        }
    }

    /** The requests of an owner to a host; at least one. */
    private static final class Line {
        private final Owner owner;
        private final Host host;
        private final Queue<Promise<Slot>> waiting = new ArrayDeque<>();

        Line(Owner owner, Host host) {
            this.owner = owner;
            this.host = host;
        }
    }

    SlotPool(int most, int mostPerHost) {
        this.most = most;
        this.mostPerHost = mostPerHost;
    }

    /** A slot for a request of this owner to this host, perhaps at once. */
    Future<Slot> take(String owner, String host) {
        Promise<Slot> slot = Promise.promise();
        line(owners.computeIfAbsent(owner, Owner::new), hosts.computeIfAbsent(host, Host::new))
                .waiting
                .add(slot);
        grant();
        return slot.future();
    }

    private Line line(Owner owner, Host host) {
        return owner.lines.computeIfAbsent(host, first -> {
            Line line = new Line(owner, host);
            host.lines++;
            makeReady(line);
            return line;
        });
    }

    private void makeReady(Line line) {
        line.owner.ready.add(line);
        turns.add(line.owner);
    }

    private void grant() {
        if (isGranting) {
            // A slot that is released or asked for by those who got one: the loop below goes on with it.
            return;
        }
        isGranting = true;
        try {
            while (taken < most && !turns.isEmpty()) {
                withRoom(removeFirst(turns)).ifPresent(this::grant);
            }
        } finally {
            isGranting = false;
        }
    }

    private static <T> T removeFirst(Set<T> set) {
        Iterator<T> all = set.iterator();
        T first = all.next();
        all.remove();
        return first;
    }

    private Optional<Line> withRoom(Owner owner) {
        while (!owner.ready.isEmpty()) {
            Line line = removeFirst(owner.ready);
            if (line.host.taken < mostPerHost) {
                return Optional.of(line);
            }
            line.host.blocked.add(line);
        }
        return Optional.empty();
    }

    private void grant(Line line) {
        Owner owner = line.owner;
        Host host = line.host;
        Promise<Slot> slot = line.waiting.remove();
        taken++;
        host.taken++;
        if (line.waiting.isEmpty()) {
            owner.lines.remove(host);
            host.lines--;
        } else {
            owner.ready.add(line);
        }
        if (!owner.ready.isEmpty()) {
            turns.add(owner);
        } else if (owner.lines.isEmpty()) {
            owners.remove(owner.name);
        }
        slot.complete(() -> release(host));
    }

    private void release(Host host) {
        taken--;
        host.taken--;
        Optional.ofNullable(host.blocked.poll()).ifPresent(this::makeReady);
        if (host.taken == 0 && host.lines == 0) {
            hosts.remove(host.name);
        }
        grant();
    }
}
