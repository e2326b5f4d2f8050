package io.tickcast.bench;

import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Centrifugo with its unidirectional Server-Sent Events, without history. A burst is a batch in one request. */
final class Centrifugo implements PostedServer {
    private static final Path PROGRAM = PostedServer.program("centrifugo");

    @Override
    public String missing() {
        return PostedServer.missing(PROGRAM, "docs/benchmarks.md says how it is built");
    }

    @Override
    public List<String> command(int port) {
        Path conf = PostedServer.write(
                "centrifugo",
                "config.json",
                new JsonObject()
                        .put("http_server", JsonObject.of("address", "127.0.0.1", "port", port))
                        .put("log", JsonObject.of("level", "error"))
                        .put("usage_stats", JsonObject.of("disabled", true))
                        .put("client", JsonObject.of("insecure", true))
                        .put("uni_sse", JsonObject.of("enabled", true))
                        .put("http_api", JsonObject.of("insecure", true))
                        .encodePrettily());
        return List.of(PROGRAM.toString(), "--config", conf.toString());
    }

    @Override
    public Transport transport() {
        return Transport.CHUNKED;
    }

    @Override
    public String path() {
        String connect = JsonObject.of("subs", Map.of(TOPIC, Map.of())).encode();
        return "/connection/uni_sse?cf_connect=" + URLEncoder.encode(connect, StandardCharsets.US_ASCII);
    }

    @Override
    public List<Post> posts(List<String> events) {
        return List.of(Post.json(
                "/api/batch",
                events.stream()
                        .map(event -> "{\"publish\": {\"channel\": \"" + TOPIC + "\", \"data\": " + event + "}}")
                        .collect(Collectors.joining(",", "{\"commands\": [", "]}"))));
    }
}
