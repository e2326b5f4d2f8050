package io.tickcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickcast.config.Settings;
import io.tickcast.testing.Await;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.TestSettings;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two nodes of one machine on one port. */
class ReusePortTest {
    /** The kernel picks by a hash of the addresses: that it takes the same node each time is one chance in 2^199. */
    private static final int MOST_CONNECTIONS = 200;

    private static final Map<String, String> SHARED = Map.of("TICKCAST_HTTP_REUSE_PORT", "true");

    private final List<Node> nodes = new ArrayList<>();

    @BeforeEach
    void needsNativeTransport() {
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        boolean isNative = vertx.isNativeTransportEnabled();
        Await.result(vertx.close());
        Assumptions.assumeTrue(isNative);
    }

    @AfterEach
    void close() {
        nodes.forEach(node -> Await.result(node.stop()));
    }

    private Node node(String name, int port, Map<String, String> overrides) {
        Node node = Await.result(Node.start(settings(name, port, overrides), false));
        nodes.add(node);
        return node;
    }

    private static Settings settings(String name, int port, Map<String, String> overrides) {
        Map<String, String> environment = new HashMap<>(overrides);
        environment.put("TICKCAST_NODE_NAME", name);
        environment.put("TICKCAST_HTTP_PORT", Integer.toString(port));
        return TestSettings.with(environment);
    }

    @Test
    void nodesThatShareAPortBothGetConnections() {
        int port = node("first", 0, SHARED).port();
        assertThat(node("second", port, SHARED).port()).isEqualTo(port);

        Set<String> answered = new HashSet<>();
        for (int i = 0; i < MOST_CONNECTIONS && answered.size() < 2; i++) {
            answered.add(nameOf(port));
        }
        assertThat(answered).containsExactlyInAnyOrder("first", "second");
    }

    /** Of the node that gets this connection. */
    private static String nameOf(int port) {
        try (RawHttp http = RawHttp.connect(port)) {
            return http.send("GET /api/sse/status HTTP/1.1", "Host: 127.0.0.1:" + port, "Connection: close")
                    .answer()
                    .json()
                    .getJsonObject("data")
                    .getString("node");
        }
    }

    @ParameterizedTest
    @CsvSource({"false,false", "true,false", "false,true"})
    void aPortIsNotSharedUnlessBothNodesSaySo(String first, String second) {
        int port = node("first", 0, Map.of("TICKCAST_HTTP_REUSE_PORT", first)).port();
        Settings settings = settings("second", port, Map.of("TICKCAST_HTTP_REUSE_PORT", second));

        assertThatThrownBy(() -> Await.result(Node.start(settings, false)))
                .cause()
                .satisfies(cause -> assertThat(StartFailure.explain(cause, settings))
                        .hasValueSatisfying(
                                why -> assertThat(why).contains("127.0.0.1:" + port, "choose another http.port")));
    }
}
