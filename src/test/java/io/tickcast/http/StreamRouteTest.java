package io.tickcast.http;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.BusAddresses;
import io.tickcast.market.Gap;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.SseEvent;
import io.tickcast.testing.WithNode;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code GET /api/sse/prices} as HTTP sees it. */
class StreamRouteTest extends WithNode {
    private static final String STREAM = "/api/sse/prices";
    private static final String CHINESE = "已连接到价格推送服务";
    private static final String ENGLISH = "Connected to the price stream";

    @Override
    protected HttpNode.Plan prepare(HttpNode.Plan plan) {
        return plan.set("TICKCAST_HTTP_H2C", "true");
    }

    private JsonObject greeting(String query) {
        try (SseClient client = node.stream(query)) {
            return client.next("connected").json();
        }
    }

    private void assertRefused(String query, String... words) {
        assertThat(node.get(STREAM + query).error(400)).contains(words);
        assertThat(node.status().getInteger("connected_clients")).isZero();
    }

    @Test
    void aGapIsToldToTheStreamsOfItsSymbolOnce() {
        try (SseClient bitcoin = node.stream("?symbols=BTCUSDT");
                SseClient ether = node.stream("?symbols=ETHUSDT")) {
            bitcoin.next("connected");
            ether.next("connected");
            JsonObject gap = new Gap("binance", "BTCUSDT", 101, 203).toJson();
            node.bus().publish(BusAddresses.GAPS, "no gap");
            node.bus().publish(BusAddresses.GAPS, gap);
            node.bus().publish(BusAddresses.GAPS, gap);
            node.bus().publish(BusAddresses.GAPS, new Gap("binance", "ETHUSDT", 7, 7).toJson());
            assertThat(ether.next("gap").data())
                    .isEqualTo("{\"exchange\": \"binance\", \"symbol\": \"ETHUSDT\", \"kind\": \"trades\","
                            + " \"from\": 7, \"to\": 7}");
            assertThat(bitcoin.next("gap").json()).isEqualTo(gap);
            node.publish(tick("BTCUSDT", 1, "95000.00"));
            assertThat(bitcoin.next().name()).isEqualTo("price");
            assertThat(node.status()
                            .getJsonObject("bus")
                            .getJsonObject("dropped")
                            .getInteger("gaps"))
                    .isEqualTo(1);
        }
    }

    @Test
    void itsHeadersKeepItFromBeingHeldBack() {
        try (RawHttp stream = RawHttp.connect(node.port()).stream(STREAM)) {
            RawAnswer head = stream.streamHead();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.headers())
                    .containsEntry("content-type", "text/event-stream; charset=utf-8")
                    .containsEntry("cache-control", "no-cache, no-transform")
                    .containsEntry("x-accel-buffering", "no")
                    .containsEntry("x-content-type-options", "nosniff")
                    .containsEntry("connection", "keep-alive")
                    .containsEntry("transfer-encoding", "chunked")
                    .doesNotContainKey("content-length");
        }
    }

    @Test
    void noEventIsLargerThanClientsTakeHoweverManySymbolsThereAre() {
        String many = IntStream.range(0, 4_900).mapToObj(i -> "S" + i + "USDT").collect(Collectors.joining(","));
        try (HttpNode large = HttpNode.plan().set("TICKCAST_SYMBOLS", many).start()) {
            assertNoEventIsTooLarge(large);
        }
    }

    private static void assertNoEventIsTooLarge(HttpNode large) {
        try (SseClient client = large.stream("")) {
            SseEvent greeting = client.next("connected");
            assertThat(greeting.data().length()).isLessThan(32_768);
            assertThat(greeting.json().getInteger("symbols_count")).isEqualTo(4_900);
            assertThat(greeting.json().containsKey("symbols")).isFalse();
        }
        String asked = IntStream.range(0, 500).mapToObj(i -> "S" + i + "USDT").collect(Collectors.joining(","));
        try (SseClient client = large.stream("?symbols=" + asked)) {
            assertThat(client.next("connected").json().getJsonArray("symbols")).hasSize(500);
        }
        String names = IntStream.range(0, 100).mapToObj(i -> "n".repeat(60) + i).collect(Collectors.joining(","));
        String unknown =
                IntStream.range(0, 150).mapToObj(i -> "X".repeat(28) + i).collect(Collectors.joining(","));
        try (SseClient client = large.stream("?symbols=" + asked + "," + unknown + "&signals=" + names)) {
            SseEvent greeting = client.next("connected");
            assertThat(greeting.data().length()).isLessThan(32_768);
            assertThat(greeting.json().getInteger("unknown_symbols_count", 150)).isEqualTo(150);
        }
    }

    @Test
    void pagesOfOtherSitesMayReadItAndComeBack() {
        try (RawHttp http = RawHttp.connect(node.port())) {
            RawAnswer head = http.send("GET " + STREAM + " HTTP/1.1", "Host: localhost", "Origin: https://shop.example")
                    .head();
            assertThat(head.header("access-control-allow-origin")).contains("*");
        }
        // What polyfills of EventSource send besides.
        RawAnswer preflight = node.request(
                "OPTIONS",
                STREAM,
                "",
                "Origin: https://shop.example",
                "Access-Control-Request-Method: GET",
                "Access-Control-Request-Headers: accept,cache-control,last-event-id,x-requested-with");
        assertThat(preflight.status()).isEqualTo(204);
        assertThat(preflight
                        .header("access-control-allow-headers")
                        .orElseThrow()
                        .split(","))
                .contains("Accept", "Cache-Control", "Last-Event-ID", "X-Requested-With");
    }

    @ParameterizedTest
    @ValueSource(strings = {"capacitor://localhost", "tauri://localhost", "file://", "null", "vscode-webview://1a2b"})
    void everySiteIsAlsoWhatIsNoWebSite(String origin) {
        RawAnswer answer = node.get("/api/prices", "Origin: " + origin);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("access-control-allow-origin")).contains("*");
    }

    @Test
    void aListOfSitesKeepsTheOthersOut() {
        try (HttpNode strict = new HttpNode.Plan()
                .set("TICKCAST_HTTP_CORS_ORIGINS", "https://shop.example")
                .start()) {
            assertThat(strict.request("GET", "/api/prices", "", "Origin: https://shop.example")
                            .header("access-control-allow-origin"))
                    .contains("https://shop.example");
            assertThat(strict.request("GET", "/api/prices", "", "Origin: https://other.example")
                            .header("access-control-allow-origin"))
                    .isEmpty();
        }
    }

    @Test
    void aListedSiteIsKnownByTheOriginThatItsBrowserSends() {
        try (HttpNode strict = new HttpNode.Plan()
                .set(
                        "TICKCAST_HTTP_CORS_ORIGINS",
                        "HTTPS://Shop.Example:443/,http://a.example:80,http://[0:0::1]:8080,capacitor://localhost")
                .start()) {
            for (String origin :
                    List.of("https://shop.example", "http://a.example", "http://[::1]:8080", "capacitor://localhost")) {
                assertThat(strict.get("/api/prices", "Origin: " + origin).header("access-control-allow-origin"))
                        .as(origin)
                        .contains(origin);
            }
        }
    }

    @Test
    void theOrderOfTheFieldsIsTheServersSoThatEqualWishesShareTheirBytes() {
        try (SseClient client = node.stream("?fields=timestamp,price,symbol")) {
            client.next("connected");
            node.publish(tick("BTCUSDT", 1, "95000.00"));
            assertThat(client.next("price").data())
                    .startsWith("{\"symbol\": \"BTCUSDT\", \"price\": 95000.00, \"timestamp\"");
        }
    }

    @Test
    void aClientOfHttp10GetsItWithoutChunks() {
        try (RawHttp http = RawHttp.connect(node.port())) {
            RawAnswer head = http.send("GET " + STREAM + " HTTP/1.0").head();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.headers())
                    .containsEntry("content-type", "text/event-stream; charset=utf-8")
                    .containsEntry("connection", "close")
                    .doesNotContainKey("transfer-encoding")
                    .doesNotContainKey("content-length");
            assertThat(http.line()).startsWith("retry: ");
            node.publish(tick("BTCUSDT", 1, "95000.00"));
            String line = http.line();
            while (!line.contains("95000.00")) {
                line = http.line();
            }
            assertThat(line).startsWith("data: {\"symbol\": \"BTCUSDT\", \"price\": 95000.00,");
        }
    }

    @Test
    void theEndOfAStreamOfHttp10IsTheEndOfItsConnection() {
        try (RawHttp http = RawHttp.connect(node.port())) {
            http.send("GET " + STREAM + " HTTP/1.0").head();
            http.line();
            Await.result(node.drain());
            assertThat(http.rest()).endsWith("\n\n").contains("\nretry: ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void aConnectionOfHttp10CannotBeKeptForWhatHasNoLength(String method) {
        try (RawHttp http = RawHttp.connect(node.port())) {
            RawAnswer head = http.send(method + " " + STREAM + " HTTP/1.0", "Connection: keep-alive")
                    .head();
            assertThat(head.headers()).containsEntry("connection", "close").doesNotContainKey("content-length");
            Await.result(node.drain());
            assertThat(http.rest()).satisfies(body -> assertThat(body.isEmpty()).isEqualTo(method.equals("HEAD")));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/api/sse/prices,HTTP/1.1",
        "/api/sse/prices,HTTP/1.0",
        "/api/sse/signals,HTTP/1.1",
        "/api/sse/signals,HTTP/1.0"
    })
    void headTellsTheHeadersAndOpensNothing(String stream, String version) {
        try (RawHttp http = RawHttp.connect(node.port())) {
            RawAnswer head = http.send("HEAD " + stream + " " + version, "Host: x", "Connection: close")
                    .head();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.headers())
                    .containsEntry("content-type", "text/event-stream; charset=utf-8")
                    .containsEntry("cache-control", "no-cache, no-transform")
                    .containsEntry("x-accel-buffering", "no");
            assertThat(http.rest()).isEmpty();
        }
        assertThat(node.status().getJsonObject("streams").getLong("opened")).isZero();
    }

    @Test
    void headRefusesWhatGetWould() {
        try (RawHttp http = RawHttp.connect(node.port())) {
            assertThat(http.send("HEAD " + STREAM + "?fields=x HTTP/1.1", "Host: x")
                            .head()
                            .status())
                    .isEqualTo(400);
        }
    }

    @Test
    void http2HasNoHeadersOfAConnection() {
        try (SseClient client = SseClient.openHttp2(node.clients(), node.port(), STREAM)) {
            assertThat(client.version()).isEqualTo(HttpVersion.HTTP_2);
            assertThat(client.headers().get("content-type")).isEqualTo("text/event-stream; charset=utf-8");
            assertThat(client.headers().names()).doesNotContain("connection", "transfer-encoding", "content-length");
            client.next("connected");
            node.publish(tick("BTCUSDT", 1, "95000.00"));
            assertThat(client.next("price").raw("price")).isEqualTo("95000.00");
            assertThat(node.status().getInteger("connected_clients")).isEqualTo(1);
        }
        node.awaitClients(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en|" + ENGLISH,
                "en-US,en;q=0.9|" + ENGLISH,
                "fr,en;q=0.5,zh;q=0.4|" + ENGLISH,
                "EN|" + ENGLISH,
                "zh-CN,zh;q=0.9,en;q=0.8|" + CHINESE,
                "en;q=0.5,zh|" + CHINESE,
                "fr|" + CHINESE,
                "*|" + CHINESE,
                "''|" + CHINESE,
                "en;q=x|" + ENGLISH,
                ";;=,,;q=|" + CHINESE
            })
    void theGreetingIsInTheLanguageThatTheClientPrefers(String accepted, String message) {
        try (SseClient client = node.stream("", Map.of("Accept-Language", accepted))) {
            assertThat(client.next("connected").json().getString("message")).isEqualTo(message);
        }
    }

    @Test
    void withoutAPreferenceTheGreetingIsChinese() {
        assertThat(greeting("").getString("message")).isEqualTo(CHINESE);
    }

    @Test
    void theGreetingNamesTheNodeAndTheSymbols() {
        JsonObject greeting = greeting("");
        assertThat(greeting.getString("node")).isEqualTo("test");
        assertThat(greeting.getJsonArray("symbols")).hasSize(16).contains("BTCUSDT", "POLUSDT", "FILUSDT");
        assertThat(greeting.fieldNames()).containsExactly("message", "symbols", "node", "stream", "key");
    }

    @Test
    void theGreetingNamesOnlyTheSymbolsAskedFor() {
        assertThat(greeting("?symbols=ethusdt,%20BTCUSDT").getJsonArray("symbols"))
                .isEqualTo(JsonArray.of("BTCUSDT", "ETHUSDT"));
        assertThat(greeting("?symbols=B*").getJsonArray("symbols"))
                .isEqualTo(JsonArray.of("BTCUSDT", "BNBUSDT", "BCHUSDT"));
        assertThat(greeting("?symbols=BTCUSDT,*").getJsonArray("symbols")).hasSize(16);
        assertThat(greeting("?symbols=BTCUSDT&symbols=ETHUSDT").getJsonArray("symbols"))
                .isEqualTo(JsonArray.of("BTCUSDT", "ETHUSDT"));
    }

    @Test
    void anAliasStandsForTheSymbolThatTheExchangeHas() {
        JsonObject greeting = greeting("?symbols=maticusdt");
        assertThat(greeting.getJsonArray("symbols")).isEqualTo(JsonArray.of("POLUSDT"));
        assertThat(greeting.getJsonObject("aliases")).isEqualTo(JsonObject.of("MATICUSDT", "POLUSDT"));
        try (SseClient client = node.greeted("?symbols=MATICUSDT")) {
            node.publish(tick("POLUSDT", 1, "0.40"));
            assertThat(client.next("price").json().getString("symbol")).isEqualTo("POLUSDT");
        }
    }

    @Test
    void symbolsThatTheNodeDoesNotHaveAreNamed() {
        JsonObject greeting = greeting("?symbols=BTCUSDT,GONEUSDT,%E5%B8%81USDT");
        assertThat(greeting.getJsonArray("symbols")).isEqualTo(JsonArray.of("BTCUSDT"));
        assertThat(greeting.getJsonArray("unknown_symbols")).isEqualTo(JsonArray.of("GONEUSDT", "币USDT"));
    }

    @Test
    void whoAsksForUnknownSymbolsOnlyIsRefused() {
        assertRefused("?symbols=GONEUSDT,LOSTUSDT", "GONEUSDT,LOSTUSDT", "/api/prices");
        assertRefused("?symbols=ZZZ*", "ZZZ*");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BTC%20USDT%0A",
                "%0A",
                "BTC%0D%0Adata:x",
                "BTC%00",
                "%22",
                "BTC%E2%80%A8",
                "BTC*USDT",
                "**",
                "a/b",
                "BTC%EF%BF%BD",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void whatIsNoSymbolIsRefused(String symbols) {
        assertRefused("?symbols=" + symbols, "symbols: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "%20", ",,%20,"})
    void anEmptyListOfSymbolsIsRefused(String symbols) {
        assertRefused("?symbols=" + symbols, "symbols: ");
    }

    @Test
    void moreSymbolsThanAllowedAreRefused() {
        assertRefused("?symbols=" + "A,".repeat(1_001), "1000");
    }

    @Test
    void anUnknownFieldIsRefusedAndTheKnownOnesAreNamed() {
        assertRefused("?fields=symbol,colour", "colour", "quote_volume", "change24h");
        assertRefused("?fields=Price", "Price");
        assertRefused("?fields=symbol,symbol", "symbol", "twice");
        assertRefused("?fields=", "fields: ");
        assertRefused("?fields=%0Adata:", "fields: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-1", "1.5", "1e3", "abc", "", "%20", "3600001", "99999999999999999999", "%D9%A1", "+5", "NaN"})
    void whatIsNoIntervalIsRefused(String interval) {
        assertRefused("?interval=" + interval, "interval: ", "3600000");
    }

    @Test
    void theLongestIntervalIsAnHour() {
        assertThat(greeting("?interval=3600000").getString("node")).isEqualTo("test");
    }

    @ParameterizedTest
    @ValueSource(strings = {"okx", "", "BINANCE", "%0A"})
    void anExchangeThatIsNotFedHereIsRefused(String exchange) {
        assertRefused("?exchange=" + exchange, "exchange: ", "binance");
    }

    @Test
    void theExchangeThatIsFedHereMayBeNamed() {
        assertThat(greeting("?exchange=binance").getString("node")).isEqualTo("test");
    }

    @Test
    void aParameterThatNobodyKnowsIsPassedOver() {
        assertThat(greeting("?t=1704868500&_=x").getString("node")).isEqualTo("test");
    }

    @Test
    void whatWasSentIsShownShortAndWithoutControlCharacters() {
        RawAnswer answer = node.get(STREAM + "?interval=%00%1B%5B31m" + "x".repeat(300));
        assertThat(answer.json().getString("message")).hasSizeLessThan(150).contains("??[31mxxx", "…");
    }
}
