package io.tickcast.http;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import io.tickcast.market.BusAddresses;
import io.tickcast.market.FeedState;
import io.tickcast.market.FeedState.State;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.SseClient;
import io.tickcast.time.Micros;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code GET /metrics}, and the metric names in dashboards and rules. */
class MetricsTest {
    private static final Pattern NAME = Pattern.compile("\\b(?:tickcast|jvm|process|system)_[a-z0-9_]+");
    /**
     * Known to a node of a cluster, to one with tokens, where files are counted, or after a collection of garbage
     * alone.
     */
    private static final Set<String> NOT_ALWAYS = Set.of(
            "tickcast_cluster_deaf",
            "tickcast_cluster_nodes",
            "tickcast_cluster_differences",
            "tickcast_cluster_malformed_heartbeats_total",
            "tickcast_cluster_silent_members",
            "tickcast_cluster_members",
            "tickcast_cluster_heartbeat_age_seconds",
            "jvm_gc_pause_seconds",
            "jvm_gc_pause_seconds_max",
            "tickcast_token_keys",
            "tickcast_token_key_reads_total",
            "tickcast_token_key_failed_reads_total",
            "tickcast_token_key_reads_for_tokens_total",
            "jvm_gc_concurrent_phase_time_seconds",
            "jvm_gc_concurrent_phase_time_seconds_max");

    private final HttpNode node = HttpNode.plan()
            .eventLoops(2)
            .candles()
            .alerts()
            .set("TICKCAST_STREAM_MAX_PER_ADDRESS", "1")
            .set("TICKCAST_STREAM_OPEN_RATE", "1000")
            .set("TICKCAST_RELAY_BINANCE_ENABLED", "true")
            .start();

    @AfterEach
    void close() {
        node.close();
    }

    private String scrape() {
        RawAnswer answer = node.get("/metrics");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().get("content-type")).startsWith("text/plain; version=0.0.4");
        return answer.body();
    }

    /** With all that a node alone can know. */
    private String fullScrape() {
        assertThat(node.get("/nothing").status()).isEqualTo(404);
        node.cacheState(new JsonObject()
                .put("store", "memory")
                .put("state", "up")
                .put("pending", 1)
                .put("written", 2)
                .put("failed_batches", 0)
                .put("refused", 0)
                .put("faults", new JsonObject().put("unreachable", 2)));
        node.cacheState("no report");
        JsonObject messages = new JsonObject()
                .put("ticks", 7)
                .put("repeats", 1)
                .put("malformed", 0)
                .put("unknown", 0)
                .put("past_trades", 0)
                .put("trade_gaps", 0)
                .put("failures", 0)
                .put("renewals", 0)
                .put("unanswered_pings", 0);
        JsonObject candles = new JsonObject()
                .put("connections", 1)
                .put("reconnects", 2)
                .put(
                        "messages",
                        new JsonObject()
                                .put("candles", 5)
                                .put("repeats", 1)
                                .put("malformed", 0)
                                .put("unknown", 0)
                                .put("failures", 0)
                                .put("renewals", 0));
        node.bus()
                .publish(
                        BusAddresses.FEED_STATE,
                        new FeedState(
                                        "binance",
                                        new FeedState.Line(1, "id", "other"),
                                        State.LIVE,
                                        Instant.now(),
                                        Micros.now(),
                                        new JsonObject()
                                                .put("symbols", 16)
                                                .put("connections", 1)
                                                .put("reconnects", 3)
                                                .put("clock_offset_ms", 20)
                                                .put("silent_symbols", new JsonArray())
                                                .put("messages", messages)
                                                .put("candles", candles))
                                .toJson());
        JsonObject file = new JsonObject()
                .put("file", "a.js")
                .put("language", "javascript")
                .put("node", "n")
                .put("state", "running")
                .put("last_error", "line 12: \"no\"\nsuch 345 thing")
                .put("calls", 4)
                .put("calls_per_second", 2)
                .put("call_us", new JsonObject().put("p50", 10).put("p99", 20).put("max", 30))
                .put("failures", 1)
                .put("overruns", 0)
                .put("conflated", 0)
                .put("signals", 5)
                .put("candles_dropped", 0)
                .put("signals_dropped", 0)
                .put("log_dropped", 0);
        node.bus()
                .publish(
                        BusAddresses.VERTICLES_STATE,
                        new JsonObject()
                                .put("id", "n")
                                .put(
                                        "files",
                                        new JsonArray().add(file).add(file).add("hostile")));
        String[] text = new String[1];
        Await.until(
                "all is heard",
                () -> Stream.of(
                                "tickcast_cache_up",
                                "tickcast_feed_live{exchange=\"binance\"} 1.0",
                                "tickcast_verticle_calls_total")
                        .allMatch((text[0] = scrape())::contains));
        return text[0];
    }

    private static Set<String> names(String text) {
        return NAME.matcher(text).results().map(found -> found.group()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> families(String scrape) {
        return scrape.lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" ")[2])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void itSaysWhatTheStreamsDo() {
        try (SseClient client = node.greeted("")) {
            node.publish(tick("BTCUSDT", 1, "1"));
            client.next("price");
            Await.until("the write is counted", () -> scrape().contains("\ntickcast_pass_events_total 1.0\n"));
            assertThat(scrape())
                    .contains(
                            "\ntickcast_streams_open 1.0\n",
                            "\ntickcast_streams_opened_total 1.0\n",
                            "\ntickcast_pass_writes_total 1.0\n",
                            "tickcast_node_to_socket_seconds_bucket{le=\"+Inf\"}")
                    .doesNotContain("\ntickcast_pass_written_bytes_total 0.0");
        }
        node.awaitClients(0);
        assertThat(scrape())
                .contains(
                        "\ntickcast_streams_closed_total{cause=\"client\"} 1.0\n",
                        "\ntickcast_streams_closed_total{cause=\"slow\"} 0.0\n");
    }

    @Test
    void aStreamThatTheNodeEndsIsNoClientThatWent() {
        try (SseClient client = node.greeted("")) {
            assertThat(client.status()).isEqualTo(200);
            Await.result(node.drain());
            assertThat(scrape())
                    .contains(
                            "\ntickcast_streams_closed_total{cause=\"drain\"} 1.0\n",
                            "\ntickcast_streams_closed_total{cause=\"client\"} 0.0\n");
        }
    }

    @Test
    void itSaysHowNearTheLimitsAreAndWhoWasBeyond() {
        try (SseClient client = node.greeted("")) {
            node.publish(tick("BTCUSDT", 1, "1"));
            client.next("price");
            assertThat(node.get("/api/sse/prices").status()).isEqualTo(503);
            assertThat(node.get("/none").status()).isEqualTo(404);
            try (RawHttp http = RawHttp.connect(node.port())) {
                // Not a byte more than it takes: one that is left unread could cost the answer.
                assertThat(http.sendBytes(("GET /" + "x".repeat(16_380)).getBytes(StandardCharsets.UTF_8))
                                .answer()
                                .status())
                        .isEqualTo(414);
            }
            assertThat(scrape())
                    .contains(
                            "\ntickcast_stream_addresses_full 1.0\n",
                            "\ntickcast_stream_addresses 1.0\n",
                            "\ntickcast_streams_of_an_address_max 1.0\n",
                            "\ntickcast_streams_opened_per_second_max 1000.0\n",
                            "\ntickcast_http_errors_total{status=\"404\"} 1.0\n",
                            "\ntickcast_http_errors_total{status=\"414\"} 1.0\n",
                            "\ntickcast_http_errors_total{status=\"503\"} 1.0\n",
                            "\ntickcast_http_errors_total{status=\"500\"} 0.0\n",
                            "\ntickcast_http_late_total{what=\"body\"} 0.0\n",
                            "\ntickcast_streams_behind 0.0\n",
                            "\ntickcast_streams_replaying 0.0\n");
            Await.until("the tick is kept", () -> scrape().contains("\ntickcast_replay_ticks 1.0\n"));
            assertThat(scrape())
                    .contains("\ntickcast_replay_ticks_max 1000000.0\n", "\ntickcast_replay_bytes_max 1.28E8\n")
                    .containsPattern("\ntickcast_replay_bytes [1-9]")
                    .containsPattern("\ntickcast_replay_covered_seconds [0-9]");
        }
    }

    @Test
    void itSaysWhatTheFeedAndTheFilesSayOfThemselves() {
        assertThat(fullScrape())
                .contains(
                        "tickcast_ticks_total{exchange=\"binance\",line=\"1\",node=\"other\"} 7.0",
                        "tickcast_feed_reconnects_total{exchange=\"binance\",line=\"1\",node=\"other\"} 3.0",
                        "tickcast_verticle_state{file=\"a.js\",language=\"javascript\",node=\"n\",state=\"running\"} 1.0",
                        "tickcast_verticle_last_error{error=\"line #: \\\"no\\\"\\nsuch # thing\",file=\"a.js\",node=\"n\"} 1.0",
                        "tickcast_verticle_call_seconds{file=\"a.js\",node=\"n\",percentile=\"99\"} 2.0E-5",
                        "tickcast_event_loop_lag_seconds{loop=\"1\"}");
    }

    @Test
    void eachMetricHasAHelpAndAPlaceInTheDocs() throws IOException {
        String scrape = fullScrape();
        Set<String> families = families(scrape);
        assertThat(scrape.lines().filter(line -> line.startsWith("# HELP ")).map(line -> line.split(" ")[2]))
                .containsAll(families);
        Set<String> documented = names(Files.readString(Path.of("docs/metrics.md")));
        assertThat(documented).containsAll(families);
        families.addAll(NOT_ALWAYS);
        assertThat(families).containsAll(documented);
    }

    @Test
    void eachMetricOfTheDocsIsAMeterOfTheNodesRegistry() throws IOException {
        fullScrape();
        Set<String> meters = new TreeSet<>(NOT_ALWAYS);
        for (Meter meter : node.shared().metrics().registry().getMeters()) {
            String name = meter.getId().getConventionName(new PrometheusNamingConvention());
            meters.add(meter.getId().getType() == Meter.Type.COUNTER ? name + "_total" : name);
        }
        assertThat(meters).containsAll(names(Files.readString(Path.of("docs/metrics.md"))));
    }

    @Test
    void theStatusAndTheMetricsSayTheSame() {
        try (SseClient client = node.greeted("")) {
            node.publish(tick("BTCUSDT", 1, "1"));
            client.next("price");
            assertThat(node.get("/api/sse/prices").status()).isEqualTo(503);
            fullScrape();
            List<String> last = new ArrayList<>();
            // The loop that is asked for the one may have heard a moment earlier than that of the other.
            assertThatNoException()
                    .as(last::toString)
                    .isThrownBy(() -> Await.until("both say the same", () -> {
                        last.clear();
                        last.addAll(differences());
                        return last.isEmpty();
                    }));
        }
    }

    private List<String> differences() {
        JsonObject status = node.status();
        String scrape = scrape();
        return MetersOfStatus.ALL.entrySet().stream()
                .filter(pair -> !scrape.contains(
                        "\n" + pair.getKey() + " " + MetersOfStatus.number(status, pair.getValue()) + "\n"))
                .map(pair -> pair.getKey() + " is not " + MetersOfStatus.number(status, pair.getValue()))
                .toList();
    }

    @Test
    void theDashboardAndTheRulesAskForWhatThereIs() throws IOException {
        Set<String> known = families(fullScrape());
        known.addAll(NOT_ALWAYS);
        String asking = Files.readString(Path.of("conf/grafana/tickcast.json"))
                + Files.readString(Path.of("conf/prometheus/alerts.yml"));
        Set<String> asked = names(asking).stream()
                .map(name -> name.replaceFirst("_(bucket|count|sum)$", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(asked).hasSizeGreaterThan(10);
        assertThat(known).containsAll(asked);
        new JsonObject(Files.readString(Path.of("conf/grafana/tickcast.json"))).getJsonArray("panels");
    }

    @Test
    void promtoolReadsTheScrapeAndTheRules() throws IOException, InterruptedException {
        assumeTrue(
                Stream.of(System.getenv("PATH").split(":")).anyMatch(at -> Files.isExecutable(Path.of(at, "promtool"))),
                "promtool is missing: it comes with Prometheus");
        Path scrape = Files.createTempFile("scrape", ".txt");
        try {
            Files.writeString(scrape, fullScrape());
            // Names that Micrometer gives, and Prometheus' style would not, are warnings of the style alone: status 3.
            assertThat(run(Path.of("."), scrape, "promtool", "check", "metrics"))
                    .isIn(0, 3);
            assertThat(run(Path.of("conf/prometheus"), scrape, "promtool", "test", "rules", "tests.yml"))
                    .isZero();
        } finally {
            Files.delete(scrape);
        }
    }

    private static int run(Path directory, Path input, String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(List.of(command))
                .directory(directory.toFile())
                .redirectInput(input.toFile())
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start()
                .waitFor();
    }
}
