package io.tickcast.http.connection;

import static io.tickcast.testing.RawHttp2.END_HEADERS;
import static io.tickcast.testing.RawHttp2.END_STREAM;
import static io.tickcast.testing.RawHttp2.HEADERS;
import static io.tickcast.testing.RawHttp2.PREFACE;
import static io.tickcast.testing.RawHttp2.RST_STREAM;
import static io.tickcast.testing.RawHttp2.SETTINGS;
import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.Tick;
import io.tickcast.net.SendBuffer;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.RawHttp2;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.Wire;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses that their clients do not read cost little, and do not delay other clients. */
@Tag("slow")
class UnreadTest {
    private static final String FILE = "/vendor/vue.js";
    private static final List<String> ROUTES = List.of(
            "/",
            FILE,
            "/api/prices",
            "/api/prices/BTCUSDT",
            "/metrics",
            "/api/sse/status",
            "/health/live",
            "/health/ready",
            "/nothing",
            "/api/sse/prices?symbols=,");
    /** INITIAL_WINDOW_SIZE is 0: the client takes no byte of any body. */
    private static final byte[] NO_WINDOW = {0, 4, 0, 0, 0, 0};

    private static final List<String> STREAMS =
            List.of("/api/sse/prices", "/api/sse/prices?interval=1000", "/api/sse/signals");
    private static final int PIPELINED = 60;
    private static final int UNREAD = 20;
    private static final int MANY_SYMBOLS = 500;
    /** Bytes of an answer's head, or of a stream that is behind, and of TLS. */
    private static final int SLACK = 32_768;

    private static final int MEGABYTE = 1 << 20;
    /** An answer of all prices that the buffers of the system cannot hold. */
    private static final int VERY_MANY_SYMBOLS = 5_000;

    private static final int BUFFERED = 2 * SendBuffer.OF_ANSWERS + 2 * SLACK;
    private static final int SHARING = 150;
    private static final int NOT_SHARING = 60;
    private static final List<String> OTHER_FIELDS =
            List.of("symbol", "change_24h", "timestamp", "open", "high", "low");
    /** 8 KiB for each of them: their queues, and not the bytes that all of them wait for. */
    private static final int SHARED_BUDGET = SHARING << 13;

    private final List<AutoCloseable> open = new ArrayList<>();
    private HttpNode node;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        node.close();
    }

    private void start(Wire wire, Map<String, String> settings) {
        HttpNode.Plan plan = HttpNode.plan().wire(wire).warm(tick("BTCUSDT", 1, "1"));
        settings.forEach(plan::set);
        node = plan.start();
    }

    private JsonObject unsent() {
        return node.status().getJsonObject("unsent");
    }

    private static String get(String uri) {
        return "GET " + uri + " HTTP/1.1\r\nHost: a\r\nAccept-Encoding: identity\r\n\r\n";
    }

    private RawHttp ask(Wire wire, String requests) {
        RawHttp http = RawHttp.connectNarrow(node.port(), wire);
        open.add(http);
        return http.sendBytes(requests.getBytes(StandardCharsets.US_ASCII));
    }

    private RawHttp2 askHttp2(Wire wire, int streams) {
        return askHttp2(wire, FILE, streams);
    }

    private RawHttp2 askHttp2(Wire wire, String uri, int streams) {
        RawHttp2 http = wire.isTls() ? RawHttp2.connectTls(node.port()) : RawHttp2.connect(node.port());
        open.add(http);
        http.send(PREFACE).frame(SETTINGS, 0, 0, NO_WINDOW);
        for (int i = 0; i < streams; i++) {
            http.frame(HEADERS, END_STREAM | END_HEADERS, 2 * i + 1, RawHttp2.request("GET", uri));
        }
        return http;
    }

    private void assertStreamsGoOn(SseClient stream, long from) {
        for (long time = from; time < from + 10; time++) {
            node.publish(tick("BTCUSDT", time, Long.toString(time)));
            assertThat(stream.next("price").json().getString("price")).isEqualTo(Long.toString(time));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "TLS_HTTP_1_1"})
    void aConnectionHasOneAnswerUnderWayHoweverManyItAskedFor(Wire wire) {
        start(wire, Map.of());
        int size = node.get(FILE).body().length();
        try (SseClient stream = node.greeted("?fields=price&symbols=BTCUSDT")) {
            stream.next("price");
            RawHttp http = ask(wire, get(FILE).repeat(PIPELINED) + get("/health/live"));
            Await.until("the client is behind", () -> unsent().getLong("bytes") > 0);
            for (int i = 0; i < 10; i++) {
                assertThat(unsent().getLong("bytes")).isLessThan(size + 20_000);
            }
            assertThat(node.status().getJsonObject("streams").getInteger("open"))
                    .isEqualTo(1);
            for (int i = 0; i < PIPELINED; i++) {
                assertThat(http.answer().body()).hasSize(size);
            }
            assertThat(http.answer().json().getInteger("code")).isEqualTo(1);
            Await.until("nothing waits", () -> unsent().getLong("bytes") == 0);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "TLS_HTTP_1_1"})
    void everyRouteAnswersPipelinedRequestsInOrder(Wire wire) {
        start(wire, Map.of());
        List<Integer> alone = ROUTES.stream().map(uri -> node.get(uri).status()).toList();
        String round = String.join("", ROUTES.stream().map(UnreadTest::get).toList());
        RawHttp http = ask(wire, round.repeat(20));
        for (int i = 0; i < 20; i++) {
            List<Integer> statuses = IntStream.range(0, ROUTES.size())
                    .mapToObj(route -> http.answer())
                    .map(RawAnswer::status)
                    .toList();
            assertThat(statuses).isEqualTo(alone);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "TLS_HTTP_1_1"})
    void beyondTheBudgetTheConnectionThatHasTakenNothingForTheLongestTimeIsClosed(Wire wire) {
        node = HttpNode.plan()
                .wire(wire)
                .set("TICKCAST_HTTP_MAX_UNSENT", Integer.toString(2 * MEGABYTE))
                .warm(tick("BTCUSDT", 1, "1"))
                .warm(IntStream.range(0, VERY_MANY_SYMBOLS)
                        .mapToObj(i -> tick("S" + i, 1, "1"))
                        .toArray(Tick[]::new))
                .start();
        int size = node.get("/api/prices").body().length();
        assertThat(size).isGreaterThan(BUFFERED + MEGABYTE / 4);
        try (SseClient stream = node.greeted("?fields=price&symbols=BTCUSDT")) {
            stream.next("price");
            List<RawHttp> deaf = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                long before = unsent().getLong("bytes") + unsent().getLong("cut");
                deaf.add(ask(wire, get("/api/prices")));
                Await.until("it waits", () -> unsent().getLong("bytes") + unsent().getLong("cut") != before);
            }
            Await.until("the budget holds", () -> unsent().getLong("bytes") <= 2 * MEGABYTE);
            assertThat(unsent().getLong("cut")).isGreaterThanOrEqualTo(20 - 2L * MEGABYTE / (size - BUFFERED));
            assertThat(deaf.get(19).answer().json().getJsonArray("data")).hasSize(VERY_MANY_SYMBOLS + 1);
            assertStreamsGoOn(stream, 2);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H2C", "TLS_HTTP_2"})
    void beyondTheBudgetStreamsOfHttp2AreReset(Wire wire) {
        start(wire, Map.of("TICKCAST_HTTP_MAX_UNSENT", Integer.toString(MEGABYTE)));
        try (SseClient stream = node.greeted("?fields=price&symbols=BTCUSDT")) {
            stream.next("price");
            RawHttp2 deaf = askHttp2(wire, 50);
            assertThat(deaf.next(RST_STREAM).stream()).as("the oldest").isEqualTo(1);
            assertStreamsGoOn(stream, 2);
            assertThat(unsent().getLong("bytes")).isBetween(1L, (long) MEGABYTE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void unreadAnswersOfEveryRouteAreBoundedAndAStreamBesideThemGoesOn(Wire wire) {
        HttpNode.Plan plan = HttpNode.plan()
                .wire(wire)
                .warm(IntStream.range(0, MANY_SYMBOLS)
                        .mapToObj(i -> tick("S" + i, 1, "1"))
                        .toArray(Tick[]::new));
        if (wire.isHttp2()) {
            // Each stream may have an answer under way, so the node's budget is what bounds them.
            plan.set("TICKCAST_HTTP_MAX_UNSENT", Integer.toString(MEGABYTE));
        }
        node = plan.start();
        long mayWait = wire.isHttp2()
                ? MEGABYTE
                : (long) STREAMS.size() * SLACK
                        + ROUTES.stream()
                                .mapToLong(uri -> node.get(uri).body().length() + SLACK)
                                .sum();
        long time = 1;
        try (SseClient stream = node.greeted("?fields=price&symbols=BTCUSDT")) {
            for (String uri : Stream.concat(ROUTES.stream(), STREAMS.stream()).toList()) {
                if (wire.isHttp2()) {
                    askHttp2(wire, uri, UNREAD);
                } else {
                    ask(wire, get(uri).repeat(UNREAD));
                }
                node.publish(tick("BTCUSDT", ++time, Long.toString(time)));
                assertThat(stream.next("price").json().getString("price")).isEqualTo(Long.toString(time));
            }
            Await.until("they wait", () -> unsent().getLong("bytes") > 0);
            Await.until("within bounds", () -> unsent().getLong("bytes") <= mayWait);
            assertStreamsGoOn(stream, ++time);
            assertThat(unsent().getLong("bytes")).isBetween(1L, mayWait);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerOfWhichNothingIsTakenEndsInTime(Wire wire) {
        start(wire, Map.of("TICKCAST_HTTP_WRITE_TIMEOUT", "1s"));
        try (SseClient stream = node.greeted("?fields=price&symbols=BTCUSDT")) {
            stream.next("price");
            if (wire.isHttp2()) {
                assertThat(askHttp2(wire, 1).next(RST_STREAM).stream()).isEqualTo(1);
            } else {
                // More than the buffers of the system hold.
                ask(wire, get(FILE).repeat(PIPELINED));
            }
            Await.until("it is over", () -> unsent().getLong("late") == 1 && unsent().getLong("bytes") == 0);
            assertStreamsGoOn(stream, 2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40})
    void streamsThatReadNothingShareTheirFramesAndAreConflatedNotClosed(int ticks) {
        start(
                Wire.HTTP_1_1,
                Map.of(
                        "TICKCAST_HTTP_MAX_UNSENT",
                        Integer.toString(SHARED_BUDGET),
                        "TICKCAST_STREAM_FLUSH_WINDOW",
                        "0ms"));
        List<RawHttp> deaf = IntStream.range(0, SHARING)
                .mapToObj(i -> ask(Wire.HTTP_1_1, get("/api/sse/prices?fields=price,event_time")))
                .toList();
        node.awaitClients(SHARING);
        try (SseClient reader = node.greeted("?fields=price,event_time")) {
            reader.next("price");
            long time = 1;
            while (unsent().getLong("bytes") == 0) {
                time = publish(reader, time, 40);
            }
            do {
                for (int pass = 0; pass < 10; pass++) {
                    time = publish(reader, time, ticks);
                }
                assertThat(unsent().getLong("cut")).isZero();
            } while (node.status().getJsonObject("streams").getInteger("behind") < SHARING);
            time = publish(reader, time, 10 * ticks);
            assertThat(unsent().getLong("bytes")).isBetween(1L, (long) SHARED_BUDGET);
            assertThat(node.status().getInteger("connected_clients")).isEqualTo(SHARING + 1);
            RawHttp late = deaf.get(SHARING - 1);
            late.head();
            String newest = "\"event_time\": " + time + "}";
            Await.until("the newest price", () -> late.chunk().orElseThrow().contains(newest));
            node.awaitClients(SHARING + 1);
        }
    }

    @Test
    void streamsThatReadNothingAndShareNoFramesAreClosedBeyondTheBudget() {
        start(
                Wire.HTTP_1_1,
                Map.of("TICKCAST_HTTP_MAX_UNSENT", Integer.toString(MEGABYTE), "TICKCAST_STREAM_FLUSH_WINDOW", "0ms"));
        for (int i = 0; i < NOT_SHARING; i++) {
            int choice = i;
            String others = IntStream.range(0, OTHER_FIELDS.size())
                    .filter(field -> (choice >> field & 1) == 1)
                    .mapToObj(field -> "," + OTHER_FIELDS.get(field))
                    .collect(Collectors.joining());
            ask(Wire.HTTP_1_1, get("/api/sse/prices?fields=price" + others));
        }
        node.awaitClients(NOT_SHARING);
        try (SseClient reader = node.greeted("?fields=price&symbols=BTCUSDT")) {
            reader.next("price");
            for (long time = 1; unsent().getLong("cut") == 0; time = publish(reader, time, 40)) {
                assertThat(time).as("ticks, and nobody is closed").isLessThan(100_000);
            }
            Await.until("the budget holds", () -> unsent().getLong("bytes") <= MEGABYTE);
            assertThat(node.status().getJsonObject("unsent").getLong("cut")).isLessThan(NOT_SHARING);
        }
        open.forEach(deaf -> ((RawHttp) deaf).close());
        Await.until("nothing waits", () -> unsent().getLong("bytes") == 0);
    }

    /** @return the time of the last one */
    private long publish(SseClient reader, long from, int ticks) {
        node.publish(LongStream.rangeClosed(from + 1, from + ticks)
                .mapToObj(time -> tick("BTCUSDT", time, "1"))
                .toArray(Tick[]::new));
        reader.next("price", ticks);
        return from + ticks;
    }

    @Test
    void whoEndsItsSideBehindManyRequestsGetsAllAnswers() {
        start(Wire.HTTP_1_1, Map.of());
        try (RawHttp http = RawHttp.connect(node.port())) {
            http.sendBytes(get("/health/live").repeat(200).getBytes(StandardCharsets.US_ASCII))
                    .finish();
            assertThat(http.rest().split("HTTP/1.1 200")).hasSize(1 + 200);
        }
    }
}
