package io.tickcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.tickcast.testing.JarProcess;
import io.tickcast.testing.ProcessSockets;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.SseEvent;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fat jar as an operator meets it. */
class JarIT {
    /** JDK 24 and later say so of every program with Netty in it, and no manifest can keep them from it (JEP 498). */
    static final String UNSAFE_WARNING = "WARNING: .*sun\\.misc\\.Unsafe.*|WARNING: Please consider reporting this.*";

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    @Test
    void theDemoStreamsPricesThatSayTheyAreNotReal() {
        try (JarProcess node = JarProcess.start(directory, Map.of(), "--demo");
                SseClient client = SseClient.open(vertx, node.port(), "/api/sse/prices")) {
            assertThat(client.next("connected").json().getBoolean("demo")).isTrue();
            List<SseEvent> prices = client.next("price", 20);
            assertThat(prices).allMatch(price -> price.json().getBoolean("demo"));
        }
    }

    @Test
    void itStartsWithoutAWarningAndSaysOnceWhatAnOperatorWantsToKnow() {
        try (JarProcess node = JarProcess.start(directory, Map.of(), "--demo")) {
            String summary = node.line("listens on 127\\.0\\.0\\.1.*").group();
            assertThat(summary)
                    .contains("feed binance at ws://127.0.0.1:", "16 symbols", "cache memory", "open files", "DEMO")
                    .contains(isNativeTransportExpected() ? "transport native" : "transport NIO");
            node.terminate();
            assertThat(node.exitStatus()).isZero();
            assertThat(node.err())
                    .filteredOn(line -> !line.matches(UNSAFE_WARNING))
                    .isEmpty();
            assertThat(node.complaints()).isEmpty();
        }
    }

    @Test
    void theJarBringsTheLicencesOfItsLibraries() throws IOException {
        try (JarFile jar = new JarFile(JarProcess.jar().toFile())) {
            assertThat(text(jar, "META-INF/THIRD-PARTY.txt"))
                    .contains("io.vertx:vertx-core:", "com.hazelcast:hazelcast:")
                    .doesNotContain("junit");
            assertThat(text(jar, "META-INF/LICENSE")).contains("Apache License");
            assertThat(text(jar, "META-INF/licenses/slf4j-api-jar/META-INF/LICENSE.txt"))
                    .contains("QOS.ch");
        }
    }

    private static String text(JarFile jar, String entry) throws IOException {
        return new String(jar.getInputStream(jar.getJarEntry(entry)).readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void aStopThatWasAskedForEndsStreamsInOrderAndExitsWithZero() {
        try (JarProcess node = JarProcess.start(directory, Map.of(), "--demo");
                SseClient client = SseClient.open(vertx, node.port(), "/api/sse/prices")) {
            client.next("price");
            int retriesBefore = client.retries().size();
            node.terminate();
            Await.result(client.ended());
            assertThat(client.retries()).as("told when to come back").hasSizeGreaterThan(retriesBefore);
            assertThat(node.exitStatus()).isZero();
        }
    }

    @Test
    void oneNodeOpensHttpAndNoOtherPort() {
        try (JarProcess node = JarProcess.start(directory, Map.of())) {
            int port = node.port();
            assertThat(ProcessSockets.listeningPorts(node.pid())).containsExactly(port);
        }
    }

    @Test
    void aWrongSettingStopsTheStartWithOneLineAndStatusTwo() {
        try (JarProcess node = JarProcess.start(directory, Map.of("TICKCAST_HTTP_PORT", "70000"))) {
            assertThat(node.exitStatus()).isEqualTo(2);
            assertThat(node.err())
                    .singleElement()
                    .asString()
                    .contains("http.port", "70000", "0 to 65535", "TICKCAST_HTTP_PORT");
            assertThat(node.out()).isEmpty();
        }
    }

    @Test
    void aDeviceInPlaceOfAFileStopsTheStartWithOneLine() {
        try (JarProcess node = JarProcess.start(
                directory, Map.of("TICKCAST_HTTP_TLS_CERT", "/dev/zero", "TICKCAST_HTTP_TLS_KEY", "/dev/zero"))) {
            assertThat(node.exitStatus()).isEqualTo(2);
            assertThat(node.err())
                    .singleElement()
                    .asString()
                    .startsWith("http.tls.cert is /dev/zero, but that file is a pipe or a device, not a regular file");
        }
        try (JarProcess node = JarProcess.start(directory, Map.of(), "--check", "--conf", "/dev/zero")) {
            assertThat(node.exitStatus()).isEqualTo(2);
            assertThat(node.err()).containsExactly("/dev/zero cannot be read: it is larger than 1 MiB");
        }
    }

    @Test
    void aSettingThatTheLocaleSpoiltStopsTheStartAndNamesTheLocale() {
        // The name of a node in UTF-8, where there is ASCII alone.
        try (JarProcess node = JarProcess.startInShell(
                "LC_ALL=C TICKCAST_NODE_NAME=$(printf '\\344\\273\\267') exec \"$0\" -jar \"$1\" --check", directory)) {
            assertThat(node.exitStatus()).isEqualTo(2);
            assertThat(node.err())
                    .containsExactly(
                            "environment variable TICKCAST_NODE_NAME holds characters that cannot be"
                                    + " read: the locale of this process has the character set US-ASCII: start it with LC_ALL=C.UTF-8");
        }
    }

    @Test
    void theJarMayLieBelowAnyFolderButOneThatJavaCannotReadFrom() throws IOException {
        for (String name : List.of("a !b#c%25+d", "no!")) {
            // Not a link: Java would resolve it.
            Path jar = Files.copy(
                    JarProcess.jar(),
                    Files.createDirectory(directory.resolve(name)).resolve("tickcast.jar"));
            try (JarProcess node = JarProcess.startAt(jar, directory, Map.of(), "--demo")) {
                if (name.equals("no!")) {
                    assertThat(node.exitStatus()).isEqualTo(2);
                    assertThat(node.err())
                            .singleElement()
                            .asString()
                            .startsWith("The jar is below a folder whose name ends in"
                                    + " '!', where Java cannot read its files");
                } else {
                    try (RawHttp http = RawHttp.connect(node.port())) {
                        http.send("GET /client/sse.js HTTP/1.1", "Host: localhost", "Connection: close");
                        assertThat(http.head().status()).isEqualTo(200);
                    }
                }
            }
        }
    }

    @Test
    void anUnknownKeyOfAFileStopsTheStart() throws IOException {
        Path file = Files.writeString(directory.resolve("my.yaml"), "http:\n  prot: 5000\n");
        try (JarProcess node = JarProcess.start(directory, Map.of(), "--conf", file.toString())) {
            assertThat(node.exitStatus()).isEqualTo(2);
            assertThat(node.err()).singleElement().asString().contains("http.prot", "http.port", "line 2");
        }
    }

    @Test
    void theFileInTheWorkingDirectoryIsReadWhenNoOtherIsNamed() throws IOException {
        Files.createDirectory(directory.resolve("conf"));
        Files.writeString(directory.resolve("conf/tickcast.yaml"), "stream:\n  heartbeat: never\n");
        try (JarProcess node = JarProcess.start(directory, Map.of(), "--check")) {
            assertThat(node.exitStatus()).isEqualTo(2);
            assertThat(node.err()).singleElement().asString().contains("stream.heartbeat", "never");
        }
    }

    @Test
    void checkSaysThatGoodSettingsAreGood() {
        try (JarProcess node = JarProcess.start(directory, Map.of(), "--check")) {
            assertThat(node.exitStatus()).isZero();
            assertThat(node.out()).singleElement().asString().contains("valid");
            assertThat(node.err()).isEmpty();
        }
    }

    @Test
    void healthSaysWhetherTheNodeOfTheseSettingsLives() {
        try (JarProcess node = JarProcess.start(directory, Map.of(), "--demo")) {
            Map<String, String> settings = Map.of("TICKCAST_HTTP_PORT", Integer.toString(node.port()));
            try (JarProcess health = JarProcess.start(directory, settings, "--health")) {
                assertThat(health.exitStatus()).isZero();
                assertThat(health.err()).isEmpty();
            }
            node.kill();
            node.exitStatus();
            try (JarProcess health = JarProcess.start(directory, settings, "--health")) {
                assertThat(health.exitStatus()).isEqualTo(1);
                assertThat(health.err()).singleElement().asString().startsWith("No node answers on 127.0.0.1:");
            }
        }
    }

    @Test
    void aTrainingRunLeavesAnArchiveThatJavaStartsFrom() {
        Path archive = directory.resolve("tickcast.jsa");
        Map<String, String> making = Map.of(
                "JDK_JAVA_OPTIONS",
                "-Xlog:disable -XX:ArchiveClassesAtExit=" + archive + " -Djava.io.tmpdir=" + directory,
                "TICKCAST_HTTP_PORT",
                "none of its business");
        try (JarProcess training = JarProcess.startAt(JarProcess.jar(), directory, making, "--training-run")) {
            assertThat(training.exitStatus()).isZero();
        }
        assertThat(directory).as("files of the run").isDirectoryNotContaining("glob:**training*");
        // It fails where Java cannot use the archive.
        Map<String, String> using = Map.of("JDK_JAVA_OPTIONS", "-Xshare:on -XX:SharedArchiveFile=" + archive);
        try (JarProcess version = JarProcess.startAt(JarProcess.jar(), directory, using, "--version")) {
            assertThat(version.exitStatus()).isZero();
            assertThat(version.out()).singleElement().asString().startsWith("Tickcast ");
        }
    }

    @Test
    void helpAndVersionExplainThemselves() {
        try (JarProcess help = JarProcess.start(directory, Map.of(), "--help");
                JarProcess version = JarProcess.start(directory, Map.of(), "--version")) {
            assertThat(help.exitStatus()).isZero();
            assertThat(String.join("\n", help.out())).contains("--demo", "--conf", "--check", "TICKCAST_HTTP_PORT");
            for (int status : List.of(0, 1, 2, 3, 70)) {
                assertThat(help.out())
                        .as("exit status %d", status)
                        .anyMatch(line -> line.matches(" {2}" + status + " +\\S.*"));
            }
            assertThat(version.exitStatus()).isZero();
            assertThat(version.out()).singleElement().asString().matches("Tickcast \\d+\\.\\d+\\.\\d+.* on Java .*");
        }
    }

    @Test
    void anUnknownOptionIsRefused() {
        try (JarProcess node = JarProcess.start(directory, Map.of(), "--demmo")) {
            assertThat(node.exitStatus()).isEqualTo(2);
            assertThat(node.err().get(0)).contains("--demmo");
        }
    }

    @Test
    void aPortThatIsTakenStopsTheStartAndIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0);
                JarProcess node = JarProcess.start(
                        directory, Map.of("TICKCAST_HTTP_PORT", Integer.toString(taken.getLocalPort())))) {
            assertThat(node.exitStatus()).isEqualTo(1);
            assertThat(node.out())
                    .singleElement()
                    .asString()
                    .contains("127.0.0.1:" + taken.getLocalPort(), "choose another http.port");
        }
    }

    @Test
    void aPortIsNotSharedWithoutNativeTransport() {
        try (JarProcess node = JarProcess.start(
                directory,
                Map.of("TICKCAST_HTTP_REUSE_PORT", "true", "JDK_JAVA_OPTIONS", "-Dio.netty.transport.noNative=true"))) {
            assertThat(node.exitStatus()).isEqualTo(2);
            assertThat(node.err())
                    .filteredOn(line -> line.contains("http.reuse-port"))
                    .singleElement()
                    .asString()
                    .contains("native transport");
        }
    }

    private static boolean isNativeTransportExpected() {
        return System.getProperty("os.name").equals("Linux")
                && Set.of("amd64", "aarch64").contains(System.getProperty("os.arch"));
    }
}
