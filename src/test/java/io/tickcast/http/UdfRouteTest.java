package io.tickcast.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.candle.Candle;
import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawAnswer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code /api/udf/…}, by the rules of TradingView's UDF. */
class UdfRouteTest extends WithCandles {
    private static final String BTC = "symbol=BINANCE:BTCUSDT&resolution=1";
    private static final long FIRST = DAY / 1_000;

    private RawAnswer udf(String request) {
        return node.get("/api/udf/" + request);
    }

    private JsonObject history(String parameters) {
        RawAnswer answer = udf("history?" + parameters);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private static List<Long> bars(JsonObject history) {
        assertThat(history.getString("s")).isEqualTo("ok");
        return history.getJsonArray("t").stream()
                .map(time -> (((Number) time).longValue() - FIRST) / 60)
                .toList();
    }

    private void assertError(String request, int status, String reason) {
        RawAnswer answer = udf(request);
        assertThat(answer.status()).as(request).isEqualTo(status);
        assertThat(answer.json().fieldNames()).containsExactly("s", "errmsg");
        assertThat(answer.json().getString("s")).isEqualTo("error");
        assertThat(answer.json().getString("errmsg")).startsWith(reason);
    }

    @Test
    void theConfigurationNamesResolutionsAndExchanges() {
        assertThat(udf("config").json())
                .isEqualTo(new JsonObject("{\"supported_resolutions\":[\"1\",\"3\",\"5\",\"15\",\"30\",\"60\",\"120\","
                        + "\"240\",\"360\",\"480\",\"720\",\"1D\"],\"supports_search\":true,"
                        + "\"supports_group_request\":false,\"supports_marks\":false,"
                        + "\"supports_timescale_marks\":false,\"supports_time\":true,\"exchanges\":["
                        + "{\"value\":\"\",\"name\":\"All\",\"desc\":\"\"},"
                        + "{\"value\":\"BINANCE\",\"name\":\"BINANCE\",\"desc\":\"BINANCE\"},"
                        + "{\"value\":\"OKX\",\"name\":\"OKX\",\"desc\":\"OKX\"}],\"symbols_types\":["
                        + "{\"value\":\"\",\"name\":\"All\"},{\"value\":\"crypto\",\"name\":\"Crypto\"}]}"));
    }

    @Test
    void theTimeIsInSecondsAsText() {
        long before = Instant.now().getEpochSecond();

        RawAnswer answer = udf("time");

        assertThat(answer.header("content-type").orElseThrow()).startsWith("text/plain");
        assertThat(Long.parseLong(answer.body()))
                .isBetween(before, Instant.now().getEpochSecond());
    }

    @Test
    void aSymbolHasTheDigitsOfItsExchange() {
        Await.until(
                "the digits are known",
                () -> udf("symbols?symbol=OKX:BTCUSDT").json().getLong("pricescale") == 10);

        JsonObject symbol = udf("symbols?symbol=BINANCE:BTCUSDT").json();

        assertThat(symbol)
                .isEqualTo(new JsonObject("{\"name\":\"BTCUSDT\",\"ticker\":\"BINANCE:BTCUSDT\","
                        + "\"full_name\":\"BINANCE:BTCUSDT\",\"description\":\"BTC/USDT\",\"type\":\"crypto\","
                        + "\"session\":\"24x7\",\"timezone\":\"Etc/UTC\",\"exchange\":\"BINANCE\","
                        + "\"listed_exchange\":\"BINANCE\",\"format\":\"price\",\"minmov\":1,\"minmov2\":0,"
                        + "\"pricescale\":100,\"has_intraday\":true,\"has_daily\":true,"
                        + "\"has_weekly_and_monthly\":false,\"intraday_multipliers\":[\"1\",\"3\",\"5\",\"15\",\"30\","
                        + "\"60\",\"120\",\"240\",\"360\",\"480\",\"720\"],\"supported_resolutions\":[\"1\",\"3\","
                        + "\"5\",\"15\",\"30\",\"60\",\"120\",\"240\",\"360\",\"480\",\"720\",\"1D\"],"
                        + "\"volume_precision\":8,\"data_status\":\"streaming\"}"));
        assertThat(udf("symbols?symbol=btcusdt").json()).isEqualTo(symbol);
        assertThat(udf("symbols?symbol=maticusdt").json().getString("ticker")).isEqualTo("BINANCE:POLUSDT");
    }

    @Test
    void aSearchFindsTheSymbolsThatContainAText() {
        assertThat(new JsonArray(udf("search?query=okb&limit=30").body()).encode())
                .isEqualTo("[{\"symbol\":\"OKBUSDT\",\"full_name\":\"OKX:OKBUSDT\",\"description\":\"OKB/USDT\","
                        + "\"exchange\":\"OKX\",\"ticker\":\"OKX:OKBUSDT\",\"type\":\"crypto\"}]");
        assertThat(found("query=BTC")).isEqualTo(List.of("BINANCE:BTCUSDT", "OKX:BTCUSDT"));
        assertThat(found("query=")).hasSize(5);
        assertThat(found("query=&exchange=OKX")).isEqualTo(List.of("OKX:BTCUSDT", "OKX:OKBUSDT"));
        assertThat(found("query=usdt&limit=2")).hasSize(2);
        assertThat(found("query=eth/&type=crypto")).isEqualTo(List.of("BINANCE:ETHUSDT"));
        assertThat(found("query=eth&type=stock")).isEmpty();
        assertThat(found("query=%5B%22")).isEmpty();
    }

    private List<String> found(String parameters) {
        return new JsonArray(udf("search?" + parameters).body())
                .stream().map(entry -> ((JsonObject) entry).getString("ticker")).toList();
    }

    @Test
    void barsKeepTheDigitsOfTheExchangeAndTheOpenOneIsTheLast() {
        hold(
                builder("binance", "BTCUSDT", DAY, "1")
                        .prices("95000.00", "95010.50", "94990.00", "95001.10")
                        .volume("12.3450")
                        .closed(true)
                        .build(),
                open("BTCUSDT", DAY + MINUTE, "95001.10"));

        assertThat(udf("history?" + BTC + "&from=" + FIRST + "&to=" + (FIRST + 600))
                        .body())
                .isEqualTo("{\"s\": \"ok\", \"t\": [1704844800, 1704844860], \"o\": [95000.00, 95001.10], "
                        + "\"h\": [95010.50, 95001.10], \"l\": [94990.00, 95001.10], \"c\": [95001.10, 95001.10], "
                        + "\"v\": [12.3450, 0.10]}");
    }

    @Test
    void aRangeIncludesItsBeginAndNotItsEnd() {
        hold(minutes("BTCUSDT", DAY, 10));

        assertThat(bars(history(BTC + "&from=" + (FIRST + 60) + "&to=" + (FIRST + 180))))
                .isEqualTo(times(1, 2));
        assertThat(bars(history(BTC + "&from=-86400&to=" + (FIRST + 90)))).isEqualTo(times(0, 1));
    }

    @Test
    void aCountOfBarsOutranksTheBeginOfTheRange() {
        hold(minutes("BTCUSDT", DAY, 10));
        String to = "&to=" + (FIRST + 480);

        assertThat(bars(history(BTC + "&from=" + (FIRST + 420) + to + "&countback=3")))
                .isEqualTo(times(5, 6, 7));
        assertThat(bars(history(BTC + "&from=" + FIRST + to + "&countback=2"))).isEqualTo(times(6, 7));
        assertThat(bars(history(BTC + "&from=" + (FIRST + 480) + to + "&countback=1")))
                .isEqualTo(times(7));
        assertThat(bars(history(BTC + "&from=0" + to + "&countback=999999999"))).hasSize(8);
        assertThat(bars(history(BTC + "&from=" + (FIRST + 420) + to + "&countback=0")))
                .isEqualTo(times(7));
    }

    @Test
    void aCountOfBarsGoesBackOverAHole() {
        hold(minutes("BTCUSDT", DAY, 3));
        hold(minutes("BTCUSDT", DAY + 60 * MINUTE, 1));

        assertThat(bars(history(BTC + "&from=" + (FIRST + 600) + "&to=" + (FIRST + 3_600) + "&countback=2")))
                .isEqualTo(times(1, 2));
    }

    @Test
    void anEmptyRangeNamesTheNextOlderBar() {
        hold(minutes("BTCUSDT", DAY, 3));
        hold(minutes("BTCUSDT", DAY + 60 * MINUTE, 1));

        assertThat(history(BTC + "&from=" + (FIRST + 600) + "&to=" + (FIRST + 3_600))
                        .encode())
                .isEqualTo("{\"s\":\"no_data\",\"nextTime\":" + (FIRST + 120) + "}");
        assertThat(history(BTC + "&from=0&to=" + FIRST).encode()).isEqualTo("{\"s\":\"no_data\"}");
        assertThat(history(BTC + "&from=0&to=" + FIRST + "&countback=5").encode())
                .isEqualTo("{\"s\":\"no_data\"}");
        assertThat(history("symbol=ETHUSDT&resolution=1D&from=0&to=" + FIRST).encode())
                .isEqualTo("{\"s\":\"no_data\"}");
    }

    @Test
    void pagesFromTheEndToTheBeginHaveEachBarOnce() {
        Candle[] all = minutes("BTCUSDT", DAY, 300);
        hold(all);
        awaitWritten(300);

        long to = FIRST + 300 * 60;
        int count = 0;
        JsonObject page = history(BTC + "&to=" + to + "&from=" + (to - 60) + "&countback=70");
        while (page.getString("s").equals("ok")) {
            List<Long> times = bars(page);
            count += times.size();
            assertThat(times.get(times.size() - 1)).isEqualTo((to - FIRST) / 60 - 1);
            to = FIRST + times.get(0) * 60;
            page = history(BTC + "&to=" + to + "&from=" + (to - 60) + "&countback=70");
        }

        assertThat(count).isEqualTo(all.length);
        assertThat(page.encode()).isEqualTo("{\"s\":\"no_data\"}");
    }

    @Test
    void longerResolutionsAreThereUnderTheirNames() {
        hold(minutes("BTCUSDT", DAY, 10));

        for (String resolution : List.of("15", "30", "60", "120", "240", "360", "480", "720", "1D", "D")) {
            assertThat(bars(history("symbol=BTCUSDT&resolution=" + resolution + "&from=0&to=" + (FIRST + 86_400))))
                    .as(resolution)
                    .isEqualTo(times(0));
        }
    }

    @Test
    void aBadRequestIsRefusedWithTheReason() {
        assertError("symbols", 400, "symbol: it is missing");
        assertError("symbols?symbol=NOPE", 404, "unknown_symbol");
        assertError("symbols?symbol=NOPE:BTCUSDT", 404, "unknown_symbol");
        assertError("symbols?symbol=DESK:BTCUSDT", 404, "unknown_symbol");
        assertError("symbols?symbol=OKX:ETHUSDT", 404, "unknown_symbol");
        assertError("history?symbol=NOPE&resolution=1&from=0&to=1", 404, "unknown_symbol");
        assertError("history?symbol=BTCUSDT", 400, "resolution: it is missing");
        assertError("history?symbol=BTCUSDT&resolution=2", 400, "resolution: 2 is not available; there are 1, 3, 5");
        assertError("history?" + BTC + "&from=x", 400, "from: x is not a time; give seconds since 1970");
        assertError("history?" + BTC + "&to=253402300801", 400, "to: 253402300801 is not a time");
        assertError("history?" + BTC + "&from=5&to=5", 400, "from: it must be before to");
        assertError("history?" + BTC + "&countback=-1", 400, "countback: -1 is not a number of bars");
        assertError("search?query=B&limit=0", 400, "limit: 0 is not a number from 1 to 1000");
        assertError("search?query=B&exchange=desk", 400, "exchange: DESK has no candles here; there are BINANCE, OKX");
    }

    @Test
    void pagesOfOtherSitesMayRead() {
        for (String request : List.of("config", "time", "symbols?symbol=BTCUSDT", "search", "history?" + BTC)) {
            assertThat(node.get("/api/udf/" + request, "Origin: https://shop.example")
                            .header("access-control-allow-origin"))
                    .as(request)
                    .contains("*");
        }
    }

    @Test
    void withoutHistoryThereIsNone() {
        try (HttpNode none = HttpNode.start()) {
            RawAnswer answer = none.get("/api/udf/config");

            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.json().getString("errmsg")).contains("history.enabled is false");
        }
    }
}
