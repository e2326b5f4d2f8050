package io.tickcast.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.BusAddresses;
import io.tickcast.market.DecimalField;
import io.tickcast.market.FeedState.State;
import io.tickcast.market.Field;
import io.tickcast.market.Gap;
import io.tickcast.market.Instrument;
import io.tickcast.market.Signal;
import io.tickcast.market.Tick;
import io.tickcast.market.TickBuilder;
import io.tickcast.market.candle.Interval;
import io.tickcast.testing.Await;
import io.tickcast.testing.Candles;
import io.tickcast.testing.Firings;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.RawWebSocket;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.SseEvent;
import io.tickcast.testing.Ticks;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The descriptions that the node serves, against what it does. */
// Reading from a socket cannot be interrupted.
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ApiDescriptionTest extends WithKeys {
    private static final String OPEN = "/api/openapi.json";
    private static final String ASYNC = "/api/asyncapi.json";

    /** A request for each operation that answers JSON to GET. */
    private static final Map<String, String> ASKED = Map.ofEntries(
            Map.entry("/api/sse/status", ""),
            Map.entry("/api/prices", "?exchange=binance,okx"),
            Map.entry("/api/prices/{symbol}", "BTCUSDT"),
            Map.entry("/api/symbols", ""),
            Map.entry("/api/candles", "?symbol=BTCUSDT&interval=1m"),
            Map.entry("/api/alerts", ""),
            Map.entry("/api/udf/config", ""),
            Map.entry("/api/udf/symbols", "?symbol=BTCUSDT"),
            Map.entry("/api/udf/search", "?query=BTC"),
            Map.entry("/api/udf/history", "?symbol=BTCUSDT&resolution=1&from=0&to=9999999999"),
            Map.entry(OPEN, ""),
            Map.entry(ASYNC, ""),
            Map.entry("/health/live", ""),
            Map.entry("/health/ready", ""));

    /** A wrong request for each that can be one, and its status. */
    private static final Map<String, Integer> WRONG = Map.of(
            "/api/prices?exchange=?", 400,
            "/api/prices/NO", 404,
            "/api/symbols?exchange=?", 400,
            "/api/candles?symbol=BTCUSDT", 400,
            "/api/sse/prices?fields=?", 400,
            "/api/sse/signals?names=%00", 400,
            "/api/ws/prices", 426,
            "/api/udf/symbols", 400,
            "/api/udf/search?limit=x", 400,
            "/api/udf/history?symbol=NO&resolution=1", 404);

    private static HttpNode.Plan plan() {
        return HttpNode.plan()
                .candles()
                .alerts()
                .set("TICKCAST_SYMBOLS", "BTCUSDT,ETHUSDT")
                .set("TICKCAST_FEED_EXCHANGES", "binance,okx")
                .set("TICKCAST_STREAM_HEARTBEAT", "1s");
    }

    private static Described description(HttpNode node, String path) {
        RawAnswer answer = node.get(path);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).contains("application/json; charset=utf-8");
        assertThat(answer.header("access-control-allow-origin")).contains("*");
        return new Described(new JsonObject(answer.body()));
    }

    private static String plain(String path) {
        return path.replaceAll("\\{[^}]*}|:\\w+|\\*", "{}");
    }

    private static Tick tick(String symbol, long time) {
        TickBuilder tick = Ticks.builder(symbol, time, "95000.10");
        for (DecimalField field : DecimalField.values()) {
            if (field != DecimalField.PRICE) {
                Ticks.set(tick, field, "1.50");
            }
        }
        return tick.build();
    }

    /** Returns when the node has a candle of this minute. */
    private static void keep(HttpNode node, long time) {
        node.publish(
                Candles.builder("BTCUSDT", time, "1.50", "0.10").closed(true).build());
        Await.until(
                "the candle is kept",
                () -> node.get("/api/candles?symbol=BTCUSDT&interval=1m").body().contains("1.50"));
    }

    @Test
    void eachRouteIsDescribedAndEachDescriptionIsARoute() {
        try (HttpNode node = HttpNode.plan()
                .askingForTokens()
                .set("TICKCAST_AUTH_JWT_JWKS", keys.url())
                .set("TICKCAST_RELAY_BINANCE_ENABLED", "true")
                .start()) {
            Set<String> routes = node.routes().stream()
                    .filter(route -> !route.startsWith("HEAD "))
                    .map(ApiDescriptionTest::plain)
                    .collect(Collectors.toCollection(TreeSet::new));
            // They are files.
            routes.addAll(List.of("GET " + OPEN, "GET " + ASYNC));
            JsonObject paths = description(node, OPEN).document().getJsonObject("paths");
            Set<String> described = new TreeSet<>();
            paths.fieldNames()
                    .forEach(path -> paths.getJsonObject(path).fieldNames().stream()
                            .map(method -> plain(method.toUpperCase(Locale.ROOT) + ' ' + path))
                            .forEach(described::add));
            assertThat(described).isEqualTo(routes);
        }
    }

    @Test
    void answersAreAsTheyAreDescribed() {
        try (HttpNode node = plan().start()) {
            long now = Interval.MINUTES_1.open(System.currentTimeMillis());
            node.follow("binance", instrument("BTC"));
            node.hold(tick("BTCUSDT", now));
            keep(node, now - Candles.MINUTE);
            awaitRules(node);
            Described open = description(node, OPEN);
            JsonObject paths = open.document().getJsonObject("paths");
            Set<String> described = paths.fieldNames().stream()
                    .filter(path -> !path.startsWith("/binance") && !path.startsWith("/api/alerts/"))
                    .filter(path -> schema(paths, path, "get", 200) != null)
                    .collect(Collectors.toSet());
            assertThat(ASKED.keySet()).isEqualTo(described);
            ASKED.forEach((path, rest) -> {
                RawAnswer answer = node.get(path.replaceFirst("\\{.*", "") + rest);
                assertThat(answer.status()).as(path).isEqualTo(200);
                open.check(schema(paths, path, "get", 200), value(answer), path);
            });
            WRONG.forEach((uri, status) -> {
                RawAnswer answer = node.get(uri);
                assertThat(answer.status()).as(uri).isEqualTo(status);
                String path = uri.replaceFirst("\\?.*", "").replace("/NO", "/{symbol}");
                open.check(schema(paths, path, "get", status), value(answer), uri);
            });
            post(node, open, "/api/sse/test-broadcast", "{\"symbol\":\"BTCUSDT\",\"price\":1,\"change_24h\":2}", 200);
            post(node, open, "/api/sse/test-broadcast", "{}", 400);
        }
        try (HttpNode node =
                plan().set("TICKCAST_FEED_PUBLISHED_SOURCES", "desk").start()) {
            Described open = description(node, OPEN);
            post(node, open, "/api/ticks", "[{\"exchange\":\"desk\",\"symbol\":\"A\",\"price\":1},{}]", 202);
        }
    }

    private static void awaitRules(HttpNode node) {
        Await.until("rules are read", () -> node.get("/api/alerts").status() == 200);
    }

    @Test
    void rulesOfAlertsAreAsTheyAreDescribed() {
        try (HttpNode node = plan().start()) {
            Described open = description(node, OPEN);
            JsonObject paths = open.document().getJsonObject("paths");
            awaitRules(node);
            String rule = "{\"symbol\":\"BTCUSDT\",\"when\":{\"above\":\"1\"},"
                    + "\"deliver\":[{\"webhook\":\"https://example.com/hook\"}]}";
            post(node, open, "/api/alerts", rule, 201);
            post(node, open, "/api/alerts", "{}", 400);
            RawAnswer all = node.get("/api/alerts");
            open.check(schema(paths, "/api/alerts", "get", 200), value(all), "/api/alerts");
            String id = all.json()
                    .getJsonObject("data")
                    .getJsonArray("alerts")
                    .getJsonObject(0)
                    .getString("id");
            String one = "/api/alerts/{id}";
            for (String method : List.of("get", "patch", "delete")) {
                RawAnswer answer = node.request(method.toUpperCase(Locale.ROOT), "/api/alerts/" + id, "{}");
                open.check(schema(paths, one, method, answer.status()), value(answer), method);
                assertThat(answer.status()).isEqualTo(200);
            }
            RawAnswer gone = node.get("/api/alerts/" + id + "/deliveries");
            open.check(schema(paths, one + "/deliveries", "get", 404), value(gone), "deliveries");
        }
    }

    private static void post(HttpNode node, Described open, String path, String body, int status) {
        RawAnswer answer = node.post(path, body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        open.check(schema(open.document().getJsonObject("paths"), path, "post", status), value(answer), path);
    }

    private static JsonObject schema(JsonObject paths, String path, String method, int status) {
        JsonObject operation = paths.getJsonObject(path).getJsonObject(method, new JsonObject());
        JsonObject response =
                operation.getJsonObject("responses", new JsonObject()).getJsonObject("" + status, new JsonObject());
        JsonObject content =
                response.getJsonObject("content", new JsonObject()).getJsonObject("application/json", new JsonObject());
        return content.getJsonObject("schema");
    }

    private static Object value(RawAnswer answer) {
        String wrapped = "{\"value\":" + answer.body() + '}';
        return new JsonObject(wrapped).getValue("value");
    }

    private static Instrument instrument(String base) {
        return new Instrument(base + "USDT", base, "USDT", base + "USDT", "", OptionalInt.of(2), Instrument.TRADING);
    }

    private static final String FIELDS =
            "&fields=" + Stream.of(Field.values()).map(Field::label).collect(Collectors.joining(","));

    @Test
    void eventsAreAsTheyAreDescribed() {
        try (HttpNode node = plan().set("TICKCAST_STREAM_MAX_CONNECTIONS", "2").start()) {
            Described async = description(node, ASYNC);
            Set<String> seen = new HashSet<>();
            long now = Interval.MINUTES_1.open(System.currentTimeMillis());
            node.follow("binance", instrument("BTC"), instrument("ETH"));
            node.hold(tick("BTCUSDT", now));
            keep(node, now - Candles.MINUTE);
            String query = "?exchange=binance&candles=1m&signals=*&alerts=1&interval=0&lastEventId=1" + FIELDS;
            try (SseClient sse = node.stream(query);
                    RawWebSocket socket = RawWebSocket.open(node.connect(), "/api/ws/prices" + query)) {
                Await.until("both are open", () -> node.status().getInteger("connected_clients") == 2);
                node.report(State.LIVE);
                node.publish(new Signal("movers", "{\"a\":[1]}", now, "test", "movers.js"));
                node.fire(Firings.firing("1", "", "100000.50"));
                node.bus().publish(BusAddresses.GAPS, new Gap("binance", "BTCUSDT", 1, 2).toJson());
                node.publish(tick("BTCUSDT", now + 1));
                node.publish(Candles.builder("BTCUSDT", now, "2.50", "0.10").build());
                node.follow("binance", instrument("BTC"), instrument("SOL"));
                try (SseClient third = node.stream("")) {
                    check(async, "prices", third.next("overloaded"), seen);
                }
                Set<String> wanted = new HashSet<>(Set.of(
                        "connected",
                        "price",
                        "candle",
                        "feed",
                        "gap",
                        "symbols",
                        "heartbeat",
                        "reset",
                        "signal",
                        "alert"));
                for (Set<String> missing = new HashSet<>(wanted); !missing.isEmpty(); ) {
                    SseEvent event = sse.next();
                    check(async, "prices", event, seen);
                    missing.remove(event.name());
                }
                socket.send("{\"op\":\"subscribe\",\"symbols\":[\"BTCUSDT\"],\"ref\":1}");
                socket.send("{\"op\":\"set\",\"ref\":[2]}");
                wanted.addAll(Set.of("ack", "error"));
                while (!wanted.isEmpty()) {
                    JsonObject line = new JsonObject(socket.line());
                    String event = line.getString("event");
                    JsonObject channel =
                            async.document().getJsonObject("channels").getJsonObject("webSocket");
                    async.check(payload(async, channel, event), line, "webSocket " + event);
                    wanted.remove(event);
                }
            }
            // The end of a token is a notice, too.
            seen.add("expired");
            assertThat(seen)
                    .isEqualTo(async.document()
                            .getJsonObject("channels")
                            .getJsonObject("prices")
                            .getJsonObject("messages")
                            .fieldNames());
        }
    }

    private static void check(Described async, String channel, SseEvent event, Set<String> seen) {
        JsonObject described = async.document().getJsonObject("channels").getJsonObject(channel);
        async.check(payload(async, described, event.name()), event.json(), channel + ' ' + event.name());
        seen.add(event.name());
    }

    private static JsonObject payload(Described async, JsonObject channel, String event) {
        JsonObject message = channel.getJsonObject("messages").getJsonObject(event);
        assertThat(message).as(event).isNotNull();
        JsonObject resolved = async.resolve(message);
        assertThat(resolved.getString("name")).isEqualTo(event);
        return resolved.getJsonObject("payload");
    }

    @Test
    void aPriceEventHasAllFieldsThatAreDescribed() {
        try (HttpNode node = plan().start()) {
            Described async = description(node, ASYNC);
            node.hold(tick("BTCUSDT", 1));
            try (SseClient client = node.stream("?exchange=binance" + FIELDS)) {
                Set<String> described = new TreeSet<>(async.document()
                        .getJsonObject("components")
                        .getJsonObject("schemas")
                        .getJsonObject("Price")
                        .getJsonObject("properties")
                        .fieldNames());
                described.removeAll(Set.of("age_ms", "test", "demo"));
                Set<String> sent = new TreeSet<>(client.next("price").json().fieldNames());
                sent.remove("age_ms");
                assertThat(sent).isEqualTo(described);
            }
        }
    }

    /** Each reference leads somewhere, and what both describe is the same. */
    @Test
    void theDescriptionsAreWhole() {
        try (HttpNode node = HttpNode.start()) {
            Described open = description(node, OPEN);
            Described async = description(node, ASYNC);
            List<String> found = new ArrayList<>();
            for (Described each : List.of(open, async)) {
                follow(each, each.document(), found);
            }
            assertThat(found).hasSizeGreaterThan(100);
            JsonObject shared = async.document().getJsonObject("components").getJsonObject("schemas");
            open.document().getJsonObject("components").getJsonObject("schemas").stream()
                    .filter(schema -> shared.containsKey(schema.getKey()))
                    .forEach(schema -> assertThat(schema.getValue()).isEqualTo(shared.getValue(schema.getKey())));
            assertThat(open.document().getJsonObject("info").getString("version"))
                    .isEqualTo(async.document().getJsonObject("info").getString("version"));
        }
    }

    @Test
    void eachOperationNamesItsSecurity() {
        try (HttpNode node = HttpNode.start()) {
            JsonObject paths = description(node, OPEN).document().getJsonObject("paths");
            paths.fieldNames()
                    .forEach(path -> paths.getJsonObject(path)
                            .forEach(operation -> assertThat(((JsonObject) operation.getValue()).fieldNames())
                                    .as(operation.getKey() + ' ' + path)
                                    .contains("security")));
            JsonObject operations = description(node, ASYNC).document().getJsonObject("operations");
            operations.forEach(operation -> assertThat(((JsonObject) operation.getValue()).fieldNames())
                    .as(operation.getKey())
                    .contains("security"));
        }
    }

    private static void follow(Described description, JsonObject from, List<String> found) {
        if (from.getValue("$ref") instanceof String pointer) {
            description.resolve(from);
            found.add(pointer);
        }
        from.forEach(field -> {
            if (field.getValue() instanceof JsonObject object) {
                follow(description, object, found);
            } else if (field.getValue() instanceof JsonArray array) {
                array.stream()
                        .filter(JsonObject.class::isInstance)
                        .forEach(object -> follow(description, (JsonObject) object, found));
            }
        });
    }
}
