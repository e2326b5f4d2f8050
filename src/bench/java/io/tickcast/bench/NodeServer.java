package io.tickcast.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Node.js with its own {@code http} module. A burst is one request, and one write to each stream. */
final class NodeServer implements PostedServer {
    private static final Path NODE = Path.of("/usr/bin/node");

    @Override
    public String missing() {
        return PostedServer.missing(NODE, "the Debian package is nodejs");
    }

    @Override
    public List<String> command(int port) {
        return List.of(NODE.toString(), "src/bench/js/server.js", Integer.toString(port));
    }

    @Override
    public List<Post> posts(List<String> events) {
        return List.of(new Post(
                "/publish",
                "",
                events.stream()
                        .map(event -> "event: price\ndata: " + event + "\n\n")
                        .collect(Collectors.joining())));
    }
}
