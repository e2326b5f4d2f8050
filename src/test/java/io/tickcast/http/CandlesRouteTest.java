package io.tickcast.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.candle.CandleField;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawAnswer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** {@code GET /api/candles}. */
class CandlesRouteTest extends WithCandles {
    private static final String BTC = "?symbol=BTCUSDT&interval=1m";

    @Test
    void candlesKeepTheDigitsOfTheExchangeAndTheOpenOneIsTheLast() {
        hold(
                builder("binance", "BTCUSDT", DAY, "1")
                        .prices("95000.00", "95010.50", "94990.00", "95001.10")
                        .volume("12.3450")
                        .quoteVolume("1172784.00100")
                        .trades(321)
                        .closed(true)
                        .build(),
                builder("binance", "BTCUSDT", DAY + MINUTE, "95001.10").build());

        RawAnswer answer = ask(BTC);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).contains("application/json; charset=utf-8");
        assertThat(answer.body())
                .startsWith("{\"code\": 1, \"data\": {\"symbol\": \"BTCUSDT\", \"exchange\": \"binance\", "
                        + "\"interval\": \"1m\", \"candles\": [{\"time\": 1704844800000, \"open\": 95000.00, "
                        + "\"high\": 95010.50, \"low\": 94990.00, \"close\": 95001.10, \"volume\": 12.3450, "
                        + "\"quote_volume\": 1172784.00100, \"trades\": 321, \"closed\": true, \"complete\": true}, "
                        + "{\"time\": 1704844860000, \"open\": 95001.10, \"high\": 95001.10, \"low\": 95001.10, "
                        + "\"close\": 95001.10, \"volume\": 0.10, \"closed\": false, \"complete\": false}], "
                        // Nothing has come since then, though the minute has ended.
                        + "\"gaps\": [{\"from\": 1704844920000, \"to\": ")
                .endsWith("}]}}");
    }

    @Test
    void longerCandlesAreExactSumsAndSayWhetherAPartIsMissing() {
        hold(minutes("BTCUSDT", DAY, 3));
        hold(closed("binance", "BTCUSDT", DAY + 4 * MINUTE, "7.25"), open("BTCUSDT", DAY + 6 * MINUTE, "2"));

        Await.until(
                "all are stored", () -> candles("?symbol=BTCUSDT&interval=3m").size() == 3);

        assertThat(ask("?symbol=BTCUSDT&interval=3m").body())
                .contains("{\"time\": 1704844800000, \"open\": 1.50, \"high\": 3.50, \"low\": 1.50, "
                        + "\"close\": 3.50, \"volume\": 0.30, \"closed\": true, \"complete\": true}")
                .contains("{\"time\": 1704844980000, \"open\": 7.25, \"high\": 7.25, \"low\": 7.25, "
                        + "\"close\": 7.25, \"volume\": 0.10, \"closed\": true, \"complete\": false}")
                .contains("{\"time\": 1704845160000, \"open\": 2, \"high\": 2, \"low\": 2, \"close\": 2, "
                        + "\"volume\": 0.10, \"closed\": false, \"complete\": false}], \"gaps\": [");
        assertThat(ask(BTC).json().getJsonObject("data").getJsonArray("gaps").getJsonObject(0))
                .isEqualTo(new JsonObject().put("from", DAY + 3 * MINUTE).put("to", DAY + 3 * MINUTE));
    }

    @Test
    void aPageHasTheNewestOfARangeThatIncludesItsBeginAndNotItsEnd() {
        hold(minutes("BTCUSDT", DAY, 10));

        assertThat(times(candles(BTC + "&from=" + (DAY + MINUTE) + "&to=" + (DAY + 4 * MINUTE))))
                .isEqualTo(times(DAY + MINUTE, DAY + 2 * MINUTE, DAY + 3 * MINUTE));
        assertThat(times(candles(BTC + "&to=" + (DAY + 4 * MINUTE) + "&limit=2")))
                .isEqualTo(times(DAY + 2 * MINUTE, DAY + 3 * MINUTE));
        assertThat(times(candles(BTC + "&from=2024-01-10T00:08:00Z")))
                .isEqualTo(times(DAY + 8 * MINUTE, DAY + 9 * MINUTE));
        assertThat(times(candles(BTC + "&to=2024-01-10T01:02:00%2B01:00"))).isEqualTo(times(DAY, DAY + MINUTE));
        assertThat(times(candles(BTC + "&limit=1"))).isEqualTo(times(DAY + 9 * MINUTE));
        assertThat(candles(BTC + "&to=1")).isEmpty();
    }

    @Test
    void aRangeMayBeginAndEndWithinACandle() {
        hold(minutes("BTCUSDT", DAY, 3));

        RawAnswer within = ask(BTC + "&from=" + (DAY + 1) + "&to=" + (DAY + 4 * MINUTE + 1));
        assertThat(within.status()).isEqualTo(200);
        assertThat(times(within.json().getJsonObject("data").getJsonArray("candles")))
                .isEqualTo(times(DAY + MINUTE, DAY + 2 * MINUTE));
        assertThat(within.json().getJsonObject("data").getJsonArray("gaps"))
                .containsExactly(new JsonObject().put("from", DAY + 3 * MINUTE).put("to", DAY + 4 * MINUTE));
        assertThat(ask(BTC + "&to=90000").status()).isEqualTo(200);
        assertThat(ask(BTC + "&from=1969-12-31T00:00:00Z").status()).isEqualTo(200);
    }

    @Test
    void candlesThatLeftTheMemoryComeFromTheDatabase() {
        hold(minutes("BTCUSDT", DAY, 1_010));

        Await.until("all are stored", () -> candles(BTC + "&limit=1000").size() == 1_000);

        assertThat(times(candles(BTC + "&limit=1000")).get(0)).isEqualTo(DAY + 10 * MINUTE);
        assertThat(candles(BTC)).hasSize(500);
        assertThat(times(candles(BTC + "&to=" + (DAY + 10 * MINUTE))).get(0)).isEqualTo(DAY);
    }

    @Test
    void aPageThatIsAskedForAgainIsNotReadAgain() {
        hold(minutes("BTCUSDT", DAY, 10));
        // Ten minutes, three candles of 3m and two of 5m.
        awaitWritten(15);
        Await.until("it is read after the last write", () -> {
            JsonArray before = candles(BTC + "&limit=7");
            return cachedPages() > 0 && before.equals(candles(BTC + "&limit=7"));
        });
        long cached = cachedPages();

        assertThat(times(candles(BTC + "&limit=7"))).hasSize(7).endsWith(DAY + 9 * MINUTE);

        assertThat(cachedPages()).isEqualTo(cached + 1);
        // What changes it comes from memory first, and into the page within a second.
        hold(closed("binance", "BTCUSDT", DAY + 10 * MINUTE, "11.50"));
        assertThat(times(candles(BTC + "&limit=7"))).hasSize(7).endsWith(DAY + 10 * MINUTE);
    }

    private long cachedPages() {
        return node.status().getJsonObject("history").getLong("cached_pages");
    }

    @Test
    void eachExchangeHasItsOwnCandlesAndThePrimaryIsTheDefault() {
        hold(closed("binance", "BTCUSDT", DAY, "1"));
        hold(closed("okx", "BTCUSDT", DAY, "2"));

        assertThat(candles(BTC).getJsonObject(0).getInteger("open")).isEqualTo(1);
        assertThat(candles(BTC + "&exchange=okx").getJsonObject(0).getInteger("open"))
                .isEqualTo(2);
    }

    @Test
    void anAliasAndSmallLettersNameTheSameSymbol() {
        hold(closed("binance", "POLUSDT", DAY, "0.5123"));

        RawAnswer answer = ask("?symbol=maticusdt&interval=1m");

        assertThat(answer.body()).contains("\"symbol\": \"POLUSDT\"").contains("\"open\": 0.5123");
    }

    @Test
    void aSymbolWithoutCandlesYetHasAnEmptyList() {
        assertThat(ask("?symbol=ETHUSDT&interval=1d")
                        .json()
                        .getJsonObject("data")
                        .encode())
                .isEqualTo("{\"symbol\":\"ETHUSDT\",\"exchange\":\"binance\",\"interval\":\"1d\",\"candles\":[]}");
    }

    @Test
    void aBadRequestIsRefusedWithTheReason() {
        String requests = """
                400 interval=1m symbol: it is missing
                400 symbol=&interval=1m symbol: it is missing
                400 symbol=a/b&interval=1m symbol: A/B is not a symbol
                400 symbol=BTCUSDT interval: it is missing
                400 symbol=BTCUSDT&interval=2m interval: 2m is not available; there are 1m, 3m
                400 symbol=BTCUSDT&interval=1M interval: 1M is not available
                400 symbol=BTCUSDT&interval=1m&limit=0 limit: 0 is not a number from 1 to 1000
                400 symbol=BTCUSDT&interval=1m&limit=1001 limit: 1001 is not
                400 symbol=BTCUSDT&interval=1m&limit=-1 limit: -1 is not
                400 symbol=BTCUSDT&interval=1m&limit=ten limit: ten is not
                400 symbol=BTCUSDT&interval=1m&limit= limit:
                400 symbol=BTCUSDT&interval=1m&from=yesterday from: yesterday is not a time; give ms since 1970, or ISO
                400 symbol=BTCUSDT&interval=1m&from=-1 from: -1 is not a time
                400 symbol=BTCUSDT&interval=1m&from=1e9 from: 1e9 is not a time
                400 symbol=BTCUSDT&interval=1m&to=2024-01-10 to: 2024-01-10 is not a time
                400 symbol=BTCUSDT&interval=1m&to=253402300800001 to: 253402300800001 is not a time
                400 symbol=BTCUSDT&interval=1m&to=99999999999999999999 to: 99999999999999999999 is not a time
                400 symbol=BTCUSDT&interval=1m&to=%2B999999999-12-31T23:59:59Z to: +999999999-12-31T23:59:59Z is not
                400 symbol=BTCUSDT&interval=1m&from=-999999999-01-01T00:00:00Z from: -999999999-01-01T00:00:00Z is not
                400 symbol=BTCUSDT&interval=1m&from=5&to=5 from: it must be before to
                400 symbol=BTCUSDT&interval=1m&from=6&to=5 from: it must be before to
                400 symbol=BTCUSDT&interval=1m&exchange=nope exchange: nope is not available here; there are binance, okx
                400 symbol=BTCUSDT&interval=1m&exchange=binance,okx exchange: candles are those of one exchange; name one
                400 symbol=BTCUSDT&interval=1m&exchange=* exchange: candles are those of one exchange
                400 symbol=BTCUSDT&interval=1m&exchange=index exchange: candles are those of one exchange
                404 symbol=BTCUSDT&interval=1m&exchange=desk exchange: desk has no candles
                404 symbol=OKBUSDT&interval=1m symbol: binance has no OKBUSDT here; see GET /api/symbols
                404 symbol=ETHUSDT&interval=1m&exchange=okx symbol: okx has no ETHUSDT here
                """;
        for (String line : requests.lines().toList()) {
            String[] parts = line.split(" ", 3);
            assertThat(ask("?" + parts[1]).error(Integer.parseInt(parts[0])))
                    .as(line)
                    .startsWith(parts[2]);
        }
    }

    @Test
    void headHasTheHeadOfGetAndGzipTheSameBody() {
        hold(minutes("BTCUSDT", DAY, 100));
        RawAnswer plain = ask(BTC);

        RawAnswer head = node.request("HEAD", "/api/candles" + BTC, "");

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.header("content-type")).isEqualTo(plain.header("content-type"));
        assertThat(node.request("POST", "/api/candles" + BTC, "").error(405)).contains("POST is not allowed");
        RawAnswer packed = ask(BTC, "Accept-Encoding: gzip");
        assertThat(packed.header("content-encoding")).contains("gzip");
        assertThat(Integer.parseInt(packed.header("content-length").orElseThrow()))
                .isLessThan(plain.body().length() / 3);
    }

    @Test
    void pagesOfOtherSitesMayRead() {
        assertThat(ask(BTC, "Origin: https://shop.example").header("access-control-allow-origin"))
                .contains("*");
    }

    @Test
    void withoutHistoryThereAreNone() {
        try (HttpNode none = HttpNode.start()) {
            assertThat(none.get("/api/candles" + BTC).error(404)).contains("history.enabled is false");
            assertThat(none.status().containsKey("history")).isFalse();
        }
    }

    @Test
    void whileTheDatabaseIsDownTheAnswerSaysWhy() {
        try (HttpNode down = HttpNode.plan()
                .candles()
                .set("TICKCAST_STORAGE_URL", "jdbc:postgresql://127.0.0.1:1/tickcast")
                .start()) {
            Await.until(
                    "the node has noticed",
                    () -> down.status()
                            .getJsonObject("history")
                            .getString("state")
                            .equals("down"));

            assertThat(down.get("/api/candles" + BTC).error(503))
                    .startsWith("the candles cannot be read now: ")
                    .contains("127.0.0.1:1");
            assertThat(down.status().getJsonObject("history").getString("last_error"))
                    .contains("127.0.0.1:1");
            assertThat(down.get("/metrics").body()).contains("\ntickcast_storage_up 0.0\n");
        }
    }

    @Test
    void aCandleWithoutSomeFiguresLeavesThemOut() {
        hold(closed("binance", "BTCUSDT", DAY, "1"));

        assertThat(candles(BTC).getJsonObject(0).fieldNames())
                .containsExactly("time", "open", "high", "low", "close", "volume", "closed", "complete")
                .doesNotContain(CandleField.QUOTE_VOLUME.label(), "trades");
    }
}
