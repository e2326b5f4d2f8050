package io.tickcast.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.SseEvent;
import io.tickcast.testing.Ticks;
import io.tickcast.testing.WithNode;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /api/ticks}: prices of one's own. */
class PublishRouteTest extends WithNode {
    private static final String ROUTE = "/api/ticks";
    private static final String STREAM = "?exchange=desk&fields=symbol,price,event_time,trade_id";
    private static final String TOKEN = "0123456789abcdef";

    @Override
    protected HttpNode.Plan prepare(HttpNode.Plan plan) {
        return plan.set("TICKCAST_FEED_PUBLISHED_SOURCES", "desk,fx");
    }

    private static String line(String symbol, String price) {
        return line("desk", symbol, price, "");
    }

    private static String line(String exchange, String symbol, String price, String more) {
        return "{\"exchange\":\"" + exchange + "\",\"symbol\":\"" + symbol + "\",\"price\":" + price + more + '}';
    }

    private static String at(long time) {
        return ",\"event_time\":" + time;
    }

    private JsonObject post(String body) {
        RawAnswer answer = node.post(ROUTE, body, "Content-Type: application/json");
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        assertThat(answer.json().getInteger("code")).isEqualTo(1);
        return answer.json().getJsonObject("data");
    }

    private void assertPost(String body, int accepted, int repeated, String... refused) {
        JsonObject data = post(body);
        assertThat(data.getJsonArray("refused").stream()
                        .map(JsonObject.class::cast)
                        .map(one -> one.getInteger("line") + ": " + one.getString("message")))
                .containsExactly(refused);
        assertThat(data.getInteger("accepted")).isEqualTo(accepted);
        assertThat(data.getInteger("repeated")).isEqualTo(repeated);
    }

    @Test
    void theAnswerIsThatOfTheContract() {
        RawAnswer answer = node.post(
                ROUTE,
                "[" + line("EURUSD", "\"1.08345\"") + "," + line("GBPUSD", "0") + "]",
                "Content-Type: application/json");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body())
                .isEqualTo("{\"code\":1,\"data\":{\"accepted\":1,\"repeated\":0,\"refused\":[{\"line\":2,\"message\":"
                        + "\"price: give a number such as 1.08345, above 0, of at most 40 characters\"}]}}");
    }

    @Test
    void thePricesReachStreamsOfEveryLoopDigitForDigit() {
        restart(HttpNode.plan().eventLoops(3));
        List<SseClient> clients =
                IntStream.range(0, 6).mapToObj(i -> node.greeted(STREAM)).toList();
        assertPost(
                line("desk", "eurusd", "\"1.0834500\"", at(1_704_868_500_123L)) + "\n"
                        + line("desk", "X", "0.1000000000000000055511151231257827", at(5)),
                2,
                0);
        for (SseClient client : clients) {
            assertThat(client.next("price").data())
                    .isEqualTo("{\"symbol\": \"EURUSD\", \"exchange\": \"desk\", \"price\": 1.0834500, \"event_time\":"
                            + " 1704868500123, \"trade_id\": null}");
            assertThat(client.next("price").raw("price")).isEqualTo("0.1000000000000000055511151231257827");
            client.close();
        }
        assertThat(node.get("/api/prices/EURUSD?exchange=desk")
                        .json()
                        .getJsonObject("data")
                        .getString("exchange"))
                .isEqualTo("desk");
    }

    @Test
    void ticksWithoutATimeAreAllNewInTheOrderOfArrival() {
        try (SseClient client = node.greeted(STREAM + "&interval=0")) {
            String body = IntStream.rangeClosed(1, 1_000)
                    .mapToObj(n -> line("EURUSD", Integer.toString(n)))
                    .collect(Collectors.joining(",", "[", "]"));
            assertPost(body, 1_000, 0);
            assertThat(client.next("price", 1_000))
                    .extracting(event -> event.raw("price"))
                    .isEqualTo(IntStream.rangeClosed(1, 1_000)
                            .mapToObj(Integer::toString)
                            .toList());
        }
    }

    @Test
    void aTickThatIsNotNewerThanTheNewestIsRepeated() {
        String tick = line("desk", "EURUSD", "1", at(1_000));
        assertPost(tick, 1, 0);
        assertPost(
                tick + "\n" + line("desk", "EURUSD", "2", at(1_000)) + "\n" + line("desk", "EURUSD", "3", at(999)),
                0,
                3);
        assertPost(line("fx", "EURUSD", "1", at(1_000)), 1, 0);
        assertPost(line("desk", "EURUSD", "2", at(1_001)), 1, 0);
    }

    @Test
    void aTickOnTheBusIsNotNewAgain() {
        long time = System.currentTimeMillis();
        node.hold(Ticks.builder("EURUSD", time, "1").exchange("desk").build());
        assertPost(line("desk", "EURUSD", "1", at(time)), 0, 1);
    }

    @Test
    void eachBadLineIsRefusedByItsNumberAndTheOthersAreAccepted() {
        long now = System.currentTimeMillis();
        JsonObject data = post(String.join(
                "\n",
                line("A", "1"),
                line("nowhere", "A", "1", ""),
                "",
                "garbage",
                line("binance", "BTCUSDT", "1", ""),
                line("B", "-1"),
                line("desk", "C", "1", at(now + 3_600_000)),
                line("desk", "D", "1", at(now + 1_000))));
        assertThat(data.getInteger("accepted")).isEqualTo(2);
        List<JsonObject> refused = data.getJsonArray("refused").stream()
                .map(JsonObject.class::cast)
                .toList();
        assertThat(refused).extracting(one -> one.getInteger("line")).containsExactly(2, 4, 5, 6, 7);
        assertThat(refused.get(0).getString("message"))
                .isEqualTo("exchange: feed.published.sources does not declare nowhere; it has desk, fx");
        assertThat(refused.get(4).getString("message"))
                .matches("event_time is \\d+ ms ahead of this node's clock; at most 10000 are allowed");
    }

    @Test
    void aSourceHasAtMostSoManySymbols() {
        restart(HttpNode.plan().set("TICKCAST_FEED_PUBLISHED_MAX_SYMBOLS", "2"));
        assertPost(
                "[" + line("A", "1") + "," + line("B", "1") + "," + line("C", "1") + "," + line("A", "2") + ","
                        + line("fx", "C", "1", "") + "]",
                4,
                0,
                "3: desk has 2 symbols already, the most that feed.published.max-symbols allows");
    }

    @Test
    void withoutDeclaredSourcesEachLineIsRefused() {
        node.close();
        node = HttpNode.start();
        assertPost(line("A", "1"), 0, 0, "1: exchange: feed.published.sources does not declare desk");
    }

    @Test
    void thousandsOfHostileLinesLeaveTheGoodOnesAmongThem() {
        List<String> hostile = List.of(
                "garbage",
                "{\"exchange\":\"desk\",",
                "[[[[",
                "{\"exchange\":\"desk\",\"symbol\":\"A\",\"price\":1e999999999}",
                "{\"exchange\":\"desk\",\"symbol\":\"A\\n\\nevent: price\\ndata: {}\",\"price\":1}",
                "\\u0000\"\"\"",
                "{\"exchange\":\"desk\",\"symbol\":\"A\",\"price\":1,\"x\":" + "[".repeat(100) + "}",
                "null",
                "{\"exchange\":{\"exchange\":\"desk\"},\"symbol\":\"A\",\"price\":1}");
        try (SseClient client = node.greeted(STREAM + "&interval=0")) {
            List<String> lines = new ArrayList<>();
            for (int i = 1; i <= 4_000; i++) {
                lines.add(i % 100 == 0 ? line("GOOD", Integer.toString(i)) : hostile.get(i % hostile.size()));
            }
            JsonObject data = post(String.join("\n", lines));
            assertThat(data.getInteger("accepted")).isEqualTo(40);
            assertThat(data.getJsonArray("refused")).hasSize(1_000);
            assertThat(data.getInteger("refused_unlisted")).isEqualTo(2_960);
            assertThat(client.next("price", 40))
                    .allMatch(event -> event.raw("symbol").equals("\"GOOD\""))
                    .extracting(event -> event.raw("price"))
                    .isEqualTo(IntStream.rangeClosed(1, 40)
                            .mapToObj(n -> Integer.toString(100 * n))
                            .toList());
        }
        assertThat(node.status().getJsonObject("publish").getInteger("refused")).isEqualTo(3_960);
    }

    @Test
    void aPublisherThatIsTooFastGets429AndNothingOfItsBodyIsTaken() {
        String tooMany = Stream.generate(() -> line("A", "1")).limit(5_001).collect(Collectors.joining("\n"));
        RawAnswer answer = node.post(ROUTE, tooMany);
        assertThat(answer.error(429)).contains("5000");
        assertThat(answer.header("retry-after")).contains("1");
        String most = Stream.generate(() -> line("B", "1")).limit(5_000).collect(Collectors.joining("\n"));
        assertPost(most, 5_000, 0);
        RawAnswer[] next = new RawAnswer[1];
        Await.until("two come within a second", () -> {
            next[0] = node.post(ROUTE, most);
            return next[0].status() != 202;
        });
        assertThat(next[0].error(429)).contains("5000");
        assertThat(next[0].header("retry-after")).contains("1");
        assertThat(node.status().getJsonObject("publish").getInteger("too_fast"))
                .isEqualTo(2);
        assertThat(node.get("/api/prices/A?exchange=desk").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\n"})
    void anEmptyBodyIsRefused(String body) {
        assertThat(node.post(ROUTE, body).error(400)).contains("JSON array");
    }

    @Test
    void anEmptyArrayIsFine() {
        assertPost("[]", 0, 0);
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() {
        restart(HttpNode.plan().set("TICKCAST_HTTP_MAX_TICKS_BODY", "5000"));
        assertThat(node.post(ROUTE, " ".repeat(5_001)).error(413)).contains("5000 bytes");
        assertPost(line("A", "1") + " ".repeat(4_900), 1, 0);
        assertThat(node.post("/api/sse/test-broadcast", " ".repeat(4_097)).error(413))
                .contains("4096 bytes");
        assertThat(open()).isZero();
    }

    @Test
    void aLargeBodyIsTaken() {
        // 1 MiB.
        String line = line("desk", "A", "1", ",\"note\":\"" + "x".repeat(900) + '"');
        String body = (line + "\n").repeat(1_048_576 / (line.length() + 1));
        assertPost(body, 1_048_576 / (line.length() + 1), 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: text/plain",
                "Content-Type: text/html",
                "Content-Type: multipart/form-data; boundary=x",
                "Content-Encoding: gzip"
            })
    void whatIsNoJsonByItsHeadersIsRefused(String header) {
        node.post(ROUTE, line("A", "1"), header).error(415);
        assertThat(open()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Type: application/json; charset=utf-8",
                "Content-Type: Application/X-NDJSON",
                "Content-Type: application/jsonl",
                "Content-Type: application/x-www-form-urlencoded",
                "Content-Encoding: identity"
            })
    void whatIsJsonOrComesFromCurlIsTaken(String header) {
        assertThat(node.post(ROUTE, line("A", "1"), header).status()).isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/x-www-form-urlencoded", "Application/X-WWW-Form-Urlencoded; charset=UTF-8"})
    void whatCurlCallsAFormIsReadAsItIs(String type) {
        int ticks = 1_000;
        // 100 KB.
        String body = IntStream.rangeClosed(1, ticks)
                .mapToObj(n -> line("desk", "A", Integer.toString(n), ",\"note\":\"" + "x".repeat(50) + '"'))
                .collect(Collectors.joining("\n"));
        RawAnswer answer = node.post(ROUTE, body, "Content-Type: " + type);
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        assertThat(answer.json().getJsonObject("data").getInteger("accepted")).isEqualTo(ticks);
        // A form has no such values.
        answer = node.post(ROUTE, line("desk", "A", "1", ",\"note\":\"a=%zz&b=%\""), "Content-Type: " + type);
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        assertThat(answer.json().getJsonObject("data").getInteger("accepted")).isEqualTo(1);
        assertThat(open()).isZero();
    }

    @Test
    void onlyPostIsAllowed() {
        assertThat(node.get(ROUTE).error(405)).isNotBlank();
        assertThat(node.get(ROUTE).header("allow")).contains("POST");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: https://example.org",
                "Origin: null",
                "X-Forwarded-For: 127.0.0.1",
                "Via: 1.1 proxy",
                "Host: example.org",
                "Authorization: Bearer wrong"
            })
    void whoIsNotOfThisMachineOrAPageOfAnotherSiteNeedsAToken(String header) {
        restart(HttpNode.plan().set("TICKCAST_ADMIN_TOKEN", TOKEN));
        RawAnswer answer = node.post(ROUTE, line("A", "1"), header);
        answer.error(401);
        assertThat(answer.header("www-authenticate").orElseThrow()).contains("Bearer");
        assertThat(answer.header("access-control-allow-origin")).isEmpty();
        assertThat(node.get("/api/prices/A?exchange=desk").status()).isEqualTo(404);
    }

    @Test
    void aPageOfAnotherSiteMayNotAskWhetherItMayPost() {
        RawAnswer preflight = node.request(
                "OPTIONS", ROUTE, "", "Origin: https://example.org", "Access-Control-Request-Method: POST");
        assertThat(preflight.status()).isGreaterThanOrEqualTo(400);
        assertThat(preflight.header("access-control-allow-origin")).isEmpty();
    }

    @Test
    void theAdminTokenAllowsItFromAnywhere() {
        restart(HttpNode.plan().set("TICKCAST_ADMIN_TOKEN", TOKEN));
        assertThat(node.post(ROUTE, line("A", "1"), "Authorization: Bearer " + TOKEN, "X-Forwarded-For: 192.0.2.1")
                        .status())
                .isEqualTo(202);
    }

    private int open() {
        return node.status().getJsonObject("publish").getInteger("open");
    }

    @Test
    void oneWhoSendsSlowlyHoldsOnlySomeOfThePlaces() {
        List<RawHttp> slow = new ArrayList<>();
        try {
            for (int i = 1; i <= 16; i++) {
                RawHttp http = node.connect();
                slow.add(http);
                http.send("POST " + ROUTE + " HTTP/1.1", "Host: 127.0.0.1", "Content-Length: 100");
            }
            Await.until("all are being received", () -> open() == 16);
            RawAnswer further = node.post(ROUTE, line("A", "1"));
            assertThat(further.error(429)).contains("16 of one publisher");
            assertThat(further.header("retry-after")).contains("1");
        } finally {
            slow.forEach(RawHttp::close);
        }
        Await.until("their places are free", () -> open() == 0);
        assertPost(line("A", "1"), 1, 0);
    }

    @Test
    void aSourceIsLiveWithATickAndStaleWhenItsPublisherDies() {
        restart(HttpNode.plan().set("TICKCAST_FEED_PUBLISHED_STALE_AFTER", "desk=300ms"));
        try (SseClient client = node.greeted("?exchange=desk");
                SseClient other = node.greeted("?exchange=fx")) {
            assertThat(client.next("feed").json().getString("state")).isEqualTo("down");
            post(line("A", "1"));
            SseEvent live = client.next("feed");
            assertThat(live.json().getString("exchange")).isEqualTo("desk");
            assertThat(live.json().getString("state")).isEqualTo("live");
            SseEvent stale = client.next("feed");
            assertThat(stale.json().getString("state")).isEqualTo("stale");
            assertThat(stale.json().getLong("age_ms")).isNotNegative();
            assertThat(Instant.parse(live.json().getString("since")))
                    .isBefore(stale.json().getString("since"));
            post(line("A", "2"));
            assertThat(client.next("feed").json().getString("state")).isEqualTo("live");
            assertThat(other.rest()).noneMatch(event -> event.data().contains("desk"));
        }
    }

    @Test
    void aSourceIsInTheStatusAsAnExchangeIs() {
        assertThat(node.status().getJsonArray("feeds").encode())
                .isEqualTo("[{\"exchange\":\"desk\",\"state\":\"down\"},{\"exchange\":\"fx\",\"state\":\"down\"}]");
        post(line("A", "1") + "\n" + line("desk", "B", "1", at(1)));
        post(line("desk", "B", "1", at(1)));
        Await.until(
                "it has reported",
                () -> feed().getJsonObject("messages", new JsonObject()).getInteger("repeats", 0) == 1);
        JsonObject feed = feed();
        assertThat(feed.getString("exchange")).isEqualTo("desk");
        assertThat(feed.getString("state")).isEqualTo("live");
        assertThat(feed.getInteger("symbols")).isEqualTo(2);
        assertThat(feed.getJsonObject("line").getInteger("number")).isEqualTo(1);
        assertThat(feed.getJsonObject("messages").getInteger("ticks")).isEqualTo(2);
        assertThat(node.get("/metrics").body())
                .contains("tickcast_feed_live{exchange=\"desk\"} 1.0")
                .contains("tickcast_publish_ticks_total 2.0");
    }

    @Test
    void refusedLinesCountAsMalformedInTheLineOfTheirPublisher() {
        post(line("A", "0"));
        post(line("desk", "A", "1", "") + "\n" + line("desk", "B", "0", "") + "\n{\n" + line("nope", "A", "1", ""));
        post(line("fx", "A", "1", "") + "\n" + line("desk", "B", "0", "") + "\n{");
        Await.until("both have reported", () -> malformed().equals(Map.of("desk", 4, "fx", 1)));
    }

    private Map<String, Integer> malformed() {
        Map<String, Integer> counts = new HashMap<>();
        node.status().getJsonArray("feeds").stream()
                .map(JsonObject.class::cast)
                .forEach(feed -> counts.put(
                        feed.getString("exchange"),
                        feed.getJsonObject("messages", new JsonObject()).getInteger("malformed")));
        return counts;
    }

    private JsonObject feed() {
        return node.status().getJsonArray("feeds").getJsonObject(0);
    }

    @Test
    void aStreamMayNameSymbolsThatTheSettingsLackBeforeTheyAreThere() {
        post(line("EURUSD", "1") + "\n" + line("JPYUSD", "1"));
        Await.until(
                "the node holds it",
                () -> node.get("/api/prices/JPYUSD?exchange=desk").status() == 200);
        try (SseClient client = node.stream(STREAM + "&interval=0&symbols=eurusd,GBP*,BTCUSDT")) {
            assertThat(client.next("connected").json().getJsonArray("symbols")).containsExactly("BTCUSDT", "EURUSD");
            // The first one is that of the snapshot.
            assertThat(client.next("price").raw("symbol")).isEqualTo("\"EURUSD\"");
            post(String.join(
                    "\n",
                    line("JPYUSD", "2"),
                    line("GBPCHF", "2"),
                    line("BTCUSDT", "2"),
                    line("EURUSD", "2"),
                    line("GBPUSD", "2")));
            assertThat(client.next("price", 4))
                    .extracting(event -> event.json().getString("symbol"))
                    .containsExactly("GBPCHF", "BTCUSDT", "EURUSD", "GBPUSD");
        }
    }

    @Test
    void aStreamOfASourceIsToldTheSymbolsThatHaveAPrice() {
        post(line("EURUSD", "1") + "\n" + line("AUDUSD", "1") + "\n" + line("fx", "X", "1", ""));
        Await.until(
                "the node holds it", () -> node.get("/api/prices/X?exchange=fx").status() == 200);
        try (SseClient client = node.stream("?exchange=desk");
                SseClient both = node.stream("?exchange=binance,desk&symbols=BTCUSDT,EURUSD")) {
            assertThat(client.next("connected").json().getJsonArray("symbols")).containsExactly("AUDUSD", "EURUSD");
            assertThat(both.next("connected").json().getJsonArray("symbols")).containsExactly("BTCUSDT", "EURUSD");
        }
    }

    @Test
    void theTimeOfAPublishedPriceIsNoLatencyOfAnExchange() {
        post(line("desk", "EURUSD", "1", at(1)));
        Await.until(
                "the node holds it",
                () -> node.get("/api/prices/EURUSD?exchange=desk").status() == 200);
        assertThat(node.get("/metrics").body()).contains("tickcast_exchange_to_node_seconds_count 0");
    }

    @Test
    void aStreamOfExchangesAloneNamesSymbolsOfTheSettings() {
        assertThat(node.get("/api/sse/prices?exchange=binance&symbols=EURUSD").error(400))
                .contains("EURUSD");
    }

    @Test
    void aDemoMarksItsTicks() {
        restart(HttpNode.plan().demo());
        try (SseClient client = node.greeted("?exchange=desk")) {
            post(line("A", "1"));
            assertThat(client.next("price").json().getBoolean("demo")).isTrue();
        }
    }
}
