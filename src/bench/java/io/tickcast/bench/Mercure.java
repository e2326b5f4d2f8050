package io.tickcast.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The Mercure hub with its local transport, which has no history. Each tick is a request. */
final class Mercure implements PostedServer {
    private static final Path PROGRAM = PostedServer.program("mercure");

    private final BenchToken tokens = new BenchToken();
    private final String token =
            tokens.signed(JsonObject.of("mercure", JsonObject.of("publish", new JsonArray().add(TOPIC))));

    @Override
    public String missing() {
        return PostedServer.missing(PROGRAM, "put the hub's release there, see docs/benchmarks.md");
    }

    @Override
    public List<String> command(int port) {
        Path conf = PostedServer.write("mercure", "Caddyfile", """
        {
          admin off
          auto_https off
          persist_config off
          log {
            level ERROR
          }
          servers {
            protocols h1
          }
        }
        :%d {
          bind 127.0.0.1
          mercure {
            transport local
            publisher_jwt %s HS256
            anonymous
            heartbeat 0s
            write_timeout 0s
          }
        }
        """.formatted(port, tokens.secret()));
        return List.of(PROGRAM.toString(), "run", "--config", conf.toString(), "--adapter", "caddyfile");
    }

    /** Caddy keeps files of its own, which belong to the run. */
    @Override
    public Map<String, String> environment() {
        String home = Path.of("target", "mercure").toAbsolutePath().toString();
        return Map.of("XDG_CONFIG_HOME", home, "XDG_DATA_HOME", home);
    }

    @Override
    public String path() {
        return "/.well-known/mercure?topic=" + TOPIC;
    }

    @Override
    public List<Post> posts(List<String> events) {
        return events.stream()
                .map(event -> new Post(
                        "/.well-known/mercure",
                        "Authorization: Bearer " + token + "\r\nContent-Type: application/x-www-form-urlencoded\r\n",
                        "topic=" + TOPIC + "&type=price&data=" + URLEncoder.encode(event, StandardCharsets.US_ASCII)))
                .toList();
    }
}
