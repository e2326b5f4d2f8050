package io.tickcast.bench;

import java.util.List;

/** Spring WebFlux on Reactor Netty: {@link WebFluxServer}. A burst is one request, and a write for each event. */
final class WebFlux implements PostedServer {
    @Override
    public String missing() {
        return "";
    }

    @Override
    public List<String> command(int port) {
        return List.of(
                "java",
                "-XX:+UseSerialGC",
                "-Xmx1g",
                "-Dreactor.netty.ioWorkerCount=1",
                "-cp",
                System.getProperty("java.class.path"),
                WebFluxServer.class.getName(),
                Integer.toString(port));
    }

    @Override
    public List<Post> posts(List<String> events) {
        return List.of(new Post("/publish", "Content-Type: text/plain\r\n", String.join("\n", events)));
    }
}
