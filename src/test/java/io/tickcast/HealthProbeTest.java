package io.tickcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.config.Settings;
import io.tickcast.testing.Authority;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.TestSettings;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthProbeTest {
    private static Settings.Http at(String host, int port) {
        return TestSettings.with(Map.of("TICKCAST_HTTP_HOST", host, "TICKCAST_HTTP_PORT", Integer.toString(port)))
                .http();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "0.0.0.0"})
    void aNodeThatAnswersLives(String host) {
        try (HttpNode node = HttpNode.start()) {
            assertThat(HealthProbe.fault(at(host, node.port()), Await.PATIENCE)).isEmpty();
        }
    }

    @Test
    void aNodeThatSpeaksTlsLives(@TempDir Path directory) {
        Map<String, String> pem = new Authority(directory).settings("shop.example");
        Vertx vertx = Vertx.vertx();
        try {
            HttpServer server = Await.result(vertx.createHttpServer(new HttpServerOptions()
                            .setSsl(true)
                            .setKeyCertOptions(new PemKeyCertOptions()
                                    .setCertPath(pem.get("TICKCAST_CLUSTER_TLS_CERT"))
                                    .setKeyPath(pem.get("TICKCAST_CLUSTER_TLS_KEY"))))
                    .requestHandler(request -> request.response().end())
                    .listen(0, "127.0.0.1"));
            assertThat(HealthProbe.fault(at("127.0.0.1", server.actualPort()), Await.PATIENCE))
                    .isEmpty();
        } finally {
            Await.result(vertx.close());
        }
    }

    @Test
    void whoAnswersOtherwiseDoesNot() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> answer(other, "HTTP/1.1 503 Service Unavailable\r\n\r\n"));
            answering.start();
            assertThat(HealthProbe.fault(at("127.0.0.1", other.getLocalPort()), Await.PATIENCE))
                    .get()
                    .asString()
                    .contains("127.0.0.1:" + other.getLocalPort(), "503");
        }
    }

    private static void answer(ServerSocket server, String text) {
        try (Socket socket = server.accept()) {
            socket.getInputStream().read();
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // The test says what it missed.
        }
    }

    @Test
    void aPortThatNobodyKnowsIsNamed() {
        assertThat(HealthProbe.fault(at("127.0.0.1", 0))).get().asString().contains("http.port is 0");
    }
}
