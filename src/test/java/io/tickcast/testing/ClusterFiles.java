package io.tickcast.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/** The shipped cluster.xml for some nodes on loopback, with a name and ports that no other cluster here has. */
public final class ClusterFiles {
    private static final Path SHIPPED = Path.of("cluster.xml");
    private static final int FIRST_PORT = 10_000;
    private static final int FIRST_CLIENT_PORT = 32_768;

    private final List<Path> files = new ArrayList<>();

    /** @param directory directory of the files */
    public ClusterFiles(Path directory, int nodes) {
        String name = "test-" + UUID.randomUUID();
        List<Integer> ports = freePorts(nodes);
        String members = ports.stream()
                .map(port -> "<member>127.0.0.1:" + port + "</member>")
                .collect(Collectors.joining());
        for (int port : ports) {
            String xml = shippedAs(name)
                    .replace(
                            "<port auto-increment=\"true\" port-count=\"10\">5701</port>",
                            "<port auto-increment=\"false\">" + port + "</port>")
                    .replace("<member>127.0.0.1</member>", members);
            files.add(write(directory.resolve("cluster-" + port + ".xml"), xml));
        }
    }

    /** The same files for a cluster of this name. */
    public ClusterFiles named(String name) {
        for (Path file : files) {
            try {
                write(
                        file,
                        Files.readString(file)
                                .replaceFirst(
                                        "<cluster-name>.*</cluster-name>",
                                        "<cluster-name>" + name + "</cluster-name>"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return this;
    }

    /** A node that is not heard is given up after so many seconds. */
    public ClusterFiles givenUpAfter(int seconds) {
        for (Path file : files) {
            try {
                write(
                        file,
                        Files.readString(file)
                                .replace(
                                        "</properties>",
                                        "<property name=\"hazelcast.max.no.heartbeat.seconds\">" + seconds
                                                + "</property></properties>"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return this;
    }

    /** One file for all, as it is shipped but for its name and its first port, from which each node takes the next. */
    public static Map<String, String> shared(Path directory) {
        String xml = shippedAs("test-" + UUID.randomUUID()).replace(">5701<", ">" + freePort() + "<");
        return settings("node", write(directory.resolve("cluster-shared.xml"), xml));
    }

    private static String shippedAs(String name) {
        return shipped().replace("<cluster-name>tickcast</cluster-name>", "<cluster-name>" + name + "</cluster-name>");
    }

    public static String shipped() {
        try {
            return Files.readString(SHIPPED);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Variables that make a node this one of the cluster. */
    public Map<String, String> settings(int node) {
        return settings("node" + node, files.get(node));
    }

    private static Map<String, String> settings(String name, Path file) {
        return Map.of(
                "TICKCAST_NODE_NAME",
                name,
                "TICKCAST_CLUSTER_ENABLED",
                "true",
                "TICKCAST_CLUSTER_CONFIG",
                file.toString());
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port that no other process gets by chance before it is used. */
    public static int freePort() {
        return freePorts(1).get(0);
    }

    /** All are held at once, so that they differ. Below those that clients get: they are still free at a restart. */
    public static List<Integer> freePorts(int count) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            while (held.size() < count) {
                hold(ThreadLocalRandom.current().nextInt(FIRST_PORT, FIRST_CLIENT_PORT))
                        .ifPresent(held::add);
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            held.forEach(ClusterFiles::close);
        }
    }

    private static Optional<ServerSocket> hold(int port) {
        try {
            return Optional.of(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
