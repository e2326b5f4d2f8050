package io.tickcast.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.Interval;
import io.tickcast.testing.Await;
import io.tickcast.testing.Candles;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Candles in files of JavaScript. */
class CandlesOfFilesTest extends WithVerticles {
    private static Candle candle(String symbol, long minute, String price, boolean closed) {
        return Candles.builder(symbol, Candles.DAY + minute * Candles.MINUTE, price, "0.10")
                .closed(closed)
                .build();
    }

    @Test
    void aFileGetsTheOpenCandleEachChangeAndThePast() {
        for (int minute = 0; minute < 5; minute++) {
            candles.put(candle(BTC, minute, "10" + minute + ".50", true));
        }
        candles.put(candle(BTC, 5, "7", false));
        run(
                "a.js",
                "candles.on('oldusdt', '1m', candle => signals.publish('seen', candle))",
                "candles.on('*', '1m', ({ symbol, closed }) => signals.publish('all', [symbol, closed]), { exchange: '*' })",
                "signals.publish('past', candles.last('BTCUSDT', '1m', 3).map(({ text }) => text.close))");

        assertThat(signal("past")).isEqualTo("[\"103.50\",\"104.50\",\"7\"]");
        assertThat(signal("seen"))
                .isEqualTo(
                        "{\"symbol\":\"BTCUSDT\",\"exchange\":\"binance\",\"interval\":\"1m\",\"time\":1704845100000,"
                                + "\"open\":7,\"high\":7,\"low\":7,\"close\":7,\"volume\":0.1,\"quote_volume\":null,"
                                + "\"trades\":null,\"closed\":false,\"complete\":true,\"text\":{\"open\":\"7\",\"high\":\"7\","
                                + "\"low\":\"7\",\"close\":\"7\",\"volume\":\"0.10\"}}");
        assertThat(signal("all")).isEqualTo("[\"BTCUSDT\",false]");
        candles.change(candle(ETH, 5, "8", true), candle(BTC, 5, "9", true));
        assertThat(signal("all")).isEqualTo("[\"ETHUSDT\",true]");
        assertThat(signal("seen")).contains("\"close\":9", "\"closed\":true");
    }

    @Test
    void whatIsWrongIsSaidWithItsLine() {
        String[][] wrong = {
            {"candles.on('BTCUSDT', '2m', () => {})", "candles.on: 2m is no interval; there are 1m, 3m"},
            {"candles.on('BTCUSDT', '1m')", "candles.on takes a function, not undefined"},
            {"candles.on('BTCUSDT', 1, () => {})", "candles.on takes an interval such as '1m'"},
            {"candles.on('BTCUSDT', '1m', () => {}, { exchange: 'nope' })", "candles.on: no exchange is called nope"},
            {"candles.on('BTCUSDT', '1m', () => {}, { exchange: 'okx' })", "candles.on: okx has no candles"},
            {"candles.last('BTCUSDT', '1m', 0)", "candles.last takes a count from 1 to 1000, not 0"},
            {"candles.last('BTCUSDT', '1m', 1001)", "candles.last takes a count from 1 to 1000, not 1001"},
            {"candles.last('BTCUSDT', '1m', 5, { exchange: '*' })", "candles.last: no exchange is called *"},
        };
        for (int i = 0; i < wrong.length; i++) {
            write("f" + i + ".js", "", wrong[i][0]);
        }
        start();
        for (int i = 0; i < wrong.length; i++) {
            assertThat(state("f" + i + ".js", "broken").getString("last_error"))
                    .startsWith("line 2: ")
                    .contains(wrong[i][1]);
        }
    }

    @Test
    void aDatabaseThatIsDownIsAnErrorThatAFileCanCatch() {
        candles.fail();
        run(
                "a.js",
                "try { candles.last('BTCUSDT', '1m', 5) } catch (error) { signals.publish('failed', error.message) }",
                "candles.on('BTCUSDT', '1m', candle => signals.publish('seen', candle.close))");
        assertThat(signal("failed")).contains("candles.last: the candles cannot be read now: the database is down");
        Await.until("it follows", () -> candles.isFollowed(Interval.MINUTES_1));

        candles.change(candle(BTC, 1, "5", false));

        assertThat(signal("seen")).isEqualTo("5");
    }

    @Test
    void aBusyFileGetsAllCandlesThatClosed() {
        write(
                "slow.js",
                "candles.on('BTCUSDT', '1m', candle => {",
                "  if (candle.text.close === '1') { signals.publish('busy', 1); while (ticks.last('ETHUSDT')?.price !== 9) {} }",
                "  signals.publish('seen', candle.text.close + (candle.closed ? ' closed' : ''))",
                "})");
        start(Map.of("CALL_LIMIT", "10s"));
        running("slow.js");
        Await.until("it follows", () -> candles.isFollowed(Interval.MINUTES_1));
        candles.change(candle(BTC, 0, "1", false));
        signal("busy");
        candles.change(candle(BTC, 0, "2", false), candle(BTC, 0, "3", true), candle(BTC, 1, "4", false));
        candles.change(candle(BTC, 1, "5", true), candle(BTC, 2, "6", false), candle(BTC, 2, "7", false));
        tick(ETH, "9");

        assertThat(signal("seen")).isEqualTo("\"1\"");
        assertThat(signal("seen")).isEqualTo("\"3 closed\"");
        assertThat(signal("seen")).isEqualTo("\"5 closed\"");
        assertThat(signal("seen")).isEqualTo("\"7\"");
        assertThat(reportOf("slow.js", file -> file.getInteger("calls", 0) >= 4).getInteger("candles_dropped"))
                .isZero();
    }
}
