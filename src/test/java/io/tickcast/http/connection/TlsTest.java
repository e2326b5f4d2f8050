package io.tickcast.http.connection;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.tickcast.config.Settings;
import io.tickcast.config.SettingsException;
import io.tickcast.testing.Authority;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.LogLines;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.Wire;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The certificates of a server that speaks TLS, and the connections that it takes and refuses. */
@Tag("slow")
class TlsTest {
    private static final String CERT = "TICKCAST_HTTP_TLS_CERT";
    private static final String KEY = "TICKCAST_HTTP_TLS_KEY";
    /** Of TLS 1.1, without extensions: three suites that every such server had. */
    private static final String OLD_HELLO = "160301002f0100002b0302" + "07".repeat(32) + "000004c01300350100";

    private static final byte ALERT = 0x15;

    @TempDir
    private static Path directory;

    private static Map<String, String> ours;
    private static Map<String, String> others;
    private static Path othersCertificate;

    @TempDir
    private Path live;

    private HttpNode node;

    @BeforeAll
    static void createCertificates() {
        ours = Wire.authority().serverSettings();
        Authority other = new Authority(directory);
        others = other.serverSettings();
        othersCertificate = other.certificate();
    }

    @BeforeEach
    void start() throws IOException {
        put(ours.get(CERT), ours.get(KEY));
        node = HttpNode.plan()
                .wire(Wire.TLS_HTTP_2)
                .set(CERT, live.resolve("cert.pem").toString())
                .set(KEY, live.resolve("key.pem").toString())
                .start();
    }

    @AfterEach
    void close() {
        node.close();
    }

    private void put(String cert, String key) throws IOException {
        // As renewal tools do it, so that no reader ever sees half of a file.
        for (String[] file : List.of(new String[] {cert, "cert.pem"}, new String[] {key, "key.pem"})) {
            Path made = Files.write(live.resolve(file[1] + ".new"), Files.readAllBytes(Path.of(file[0])));
            Files.move(made, live.resolve(file[1]), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static SSLContext context(TrustManager[] trusted) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trusted, null);
        return context;
    }

    private SSLSocket socket() throws IOException, GeneralSecurityException {
        return socket(node);
    }

    private static SSLSocket socket(HttpNode node) throws IOException, GeneralSecurityException {
        return (SSLSocket) context(InsecureTrustManagerFactory.INSTANCE.getTrustManagers())
                .getSocketFactory()
                .createSocket("127.0.0.1", node.port());
    }

    private X509Certificate shown() {
        return shown(node);
    }

    private static X509Certificate shown(HttpNode node) {
        try (SSLSocket socket = socket(node)) {
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static X509Certificate certificate(Path file) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file)));
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anotherCertificateIsShownToThoseWhoComeAndOpenStreamsGoOn() throws IOException {
        try (SseClient before = node.greeted("");
                LogLines log = new LogLines("io.tickcast.http.connection.CertificateWatch")) {
            assertThat(shown()).isEqualTo(certificate(Path.of(ours.get(CERT))));
            put(others.get(CERT), others.get(KEY));
            log.awaitLine("TLS shows new clients another certificate");
            assertThat(shown()).isEqualTo(certificate(othersCertificate));
            node.publish(tick("BTCUSDT", 1, "1"));
            assertThat(before.next("price").raw("price")).isEqualTo("1");
            HttpClientOptions options = Wire.TLS_HTTP_2
                    .client()
                    .setTrustOptions(new PemTrustOptions().addCertPath(othersCertificate.toString()));
            try (SseClient after = SseClient.open(node.clients(), node.port(), "/api/sse/prices", Map.of(), options)) {
                assertThat(after.version()).as("the protocols are the same").isEqualTo(Wire.TLS_HTTP_2.version());
                assertThat(after.next("price").raw("price")).isEqualTo("1");
            }
            assertThat(log.all()).hasSize(1);
        }
    }

    @Test
    void aFileMayHoldMoreThanItsSettingNeeds() throws IOException {
        String bundle = Authority.bundle(live.resolve("bundle.pem"), others.get(CERT), others.get(KEY))
                .toString();
        try (HttpNode other = HttpNode.plan()
                .wire(Wire.TLS_HTTP_2)
                .set(CERT, bundle)
                .set(KEY, bundle)
                .start()) {
            assertThat(shown(other)).isEqualTo(certificate(othersCertificate));
        }
        put(bundle, bundle);
        Await.until("the other certificate is shown", () -> shown().equals(certificate(othersCertificate)));
    }

    @Test
    void aPairThatDoesNotFitLeavesTheOldOneAndIsToldOnce() throws IOException {
        try (LogLines log = new LogLines("io.tickcast.http.connection.CertificateWatch")) {
            put(others.get(CERT), ours.get(KEY));
            log.awaitLine("is not the key of the certificate");
            assertThat(shown()).isEqualTo(certificate(Path.of(ours.get(CERT))));
            put(others.get(CERT), others.get(KEY));
            log.awaitLine("TLS shows new clients another certificate");
            assertThat(log.all()).hasSize(2);
        }
    }

    @Test
    void whateverOftenItLooksItTellsOfAFaultOnce() throws IOException {
        Settings.ServerTls files = new Settings.ServerTls(live.resolve("cert.pem"), live.resolve("key.pem"));
        Certificate used = Certificate.of(node.clients(), files);
        node.close();
        node = HttpNode.start();
        Files.writeString(files.cert(), "nothing");
        try (LogLines log = new LogLines("io.tickcast.http.connection.CertificateWatch")) {
            CertificateWatch watch =
                    new CertificateWatch(node.clients(), files, used, other -> Future.succeededFuture());
            for (int i = 0; i < 8; i++) {
                Await.result(watch.look());
            }
            assertThat(log.all())
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("the old one stays in use", "CN=ca", "cert.pem");
        }
    }

    @Test
    void aStartWithAPairThatDoesNotFitFails() throws IOException {
        put(others.get(CERT), ours.get(KEY));
        assertThatThrownBy(() -> HttpNode.plan()
                        .set(CERT, live.resolve("cert.pem").toString())
                        .set(KEY, live.resolve("key.pem").toString())
                        .start()
                        .close())
                .hasRootCauseInstanceOf(SettingsException.class)
                .rootCause()
                .hasMessageContainingAll("http.tls.key is ", "not the key of the certificate in ");
    }

    @Test
    void whoKnowsAnotherAuthorityRefusesTheCertificate() {
        HttpClientOptions options = Wire.TLS_HTTP_2
                .client()
                .setTrustOptions(new PemTrustOptions().addCertPath(othersCertificate.toString()));
        assertThatThrownBy(() -> SseClient.open(node.clients(), node.port(), "/api/sse/prices", Map.of(), options))
                .hasCauseInstanceOf(SSLException.class);
    }

    @Test
    void tls11IsRefused() {
        try (RawHttp http = RawHttp.connect(node.port())) {
            byte[] answer = http.sendBytes(HexFormat.of().parseHex(OLD_HELLO)).restOfBytes();
            assertThat(answer[0]).isEqualTo(ALERT);
            assertThat(answer[6]).as("protocol_version").isEqualTo((byte) 70);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.3,TLS_AES_128_GCM_SHA256,true",
        "TLSv1.2,TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,true",
        "TLSv1.2,TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,false"
    })
    void onlySuitesOfTodayAreSpoken(String protocol, String suite, boolean spoken) throws Exception {
        try (SSLSocket socket = socket()) {
            socket.setEnabledProtocols(new String[] {protocol});
            socket.setEnabledCipherSuites(new String[] {suite});
            if (spoken) {
                socket.startHandshake();
                assertThat(socket.getSession().getCipherSuite()).isEqualTo(suite);
            } else {
                assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
            }
        }
    }

    @Test
    void plainHttpGetsNoAnswer() {
        try (RawHttp http = RawHttp.connect(node.port())) {
            http.send("GET /health/live HTTP/1.1", "Host: 127.0.0.1");
            assertThat(http.rest()).doesNotContain("HTTP/", "{");
        }
        assertThat(node.get("/health/live").status()).isEqualTo(200);
    }

    @Test
    void http2CanBeSwitchedOff() {
        node.close();
        node = HttpNode.plan()
                .wire(Wire.TLS_HTTP_2)
                .set("TICKCAST_HTTP_HTTP2", "false")
                .start();
        try (SseClient stream = node.greeted("")) {
            assertThat(stream.version()).isEqualTo(Wire.TLS_HTTP_1_1.version());
        }
    }

    /** A second opinion. */
    @Test
    void theJdksOwnClientReadsManyStreamsOnOneConnection() throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", certificate(Wire.authority().certificate()));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        HttpClient client = HttpClient.newBuilder()
                .sslContext(context(trust.getTrustManagers()))
                .build();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("https://127.0.0.1:" + node.port() + "/api/sse/prices?fields=symbol,price"))
                .build();
        List<Iterator<String>> streams = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            HttpResponse<Stream<String>> response = client.send(request, BodyHandlers.ofLines());
            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
            streams.add(response.body().iterator());
        }
        node.publish(tick("BTCUSDT", 1, "95000.00"));
        for (Iterator<String> lines : streams) {
            String line = lines.next();
            while (!line.contains("95000.00")) {
                line = lines.next();
            }
            assertThat(line).isEqualTo("data: {\"symbol\": \"BTCUSDT\", \"price\": 95000.00}");
        }
    }

    @Test
    void aFailedHandshakeIsCountedAndNamedNowAndThen() throws IOException {
        try (LogLines log = new LogLines(Handshakes.class.getName())) {
            for (int i = 0; i < 20; i++) {
                try (RawHttp plain = RawHttp.connect(node.port())) {
                    plain.send("GET /health/live HTTP/1.1", "Host: a").rest();
                }
            }
            Await.until(
                    "all are counted",
                    () -> node.status().getJsonObject("connections").getInteger("tls_failed") == 20);
            assertThat(log.all()).hasSize(5).allMatch(line -> line.contains("A client failed to set up TLS"));
        }
    }

    @Test
    void aPipeInPlaceOfTheCertificateIsNotWaitedFor() throws IOException, InterruptedException {
        // Opening it for reading blocks until a writer opens it.
        Path pipe = live.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        try (LogLines log = new LogLines("io.tickcast.http.connection.CertificateWatch")) {
            Files.move(pipe, live.resolve("cert.pem"), StandardCopyOption.ATOMIC_MOVE);
            log.awaitLine("is a pipe or a device, not a regular file");
        }
        assertThat(node.get("/metrics").body()).contains("tickcast_streams_open");
    }
}
