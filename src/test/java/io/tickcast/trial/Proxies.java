package io.tickcast.trial;

import io.tickcast.testing.Await;
import io.tickcast.testing.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** nginx and HAProxy with the shipped files: addresses, ports, paths and a certificate are put in, and nothing else. */
final class Proxies implements AutoCloseable {
    /** The text of both files for how long a stream may be silent. */
    private static final int SHIPPED_PATIENCE = 75;

    private final Path directory;
    private final int patience;
    private final List<Process> processes = new ArrayList<>();
    private final Map<String, Ports> ports = new LinkedHashMap<>();

    /** @param tls port of HTTPS, over HTTP/2 */
    record Ports(int http, int tls) {}

    /**
     * Returns when both listen.
     *
     * @param nodes ports of the nodes behind them; the files have room for three
     */
    Proxies(Path directory, List<Integer> nodes) {
        this(directory, nodes, SHIPPED_PATIENCE);
    }

    /** @param patience with a stream that is silent, in seconds */
    Proxies(Path directory, List<Integer> nodes, int patience) {
        this.directory = directory;
        this.patience = patience;
        Map<String, String> settings = Wire.TLS_HTTP_2.settings();
        String cert = settings.get("TICKCAST_HTTP_TLS_CERT");
        String key = settings.get("TICKCAST_HTTP_TLS_KEY");
        Path both = write("both.pem", read(Path.of(cert)) + read(Path.of(key)));
        Ports nginx = take("nginx");
        start(
                "nginx",
                "-e",
                "stderr",
                "-g",
                "daemon off;",
                "-c",
                write(
                                "nginx.conf",
                                shipped("nginx.conf", nginx, nodes)
                                        .replace("/tmp/", directory + "/")
                                        .replace("/etc/nginx/tls/tickcast.pem", cert)
                                        .replace("/etc/nginx/tls/tickcast.key", key))
                        .toString());
        Ports haproxy = take("haproxy");
        start(
                "haproxy",
                "-db",
                "-f",
                write(
                                "haproxy.cfg",
                                shipped("haproxy.cfg", haproxy, nodes)
                                        .replace("/etc/haproxy/tickcast.pem", both.toString()))
                        .toString());
        try {
            ports.forEach(
                    (name, port) -> Await.until(name + " listens", () -> accepts(port.http()) && accepts(port.tls())));
        } catch (AssertionError e) {
            // The one that does listen would outlive the test.
            close();
            throw e;
        }
    }

    static boolean areInstalled() {
        return Stream.of("nginx", "haproxy")
                .allMatch(command -> Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(directory -> Files.isExecutable(Path.of(directory, command))));
    }

    private Ports take(String name) {
        try (ServerSocket http = new ServerSocket(0);
                ServerSocket tls = new ServerSocket(0)) {
            ports.put(name, new Ports(http.getLocalPort(), tls.getLocalPort()));
            return ports.get(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String shipped(String name, Ports ports, List<Integer> nodes) {
        String text = read(Path.of("conf", name))
                .replace("#tls ", "")
                .replace(SHIPPED_PATIENCE + "s", patience + "s")
                .replaceAll("(listen |bind :)8888", "$1" + ports.http())
                .replaceAll("(listen |bind :)8889", "$1" + ports.tls())
                .replace("listen ", "listen 127.0.0.1:")
                .replace("bind :", "bind 127.0.0.1:");
        for (int i = 0; i < nodes.size(); i++) {
            text = text.replace("172.30.5.1" + (i + 1) + ":5000", "127.0.0.1:" + nodes.get(i));
        }
        return text.replaceAll("(?m)^.* 172\\.30\\.5\\..*\n", "");
    }

    private void start(String... command) {
        try {
            Path log = Files.createDirectories(Path.of("target", "trials"))
                    .resolve(directory.getFileName() + "-" + command[0] + ".log");
            processes.add(new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Ports of(String name) {
        return ports.get(name);
    }

    @Override
    public void close() {
        // SIGTERM, which also ends the workers.
        processes.forEach(Process::destroy);
        try {
            for (Process process : processes) {
                process.waitFor(10, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
