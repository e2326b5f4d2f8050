package io.tickcast.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The process of a node. */
final class NodeProcess {
    private NodeProcess() {}

    /** Starts a node that ends with this process at the latest, and writes all that it says to the log. */
    static Process start(List<String> command, Map<String, String> environment, Path log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        Process node =
                builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        Runtime.getRuntime().addShutdownHook(new Thread(node::destroyForcibly));
        return node;
    }
}
