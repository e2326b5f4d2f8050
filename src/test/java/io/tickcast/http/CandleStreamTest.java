package io.tickcast.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.BusAddresses;
import io.tickcast.market.Gap;
import io.tickcast.market.candle.Interval;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.SseClient;
import io.tickcast.testing.SseEvent;
import io.tickcast.testing.Ticks;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code candles=} of a price stream, with a real database. */
class CandleStreamTest extends WithCandles {
    /** The last hour of the clock, so that candles of some intervals are recent. */
    private static final long HOUR_AGO = Interval.HOURS_1.open(System.currentTimeMillis()) - HOUR;

    private static final String BTC = "?symbols=BTCUSDT&interval=0&candles=";

    private SseClient followed(String query) {
        SseClient client = node.stream(query);
        client.next("connected");
        Await.until(
                "it is counted", () -> node.status().getJsonObject("candles").getInteger("streams") > 0);
        return client;
    }

    @Test
    void longerCandlesAreTheSameSumsAsThoseOfTheOtherRoute() {
        hold(minutes("BTCUSDT", HOUR_AGO, 4));
        try (SseClient client = node.stream(BTC + "3m,1h")) {
            assertThat(client.next("connected").json().getJsonArray("candles")).containsExactly("3m", "1h");
            assertThat(client.next("candle").data())
                    .isEqualTo("{\"symbol\": \"BTCUSDT\", \"interval\": \"3m\", \"time\": " + (HOUR_AGO + 3 * MINUTE)
                            + ", \"open\": 4.50, \"high\": 4.50, \"low\": 4.50, \"close\": 4.50, \"volume\": 0.10, "
                            + "\"closed\": false}");
            assertThat(client.next("candle").data())
                    .startsWith("{\"symbol\": \"BTCUSDT\", \"interval\": \"1h\", \"time\": " + HOUR_AGO
                            + ", \"open\": 1.50, \"high\": 4.50, \"low\": 1.50, \"close\": 4.50, \"volume\": 0.40, ");

            node.publish(
                    closed("binance", "BTCUSDT", HOUR_AGO + 4 * MINUTE, "9"),
                    open("BTCUSDT", HOUR_AGO + 6 * MINUTE, "8"));

            JsonObject three = last(client, "3m", HOUR_AGO + 6 * MINUTE);
            assertThat(three.getInteger("close")).isEqualTo(8);
            assertThat(client.text())
                    .contains("\"interval\": \"3m\", \"time\": " + (HOUR_AGO + 3 * MINUTE)
                            + ", \"open\": 4.50, \"high\": 9, \"low\": 4.50, \"close\": 9, \"volume\": 0.20, "
                            + "\"closed\": true, \"complete\": false}");
            assertThat(node.get("/api/candles?symbol=BTCUSDT&interval=3m").body())
                    .contains("\"open\": 4.50, \"high\": 9, \"low\": 4.50, \"close\": 9, \"volume\": 0.20, "
                            + "\"closed\": true, \"complete\": false}");
        }
    }

    /** Reads on until there is this candle. */
    private static JsonObject last(SseClient client, String interval, long time) {
        JsonObject candle = client.next("candle").json();
        while (!candle.getString("interval").equals(interval) || candle.getLong("time") != time) {
            candle = client.next("candle").json();
        }
        return candle;
    }

    @Test
    void historyAndLiveComeInOneRequestWithoutASeam() {
        int count = 300;
        long now = Interval.MINUTES_1.open(System.currentTimeMillis());
        long first = now - count * MINUTE;
        hold(minutes("BTCUSDT", first, count - 1));
        Await.until(
                "those that have left the memory are stored",
                () -> candles("?symbol=BTCUSDT&interval=1m&limit=1000").size() == count - 1);
        int states = 100;
        Thread publisher = new Thread(() -> {
            node.publish(closed("binance", "BTCUSDT", now - MINUTE, "1"));
            for (int i = 1; i <= states; i++) {
                String number = Integer.toString(i);
                node.publish(builder("binance", "BTCUSDT", now, number)
                        .volume(number)
                        .build());
            }
        });
        List<Long> times = new ArrayList<>();
        try (SseClient client = node.stream(BTC + "1m&from=" + Instant.ofEpochMilli(first + MINUTE))) {
            publisher.start();
            JsonObject candle;
            do {
                candle = client.next("candle").json();
                times.add(candle.getLong("time"));
            } while (candle.getLong("time") < now || candle.getInteger("close") < states);
        }
        assertThat(times).isSorted().startsWith(first + MINUTE);
        assertThat(times.stream().distinct()).hasSize(count);
    }

    @Test
    void aClientThatComesBackToAnotherLoopGetsWhatClosedWhileItWasAway() {
        restart(HttpNode.plan().eventLoops(2));
        follow();
        long now = Interval.MINUTES_1.open(System.currentTimeMillis());
        node.publish(closed("binance", "BTCUSDT", now - 2 * MINUTE, "1"), open("BTCUSDT", now - MINUTE, "2"));
        node.publish(Ticks.tick("BTCUSDT", now, "2"));
        String id;
        try (SseClient client = node.stream(BTC + "1m")) {
            client.next("candle");
            Await.until("there is a price", () -> !client.lastEventId().isEmpty());
            id = client.lastEventId();
        }
        node.publish(closed("binance", "BTCUSDT", now - MINUTE, "3"), open("BTCUSDT", now, "4"));
        Await.until(
                "both are here",
                () -> times(candles("?symbol=BTCUSDT&interval=1m")).contains(now));

        for (int i = 0; i < 4; i++) {
            try (SseClient back = node.stream(BTC + "1m", Map.of("Last-Event-ID", id))) {
                JsonObject candle = back.next("candle").json();
                while (candle.getLong("time") < now - MINUTE) {
                    candle = back.next("candle").json();
                }
                assertThat(candle.getLong("time")).isEqualTo(now - MINUTE);
                assertThat(candle.getBoolean("closed")).isTrue();
                SseEvent open = back.next("candle");
                assertThat(open.json().getLong("time")).isEqualTo(now);
                assertThat(open.json().getBoolean("closed")).isFalse();
                assertThat(back.text()).doesNotContain("event: reset");
            }
        }
    }

    @Test
    void eachExchangeHasItsOwn() {
        try (SseClient client = followed("?symbols=BTCUSDT&exchange=*&candles=1m&interval=0")) {
            node.publish(open("BTCUSDT", HOUR_AGO, "1"));
            assertThat(client.next("candle").data())
                    .startsWith("{\"symbol\": \"BTCUSDT\", \"exchange\": \"binance\", \"interval\": \"1m\", ");
            node.publish(builder("okx", "BTCUSDT", HOUR_AGO, "2").build());
            assertThat(client.next("candle").data())
                    .startsWith("{\"symbol\": \"BTCUSDT\", \"exchange\": \"okx\", \"interval\": \"1m\", ");
        }
    }

    @Test
    void candlesAreCounted() {
        try (SseClient client = followed(BTC + "1m")) {
            node.publish(open("BTCUSDT", HOUR_AGO, "1"));
            client.next("candle");
            JsonObject counts = node.status().getJsonObject("candles");
            assertThat(counts.getInteger("streams")).isEqualTo(1);
            assertThat(counts.getInteger("sent")).isEqualTo(1);
            assertThat(node.get("/metrics").body())
                    .contains("\ntickcast_candle_streams 1.0\n", "\ntickcast_candles_sent_total 1.0\n");
        }
    }

    @Test
    void aBadRequestIsRefusedWithTheReason() {
        String requests = """
                candles= candles: name at least one of 1m, 3m,
                candles=2m candles: 2m is not available; there are 1m, 3m, 5m
                candles=1m,1M candles: 1M is not available
                from=5 from: it needs candles, such as candles=1m
                candles=1m&from=yesterday from: yesterday is not a time
                candles=1m&from=-1 from: -1 is not a time
                candles=1m&from=9999-01-01T00:00:00Z from: it lies in the future
                candles=1m&exchange=index candles: there are none of index, but of binance, okx
                candles=1m&exchange=desk candles: there are none of desk, but of binance, okx
                """;
        for (String line : requests.lines().toList()) {
            String[] parts = line.split(" ", 2);
            assertThat(node.get("/api/sse/prices?" + parts[0]).error(400))
                    .as(line)
                    .startsWith(parts[1]);
        }
    }

    @Test
    void withoutHistoryTheAnswerSaysSo() {
        try (HttpNode none = HttpNode.start()) {
            assertThat(none.get("/api/sse/prices?candles=1m").error(400))
                    .isEqualTo("candles: none are kept here, since history.enabled is false");
        }
    }

    @Test
    void minutesThatCouldNotBeHadAreNamedToStreamsWithCandlesAlone() {
        try (SseClient candles = followed(BTC + "1m");
                SseClient prices = node.stream("?symbols=BTCUSDT&interval=0")) {
            prices.next("connected");

            node.bus()
                    .publish(
                            BusAddresses.GAPS,
                            new Gap(Gap.Kind.CANDLES, "binance", "BTCUSDT", HOUR_AGO, HOUR_AGO + MINUTE).toJson());
            node.bus().publish(BusAddresses.GAPS, new Gap("binance", "BTCUSDT", 7, 8).toJson());

            assertThat(candles.next("gap").json())
                    .isEqualTo(new JsonObject()
                            .put("exchange", "binance")
                            .put("symbol", "BTCUSDT")
                            .put("kind", "candles")
                            .put("from", HOUR_AGO)
                            .put("to", HOUR_AGO + MINUTE)
                            .put("interval", "1m"));
            assertThat(candles.next("gap").json().getString("kind")).isEqualTo("trades");
            assertThat(prices.next("gap").json().getString("kind")).isEqualTo("trades");
        }
    }
}
