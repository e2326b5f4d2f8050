package io.tickcast.http;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.tickcast.market.FeedState.State;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.LogLines;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.WithNode;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** {@code GET /api/sse/status} and {@code /health}. */
class StatusRouteTest extends WithNode {
    @Test
    void itIsAnEnvelopeThatNobodyKeeps() {
        RawAnswer answer = node.get("/api/sse/status");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().getInteger("code")).isEqualTo(1);
        assertThat(answer.headers())
                .containsEntry("content-type", "application/json; charset=utf-8")
                .containsEntry("cache-control", "no-store");
    }

    @Test
    void itTellsWhoTheNodeIsAndWhatItHas() {
        node.hold(tick("BTCUSDT", 1, "1"));
        JsonObject status = node.status();
        assertThat(status.getMap())
                .containsEntry("running", false)
                .containsEntry("connected_clients", 0)
                .containsEntry("node", "test")
                .containsEntry("version", "1.2.3")
                .containsEntry("demo", false)
                .containsEntry("symbols", 16)
                .containsEntry("prices", 1);
        assertThat(status.getLong("uptime_s")).isNotNegative();
        assertThat(status.getJsonArray("feeds")).isEmpty();
    }

    @Test
    void itRunsWhenItsFeedIsOn() {
        restart(HttpNode.plan().set("TICKCAST_FEED_ENABLED", "true"));
        assertThat(node.status().getBoolean("running")).isTrue();
    }

    @Test
    void itCountsTheClients() {
        try (SseClient one = node.greeted("");
                SseClient two = node.greeted("?symbols=BTCUSDT")) {
            assertThat(node.status().getInteger("connected_clients")).isEqualTo(2);
            assertThat(one.status()).isEqualTo(two.status());
        }
        node.awaitClients(0);
        assertThat(node.status().getJsonObject("streams").getMap())
                .containsEntry("open", 0)
                .containsEntry("opened", 2)
                .containsEntry("max", 10_000)
                .containsEntry("overloaded", 0)
                .containsEntry("conflated_ticks", 0);
    }

    @Test
    void itCountsTheClientsOfAllEventLoops() {
        restart(HttpNode.plan().eventLoops(3));
        for (int i = 1; i <= 6; i++) {
            node.greeted("");
        }
        for (int i = 0; i < 6; i++) {
            assertThat(node.status().getInteger("connected_clients")).isEqualTo(6);
        }
    }

    @Test
    void itCountsTheFramesThatWereWritten() {
        try (SseClient one = node.greeted("");
                SseClient two = node.greeted("")) {
            node.publish(tick("BTCUSDT", 1, "1"), tick("ETHUSDT", 1, "1"));
            one.next("price", 2);
            two.next("price", 2);
            assertThat(node.status().getJsonObject("streams").getLong("frames")).isEqualTo(2);
        }
    }

    @Test
    void itTellsOfEachLineOfAFeed() {
        node.report(State.STALE);
        Await.until(
                "the report is heard",
                () -> !node.status().getJsonArray("feeds").isEmpty());
        JsonObject feed = node.status().getJsonArray("feeds").getJsonObject(0);
        assertThat(feed.getMap()).containsEntry("exchange", "binance").containsEntry("state", "stale");
        assertThat(feed.getLong("last_tick_age_ms")).isNotNegative();
        assertThat(feed.getJsonObject("line").getMap())
                .containsEntry("node", "test")
                .containsEntry("number", 1)
                .containsEntry("state", "stale")
                .containsKey("since");
    }

    @Test
    void itTellsNoAgeOfAFeedWithoutATick() {
        node.report(State.DOWN, 0);
        Await.until(
                "the report is heard",
                () -> !node.status().getJsonArray("feeds").isEmpty());
        assertThat(node.status().getJsonArray("feeds").getJsonObject(0).containsKey("last_tick_age_ms"))
                .isFalse();
    }

    @Test
    void itTellsWhatTheCacheSays() {
        assertThat(node.status().getJsonObject("cache")).isEmpty();
        node.cacheState(JsonObject.of("store", "memory", "state", "up"));
        Await.until(
                "the cache is heard",
                () -> !node.status().getJsonObject("cache").isEmpty());
        assertThat(node.status().getJsonObject("cache")).isEqualTo(JsonObject.of("store", "memory", "state", "up"));
    }

    @Test
    void whatIsNoReportOfTheCacheIsDroppedAndCounted() {
        JsonObject good = JsonObject.of("store", "redis", "state", "down", "last_error", "no", "pending", 1);
        try (LogLines log = new LogLines("ROOT")) {
            node.cacheState("text");
            node.cacheState(new JsonObject());
            node.cacheState(JsonObject.of("store", "redis", "state", 7));
            node.cacheState(good.copy()
                    .put("pending", "many")
                    .put("unknown", "x".repeat(1_000))
                    .put("faults", 1));
            node.cacheState(good);
            Await.until(
                    "the cache is heard",
                    () -> node.status().getJsonObject("cache").containsKey("pending"));
            assertThat(node.status().getJsonObject("cache"))
                    .isEqualTo(good.copy().put("malformed", 3));
            assertThat(log.of(Level.ERROR)).isEmpty();
            assertThat(log.of(Level.WARN))
                    .hasSizeLessThanOrEqualTo(2)
                    .allMatch(line -> line.contains("report of the cache"));
        }
    }

    @Test
    void itTellsTheDelaysOnTheWay() {
        JsonObject latency = node.status().getJsonObject("latency");
        for (String part : new String[] {"exchange_to_node", "node_to_socket"}) {
            assertThat(latency.getJsonObject(part).fieldNames()).contains("p50_ms", "p99_ms");
        }
    }

    @Test
    void aNodeThatAnswersIsAlive() {
        RawAnswer answer = node.get("/health/live");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"code\":1,\"data\":{\"live\":true}}");
    }

    @Test
    void aNodeWithAFeedIsReadyOnceItHasAPrice() {
        restart(HttpNode.plan().set("TICKCAST_FEED_ENABLED", "true"));
        RawAnswer before = node.get("/health/ready");
        assertThat(before.status()).isEqualTo(503);
        assertThat(before.json().getInteger("code")).isZero();
        node.hold(tick("BTCUSDT", 1, "1"));
        RawAnswer after = node.get("/health/ready");
        assertThat(after.status()).isEqualTo(200);
        assertThat(after.body()).isEqualTo("{\"code\":1,\"data\":{\"ready\":true}}");
    }

    @Test
    void aNodeWithoutAFeedIsReadyAtOnce() {
        assertThat(node.get("/health/ready").status()).isEqualTo(200);
    }

    @Test
    void aNodeThatStopsIsAliveButNotReady() {
        Await.result(node.drain());
        assertThat(node.get("/health/ready").status()).isEqualTo(503);
        assertThat(node.get("/health/live").status()).isEqualTo(200);
    }
}
