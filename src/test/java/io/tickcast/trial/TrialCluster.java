package io.tickcast.trial;

import io.tickcast.testing.Await;
import io.tickcast.testing.ClusterFiles;
import io.tickcast.testing.JarProcess;
import io.tickcast.testing.WholeAnswer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Fat jars that form a cluster on loopback, to be killed, frozen and restarted. */
final class TrialCluster implements AutoCloseable {
    /** The last line of a histogram: instances and bytes. */
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

    private static final long HEARD_MILLIS = 3_000;

    private final Path directory;
    private final ClusterFiles files;
    private final Map<String, String> settings;
    private final HttpClient http;
    private final UpNodes up = new UpNodes();
    private final JarProcess[] nodes;
    private final int[] ports;
    private final List<Integer> kept = new ArrayList<>();
    private final List<List<String>> logs = new ArrayList<>();
    private final List<String> jvmOptions = new ArrayList<>(List.of("-Xmx256m", "-XX:+UseSerialGC"));

    TrialCluster(Vertx vertx, Path directory, int count, Map<String, String> settings) {
        this.directory = directory;
        this.settings = settings;
        files = new ClusterFiles(directory, count);
        http = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(false).setConnectTimeout(2_000));
        nodes = new JarProcess[count];
        ports = new int[count];
        for (int i = 0; i < count; i++) {
            logs.add(new ArrayList<>());
        }
    }

    /** Nodes listen where they did before, as proxies with a fixed list expect it. */
    TrialCluster keepingPorts() {
        kept.addAll(ClusterFiles.freePorts(nodes.length));
        return this;
    }

    /** Nodes run with these options of their JVM, too. */
    TrialCluster withJvmOptions(List<String> options) {
        jvmOptions.addAll(options);
        return this;
    }

    static String name(int node) {
        return "node" + node;
    }

    UpNodes up() {
        return up;
    }

    void launch(int node) {
        if (nodes[node] != null) {
            logs.get(node).addAll(nodes[node].out());
            logs.get(node).addAll(nodes[node].err());
        }
        Map<String, String> all = new HashMap<>(Map.of(
                "TICKCAST_DRAIN_TIMEOUT",
                "4s",
                // A crowd on a small machine is not to be taken for one that reads too slowly.
                "TICKCAST_STREAM_SEND_BUFFER",
                "1048576"));
        all.putAll(settings);
        all.putAll(files.settings(node));
        if (!kept.isEmpty()) {
            all.put("TICKCAST_HTTP_PORT", Integer.toString(kept.get(node)));
        }
        ports[node] = 0;
        nodes[node] = JarProcess.startIn(jvmOptions, directory, all);
    }

    /** Waits until it is ready, and lets clients come. */
    void awaitReady(int node) {
        if (ports[node] == 0) {
            ports[node] = nodes[node].port();
        }
        Await.until(name(node) + " is ready", () -> isReady(node));
        up.add(new UpNodes.Node(name(node), ports[node]));
    }

    boolean isReady(int node) {
        return get(node, "/health/ready").isPresent();
    }

    /** The nodes whose lines of the feed are live, as this node hears it, by the number of the line. */
    Map<Integer, String> liveLines(int node) {
        Map<Integer, String> lines = new TreeMap<>();
        status(node)
                .ifPresent(status -> status.getJsonArray("feeds").stream()
                        .map(feed -> ((JsonObject) feed).getJsonObject("line"))
                        .filter(line -> line.getString("state").equals("live"))
                        .forEach(line -> lines.put(line.getInteger("number"), line.getString("node"))));
        return lines;
    }

    /** Names of the nodes of its cluster, as this node hears them. */
    Set<String> clusterOf(int node) {
        return status(node)
                .map(status -> status.getJsonObject("cluster").getJsonArray("nodes").stream()
                        .map(JsonObject.class::cast)
                        .filter(other -> other.getLong("heard_ms_ago", 0L) < HEARD_MILLIS)
                        .map(other -> other.getString("node"))
                        .collect(Collectors.toSet()))
                .orElse(Set.of());
    }

    /** Streams that this node has itself; none when it does not answer. */
    int streams(int node) {
        return status(node)
                .map(status -> status.getJsonObject("cluster")
                        .getJsonArray("nodes")
                        .getJsonObject(0)
                        .getInteger("connected_clients"))
                .orElse(0);
    }

    /** Bytes of the heap that are in use after a collection. */
    long liveHeap(int node) {
        try {
            Process jcmd = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(nodes[node].pid()),
                            "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start();
            String text = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher total = TOTAL.matcher(text);
            if (!total.find()) {
                throw new AssertionError("no total in " + text);
            }
            return Long.parseLong(total.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port(int node) {
        return ports[node];
    }

    /** The status of a node; empty when it does not answer. */
    Optional<JsonObject> status(int node) {
        return get(node, "/api/sse/status");
    }

    private Optional<JsonObject> get(int node, String uri) {
        return body(node, uri).map(body -> new JsonObject(body).getJsonObject("data"));
    }

    /** The body of an answer with status 200. */
    Optional<String> body(int node, String uri) {
        return Await.result(WholeAnswer.to(http.request(HttpMethod.GET, ports[node], "127.0.0.1", uri)
                        .map(request -> request.idleTimeout(5_000)))
                .map(answer -> answer.head().statusCode() == 200
                        ? Optional.of(answer.body().toString())
                        : Optional.<String>empty())
                .timeout(10, TimeUnit.SECONDS)
                .recover(e -> Future.succeededFuture(Optional.empty())));
    }

    /** SIGKILL. */
    void kill(int node) {
        kill(List.of(node));
    }

    /** SIGKILL for all of them at once. */
    void kill(List<Integer> all) {
        all.forEach(node -> up.remove(name(node)));
        all.forEach(node -> nodes[node].kill());
        all.forEach(node -> nodes[node].exitStatus());
    }

    /** SIGTERM; clients may still come meanwhile. */
    void terminate(int node) {
        nodes[node].terminate();
    }

    /** Waits for its end. */
    int exitStatus(int node) {
        int status = nodes[node].exitStatus();
        up.remove(name(node));
        return status;
    }

    void freeze(int node) {
        up.remove(name(node));
        signal("-STOP", node);
    }

    /** Its machine vanishes: open connections stay open and silent, and new ones get no answer. */
    FullBacklog vanish(int node) {
        freeze(node);
        return FullBacklog.of(ports[node]);
    }

    /** Goes on; when it is ready, {@link #awaitReady} lets clients come. */
    void thaw(int node) {
        signal("-CONT", node);
    }

    private void signal(String signal, int node) {
        try {
            new ProcessBuilder("kill", signal, Long.toString(nodes[node].pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** The log of all its lives. */
    List<String> log(int node) {
        List<String> all = new ArrayList<>(logs.get(node));
        all.addAll(nodes[node].out());
        return all;
    }

    @Override
    public void close() {
        for (JarProcess node : nodes) {
            if (node != null) {
                node.close();
            }
        }
    }
}
