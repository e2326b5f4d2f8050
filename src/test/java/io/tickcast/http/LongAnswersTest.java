package io.tickcast.http;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.tickcast.liveness.Liveness;
import io.tickcast.market.Tick;
import io.tickcast.net.LongAnswers;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.RawHttp2;
import io.tickcast.testing.Wire;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Answers that take a worker milliseconds to write or to compress, asked for by a crowd. */
class LongAnswersTest {
    private static final int MANY_SYMBOLS = 200;
    private static final int FEW_SYMBOLS = 50;
    private static final int CONNECTIONS = 20;
    private static final int EACH = 50;
    /** {@code accept-encoding: gzip, deflate}, which is in the static table. */
    private static final int GZIP = 0x90;

    private static final int WINDOW_UPDATE = 8;
    private static final byte[] WIDE = {0x3f, 0, 0, 0};
    private static final byte[] WIDE_SETTING = {0, 4, 0x3f, 0, 0, 0};

    private final CountDownLatch release = new CountDownLatch(1);
    private HttpNode node;

    @AfterEach
    void close() {
        release.countDown();
        node.close();
    }

    private void start(int symbols) {
        node = HttpNode.plan()
                .wire(Wire.H2C)
                .warm(IntStream.range(0, symbols)
                        .mapToObj(i -> tick("S" + i, 1, "1"))
                        .toArray(Tick[]::new))
                .start();
    }

    private Void hold(CountDownLatch held) throws InterruptedException {
        held.countDown();
        release.await();
        return null;
    }

    private JsonObject state() {
        return node.status().getJsonObject("long_answers");
    }

    @Test
    void theyNeedNoThreadOfThePoolThatReadsKeysAndFiles() throws InterruptedException {
        start(MANY_SYMBOLS);
        CountDownLatch held = new CountDownLatch(VertxOptions.DEFAULT_WORKER_POOL_SIZE);
        for (int i = 0; i < VertxOptions.DEFAULT_WORKER_POOL_SIZE; i++) {
            node.vertx().executeBlocking(() -> hold(held), false);
        }
        held.await();
        for (String uri : List.of("/metrics", "/api/prices")) {
            for (String encoding : List.of("gzip", "identity")) {
                assertThat(node.get(uri, "Accept-Encoding: " + encoding).status())
                        .as(uri)
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void ofACrowdThoseBeyondTheBoundAreRefusedAndNobodyElseWaits() throws InterruptedException {
        start(MANY_SYMBOLS);
        CountDownLatch held = new CountDownLatch(LongAnswers.THREADS);
        for (int i = 0; i < LongAnswers.THREADS; i++) {
            node.shared().longAnswers().run(() -> hold(held));
        }
        held.await();
        List<RawHttp2> crowd = IntStream.range(0, CONNECTIONS)
                .mapToObj(i -> askForMetricsAndPrices())
                .toList();
        int refused = CONNECTIONS * EACH - LongAnswers.MOST;
        Await.until("all have asked", () -> state().getInteger("refused") == refused);
        assertThat(state().getInteger("waiting")).isEqualTo(LongAnswers.MOST);
        assertThat(Await.result(node.vertx().executeBlocking(() -> "done"))).isEqualTo("done");
        release.countDown();
        Map<Integer, Integer> statuses = new HashMap<>();
        for (RawHttp2 http : crowd) {
            for (int i = 0; i < 2 * EACH; i++) {
                statuses.merge(http.status(), 1, Integer::sum);
            }
            http.close();
        }
        assertThat(statuses).isEqualTo(Map.of(200, CONNECTIONS * EACH + LongAnswers.MOST, 503, refused));
        Await.until("nothing waits", () -> state().getInteger("waiting") == 0);
        assertThat(node.status().getJsonObject("errors").getInteger("503")).isEqualTo(refused);
        assertThat(node.status().getJsonObject("connections").getInteger("http2_failed"))
                .as("to leave before the last byte breaks no rule")
                .isZero();
    }

    private RawHttp2 askForMetricsAndPrices() {
        RawHttp2 http = RawHttp2.connect(node.port())
                .send(RawHttp2.PREFACE)
                .frame(RawHttp2.SETTINGS, 0, 0, WIDE_SETTING)
                .frame(WINDOW_UPDATE, 0, 0, WIDE);
        for (int i = 0; i < 2 * EACH; i++) {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            // One connection is read in order: when the prices are refused, the metrics have been asked for.
            head.writeBytes(RawHttp2.request("GET", i < EACH ? "/metrics" : "/api/prices"));
            head.write(GZIP);
            http.frame(RawHttp2.HEADERS, RawHttp2.END_STREAM | RawHttp2.END_HEADERS, 2 * i + 1, head.toByteArray());
        }
        return http;
    }

    @Test
    void beyondTheBoundABodyThatIsThereIsNotCompressed() {
        start(FEW_SYMBOLS);
        CountDownLatch held = new CountDownLatch(LongAnswers.THREADS);
        for (int i = 0; i < LongAnswers.MOST; i++) {
            assertThat(node.shared().longAnswers().tryRun(() -> hold(held))).isPresent();
        }
        RawAnswer answer = node.get("/api/prices", "Accept-Encoding: gzip");
        assertThat(answer.headers()).doesNotContainKey("content-encoding");
        assertThat(answer.json().getJsonArray("data")).hasSize(FEW_SYMBOLS);
        assertThat(state().getInteger("refused")).isEqualTo(1);
    }

    @Test
    void aScrapeUnderWayIsSharedByThoseWhoAskMeanwhile() {
        start(FEW_SYMBOLS);
        Vertx vertx = node.clients();
        AtomicInteger asked = new AtomicInteger();
        Metrics metrics = new Metrics(
                vertx, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), new Liveness(), new LongAnswers(vertx));
        metrics.add(vertx.getOrCreateContext(), () -> {
            int symbols = asked.incrementAndGet();
            return rows -> rows.gauge("tickcast_symbols", "help", symbols);
        });
        List<Future<Buffer>> scrapes =
                IntStream.range(0, EACH).mapToObj(i -> metrics.scrape()).toList();
        Buffer first = Await.result(scrapes.get(0));
        assertThat(scrapes)
                .allSatisfy(scrape -> assertThat(Await.result(scrape)).isSameAs(first));
        assertThat(asked).hasValue(1);
        assertThat(Await.result(metrics.scrape()).toString()).contains("\ntickcast_symbols 2.0\n");
        metrics.close();
    }

    @Test
    void aScrapeDoesWithoutALoopThatIsStuck() {
        start(FEW_SYMBOLS);
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.counter("tickcast_errors").increment();
        Metrics metrics = new Metrics(
                node.vertx(), registry, new Liveness(), node.shared().longAnswers());
        metrics.add(node.clients().getOrCreateContext(), () -> rows -> rows.gauge("tickcast_prices", "help", 7));
        assertThat(Await.result(metrics.scrape()).toString())
                .contains("\ntickcast_errors_total 1.0\n", "\ntickcast_prices 7.0\n");
        CompletableFuture<Void> released = new CompletableFuture<>();
        node.clients().runOnContext(v -> released.join());
        try {
            assertThat(Await.result(metrics.scrape()).toString())
                    .contains("\ntickcast_errors_total 1.0\n")
                    .doesNotContain("tickcast_prices");
        } finally {
            released.complete(null);
        }
        metrics.close();
    }
}
