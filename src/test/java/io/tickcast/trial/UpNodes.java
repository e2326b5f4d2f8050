package io.tickcast.trial;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;

/** The nodes that take clients, as a balancer in front of them sees it. Thread-safe. */
final class UpNodes {
    private final List<Node> nodes = new CopyOnWriteArrayList<>();

    record Node(String name, int port) {}

    void add(Node node) {
        nodes.add(node);
    }

    void remove(String name) {
        nodes.removeIf(node -> node.name().equals(name));
    }

    Optional<Node> any() {
        List<Node> now = List.copyOf(nodes);
        return now.isEmpty()
                ? Optional.empty()
                : Optional.of(now.get(ThreadLocalRandom.current().nextInt(now.size())));
    }
}
