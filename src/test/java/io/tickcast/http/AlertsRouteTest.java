package io.tickcast.http;

import static io.tickcast.testing.Firings.firing;
import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.Signal;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.RawWebSocket;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.SseEvent;
import io.tickcast.testing.WithNode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code /api/alerts} and the streams of alerts, where whoever administers the node owns them. */
// Reading from a socket cannot be interrupted.
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AlertsRouteTest extends WithNode {
    private static final String PATH = "/api/alerts";
    private static final String STREAM = "/api/sse/alerts";
    private static final String ABOVE = "{\"symbol\":\"BTCUSDT\",\"when\":{\"above\":\"100000\"}}";
    private static final String FORWARDED = "X-Forwarded-For: 203.0.113.7";

    @Override
    protected HttpNode.Plan prepare(HttpNode.Plan plan) {
        return plan.alerts()
                .set("TICKCAST_SYMBOLS", "BTCUSDT,POLUSDT")
                .set("TICKCAST_FEED_EXCHANGES", "binance,okx")
                .set("TICKCAST_FEED_PUBLISHED_SOURCES", "desk");
    }

    /** The rules may not be read yet. */
    private RawAnswer create(String body) {
        RawAnswer[] answer = new RawAnswer[1];
        Await.until("rules are read", () -> {
            answer[0] = node.post(PATH, body);
            return answer[0].status() != 503;
        });
        return answer[0];
    }

    private JsonObject created(String body) {
        RawAnswer answer = create(body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.json().getJsonObject("data");
    }

    private JsonObject data(RawAnswer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().getJsonObject("data");
    }

    private JsonArray list() {
        return data(node.get(PATH)).getJsonArray("alerts");
    }

    private JsonObject patched(String id, String body) {
        return data(node.request("PATCH", PATH + '/' + id, body));
    }

    @Test
    void aRuleIsMadeShownChangedAndDeleted() {
        JsonObject made = created("{\"symbol\":\"btcusdt\",\"when\":{\"above\":\"100000.50\"},\"note\":\"high\","
                + "\"deliver\":[{\"webhook\":\"https://example.com/hook?key=1\"}]}");
        String id = made.getString("id");
        assertThat(made.getMap())
                .containsEntry("symbol", "BTCUSDT")
                .containsEntry("exchange", "binance")
                .containsEntry("repeat", "once")
                .containsEntry("note", "high")
                .containsEntry("state", "armed");
        assertThat(made.getJsonObject("when")).isEqualTo(JsonObject.of("above", "100000.50"));
        assertThat(made.getJsonArray("deliver").getJsonObject(0).getString("secret"))
                .startsWith("whsec_");
        JsonObject shown = data(node.get(PATH + '/' + id));
        assertThat(shown.getJsonArray("deliver").encode())
                .doesNotContain("secret")
                .doesNotContain("key");
        assertThat(list()).containsExactly(shown);
        assertThat(node.request("HEAD", PATH, "").status()).isEqualTo(200);
        assertThat(data(node.get(PATH + '/' + id + "/deliveries")).getJsonArray("deliveries"))
                .isEmpty();
        assertThat(patched(id, "{\"note\":\"low\"}").getString("note")).isEqualTo("low");
        JsonObject moved = patched(
                id,
                "{\"exchange\":\"index\",\"when\":{\"moves\":\"2.5\",\"within\":\"5m\"}," + "\"repeat\":\"rearm\"}");
        assertThat(moved.getMap())
                .containsEntry("symbol", "BTCUSDT")
                .containsEntry("exchange", "index")
                .containsEntry("repeat", "rearm")
                .containsEntry("note", "low");
        assertThat(data(node.request("DELETE", PATH + '/' + id, "")).getString("id"))
                .isEqualTo(id);
        assertThat(list()).isEmpty();
        for (String method : List.of("GET", "PATCH", "DELETE")) {
            assertThat(node.request(method, PATH + '/' + id, "{}").error(404)).isEqualTo("You have no alert " + id);
        }
        assertThat(node.get(PATH + '/' + id + "/deliveries").error(404)).isEqualTo("You have no alert " + id);
    }

    @Test
    void whatIsWrongIsNamed() {
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put("", "The body is not a JSON object");
        wrong.put("null", "The body is not a JSON object");
        wrong.put("[1]", "The body is not a JSON object");
        wrong.put("{\"symbol\":\"A\",\"symbol\":\"B\"}", "The body is not a JSON object");
        wrong.put("{\"when\":{\"above\":\"1\"}}", "symbol: name one, such as BTCUSDT");
        wrong.put("{\"symbol\":\"BTCUSDT\"}", "when: say what the alert waits for");
        wrong.put("{\"symbol\":\"BTCUSDT\",\"when\":{}}", "when: give one of");
        wrong.put("{\"symbol\":\"B/T\",\"when\":{\"above\":\"1\"}}", "symbol: B/T is not a symbol");
        wrong.put(
                "{\"symbol\":\"ETHUSDT\",\"when\":{\"above\":\"1\"}}",
                "symbol: binance has no ETHUSDT here; see GET /api/symbols");
        wrong.put(
                "{\"symbol\":\"ETHUSDT\",\"exchange\":\"index\",\"when\":{\"above\":\"1\"}}",
                "symbol: index has no ETHUSDT here");
        wrong.put(
                "{\"symbol\":\"BTCUSDT\",\"exchange\":\"kraken\",\"when\":{\"above\":\"1\"}}",
                "exchange: kraken is not available here; there are binance, okx, desk and index");
        wrong.put("{\"symbol\":\"BTCUSDT\",\"when\":{\"above\":-1}}", "when.above: ");
        wrong.put("{\"symbol\":\"BTCUSDT\",\"when\":{\"above\":1e400}}", "when.above: 1E+400 is no price");
        wrong.put("{\"symbol\":\"BTCUSDT\",\"when\":{\"above\":1e999999999}}", "when.above: 1E+999999999 is no price");
        wrong.put("{\"symbol\":\"BTCUSDT\",\"when\":{\"moves\":1e-999999999,\"within\":\"5m\"}}", "when.moves: ");
        wrong.put("{\"symbol\":\"BTCUSDT\",\"when\":{\"above\":\"1\"},\"repeat\":\"always\"}", "repeat: ");
        wrong.put("{\"symbol\":\"BTCUSDT\",\"when\":{\"above\":\"1\"},\"price\":1}", "price: no such field");
        wrong.put(
                "{\"symbol\":\"BTCUSDT\",\"when\":{\"above\":\"1\"},\"deliver\":[{\"webhook\":\"https://10.0.0.1/\"}]}",
                "deliver: ");
        String id = created(ABOVE).getString("id");
        wrong.forEach((body, message) ->
                assertThat(node.post(PATH, body).error(400)).as(body).contains(message));
        assertThat(node.request("PATCH", PATH + '/' + id, "{\"symbol\":\"ETHUSDT\"}")
                        .error(400))
                .contains("binance has no ETHUSDT");
        assertThat(node.post(PATH, " ".repeat(32_769)).error(413)).contains("32768 bytes");
        assertThat(list()).hasSize(1);
    }

    @Test
    void aRuleWithTheMostAndLongestReceiversIsTaken() {
        JsonArray deliver = new JsonArray();
        for (int i = 0; i < 10; i++) {
            String webhook = "https://example.com/" + i;
            deliver.add(JsonObject.of("webhook", webhook + "x".repeat(2_000 - webhook.length()), "format", "slack"));
        }
        JsonObject rule =
                new JsonObject(ABOVE).put("note", "\u6da8".repeat(500)).put("deliver", deliver);
        assertThat(created(rule.encode()).getJsonArray("deliver")).hasSize(10);
    }

    @Test
    void aSymbolIsTheOneThatItStandsFor() {
        assertThat(created("{\"symbol\":\"MATICUSDT\",\"when\":{\"below\":0.10}}")
                        .getMap())
                .containsEntry("symbol", "POLUSDT")
                .containsEntry("when", JsonObject.of("below", "0.10").getMap());
        assertThat(created("{\"symbol\":\"EURUSD\",\"exchange\":\"desk\",\"when\":{\"crosses\":\"1.1\"}}")
                        .getString("exchange"))
                .as("what a publisher will post is not known before")
                .isEqualTo("desk");
    }

    @Test
    void anOwnerHasSoManyAtMost() {
        restart(HttpNode.plan().set("TICKCAST_ALERT_MAX_PER_OWNER", "1"));
        created(ABOVE);
        assertThat(node.post(PATH, ABOVE).error(409)).contains("alert.max-per-owner");
        Await.until("it is counted", () -> node.status().getJsonObject("alerts").getInteger("rules") == 1);
    }

    @Test
    void strangersHaveNone() {
        assertThat(node.get(PATH, FORWARDED).error(401)).contains("admin.token");
        assertThat(node.post(PATH, ABOVE, FORWARDED).status()).isEqualTo(401);
        assertThat(node.get(STREAM, FORWARDED).status()).isEqualTo(401);
        assertThat(node.get("/api/sse/prices?alerts=1", FORWARDED).status()).isEqualTo(401);
        try (RawHttp http = node.connect()) {
            assertThat(RawWebSocket.ask(http, "/api/ws/prices?alerts=1", FORWARDED)
                            .status())
                    .isEqualTo(401);
        }
        try (SseClient prices = node.stream("?alerts=0", Map.of("X-Forwarded-For", "203.0.113.7"))) {
            assertThat(prices.next("connected").json().containsKey("alerts")).isFalse();
        }
        assertThat(node.get("/api/sse/prices?alerts=yes").error(400)).startsWith("alerts: write 1");
        assertThat(node.request("PUT", PATH, "").header("allow")).contains("GET, HEAD, POST");
        assertThat(node.request("POST", PATH + "/1", "").header("allow")).contains("GET, HEAD, PATCH, DELETE");
        assertThat(node.request("POST", PATH + "/1/deliveries", "").header("allow"))
                .contains("GET, HEAD");
    }

    @Test
    void whereTheyAreOffThereAreNone() {
        node.close();
        node = HttpNode.start();
        assertThat(node.get(PATH).error(404)).contains("alert.enabled is false");
        assertThat(node.post(PATH, ABOVE).error(404)).contains("alert.enabled is false");
        assertThat(node.get(STREAM).error(404)).contains("alert.enabled is false");
        assertThat(node.get("/api/sse/prices?alerts=1").error(400)).contains("alert.enabled is false");
    }

    private static String price(SseEvent alert) {
        assertThat(alert.name()).isEqualTo("alert");
        return alert.raw("price");
    }

    private SseClient alerts(Map<String, String> headers) {
        return SseClient.open(node.clients(), node.port(), STREAM, headers);
    }

    @Test
    void streamsGetTheirOwnersAlertsAlone() {
        node.publish(new Signal("a", "1", System.currentTimeMillis(), "test", "test.js"));
        try (SseClient alerts = alerts(Map.of());
                SseClient prices = node.greeted("?alerts=1&signals=*");
                SseClient without = node.greeted("?signals=*");
                SseClient signals = node.signals("");
                RawWebSocket socket = RawWebSocket.open(node.connect(), "/api/ws/prices?alerts=1")) {
            assertThat(alerts.next("connected").json().getBoolean("alerts")).isTrue();
            JsonObject greeting = socket.next("connected").json();
            assertThat(greeting.getBoolean("alerts")).isTrue();
            assertThat(greeting.containsKey("signals")).isFalse();
            node.fire(firing("1", "somebody", "1.00"));
            node.fire(firing("2", "", "100000.50"), firing("2", "", "100000.50"));
            node.fire(firing("2", "", "100000.50"));
            node.fire(firing("3", "", "3.00"));
            node.publish(new Signal("end", "1", System.currentTimeMillis(), "test", "test.js"));
            SseEvent first = alerts.next();
            assertThat(first.data())
                    .isEqualTo("{\"alert\": \"alert\", \"symbol\": \"BTCUSDT\", \"exchange\": \"binance\","
                            + " \"price\": 100000.50, \"age_ms\": 12, \"when\": {\"above\":\"100000\"},"
                            + " \"note\": \"\", \"timestamp\": \"2024-01-10T06:35:00Z\"}");
            assertThat(price(first)).isEqualTo("100000.50");
            assertThat(price(alerts.next())).isEqualTo("3.00");
            assertThat(prices.next("alert").data()).isEqualTo(first.data());
            assertThat(price(prices.next("alert"))).isEqualTo("3.00");
            assertThat(socket.next("alert").data()).isEqualTo(first.data());
            assertThat(price(socket.next("alert"))).isEqualTo("3.00");
            SseEvent next = without.next("signal");
            assertThat(next.data()).contains("\"end\"");
            assertThat(signals.next("a").data()).isEqualTo("1");
            assertThat(signals.next().name()).isEqualTo("end");
        }
    }

    @Test
    void aRuleThatFiresComesOnStreamsAndIsShownAsFired() {
        String id = created(ABOVE).getString("id");
        try (SseClient alerts = alerts(Map.of());
                SseClient prices = node.greeted("?alerts=1&symbols=BTCUSDT")) {
            alerts.next("connected");
            long[] time = {0};
            Await.until("it has fired", () -> {
                // The node hears prices a moment after its first rule.
                node.publish(tick("BTCUSDT", ++time[0], "100000.00"), tick("BTCUSDT", ++time[0], "100000.01"));
                return data(node.get(PATH + '/' + id)).getString("state").equals("fired");
            });
            SseEvent event = alerts.next();
            assertThat(price(event)).isEqualTo("100000.01");
            assertThat(event.json().getString("alert")).isEqualTo(id);
            assertThat(prices.next("alert").data()).isEqualTo(event.data());
            assertThat(data(node.get(PATH + '/' + id)).getInteger("fired")).isEqualTo(1);
            assertThat(patched(id, "{\"repeat\":\"once\"}").getString("state")).isEqualTo("armed");
            node.publish(tick("BTCUSDT", ++time[0], "100000.02"));
            assertThat(price(alerts.next())).isEqualTo("100000.02");
        }
    }

    @Test
    void aClientThatComesBackGetsWhatItMissedAndANewOneNothing() {
        String id;
        try (SseClient alerts = alerts(Map.of())) {
            alerts.next("connected");
            node.fire(firing("1", "", "1.00"));
            assertThat(price(alerts.next())).isEqualTo("1.00");
            id = alerts.lastEventId();
        }
        try (SseClient first = alerts(Map.of())) {
            first.next("connected");
            node.fire(firing("2", "", "2.00"), firing("3", "", "3.00"));
            assertThat(price(first.next())).isEqualTo("2.00");
        }
        try (SseClient back = alerts(Map.of("Last-Event-ID", id));
                SseClient fresh = alerts(Map.of())) {
            back.next("connected");
            SseEvent event = back.next();
            // It may come again, as every event of a stream.
            assertThat(price(event)).isIn("1.00", "2.00");
            assertThat(price(event).equals("1.00") ? price(back.next()) : price(event))
                    .isEqualTo("2.00");
            assertThat(price(back.next())).isEqualTo("3.00");
            fresh.next("connected");
            node.fire(firing("4", "", "4.00"));
            assertThat(price(back.next())).isEqualTo("4.00");
            assertThat(price(fresh.next())).isEqualTo("4.00");
        }
    }

    @Test
    void aPriceStreamThatComesBackGetsTheAlertsThatItMissed() {
        String id;
        try (SseClient prices = node.greeted("?alerts=1")) {
            node.publish(tick("BTCUSDT", 1, "95000.00"));
            prices.next("price");
            id = prices.lastEventId();
        }
        try (SseClient other = alerts(Map.of())) {
            other.next("connected");
            node.fire(firing("1", "", "1.00"), firing("2", "somebody", "2.00"), firing("3", "", "3.00"));
            assertThat(price(other.next())).isEqualTo("1.00");
            assertThat(price(other.next())).isEqualTo("3.00");
        }
        try (SseClient back = node.stream("?alerts=1", Map.of("Last-Event-ID", id));
                SseClient fresh = node.stream("?alerts=1")) {
            assertThat(price(back.next("alert"))).isEqualTo("1.00");
            assertThat(price(back.next("alert"))).isEqualTo("3.00");
            fresh.next("connected");
            node.fire(firing("4", "", "4.00"));
            assertThat(price(back.next("alert"))).isEqualTo("4.00");
            assertThat(price(fresh.next("alert"))).isEqualTo("4.00");
        }
    }

    @Test
    void whatIsNoListOfAlertsIsDropped() {
        try (SseClient alerts = alerts(Map.of())) {
            alerts.next("connected");
            node.bus().publish("alerts", "text");
            node.bus().publish("alerts", JsonArray.of(JsonObject.of("firing", JsonObject.of("id", 1))));
            node.bus().publish("alerts", JsonArray.of(JsonObject.of("alert", "a", "state", new JsonObject())));
            node.fire(firing("1", "", "1.00, \"x\": "));
            node.fire(firing("2", "", "2.00"));
            assertThat(price(alerts.next())).isEqualTo("2.00");
            assertThat(node.status().getJsonObject("signals").getInteger("malformed"))
                    .isEqualTo(3);
        }
    }
}
