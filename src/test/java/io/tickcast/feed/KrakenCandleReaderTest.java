package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.feed.kraken.KrakenCandleProtocol;
import io.tickcast.market.candle.Candle;
import io.tickcast.market.candle.CandleBuilder;
import io.tickcast.market.candle.CandleKey;
import io.tickcast.market.candle.Interval;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Kraken does not say when a candle is closed. */
class KrakenCandleReaderTest {
    private static final long NOW = 1_704_845_010_000_000L;
    private static final long FROM = 1_704_844_800_000L;
    private static final long MINUTE = 60_000;

    static Reading kraken() {
        return new Reading(new KrakenCandleProtocol(List.of("BTCUSD", "ETHUSD"), 100, false), NOW);
    }

    private static CandleBuilder minute(String exchange, String symbol, long time) {
        return new CandleBuilder(new CandleKey(exchange, symbol, Interval.MINUTES_1), time);
    }

    static String kraken(String... rows) {
        return "{\"channel\":\"ohlc\",\"type\":\"update\",\"timestamp\":\"2024-01-10T00:00:46.525Z\",\"data\":["
                + String.join(",", rows) + "]}";
    }

    static String row(String symbol, int minute, String close, String volume) {
        return "{\"symbol\":\"" + symbol + "\",\"open\":1.5,\"high\":9.90,\"low\":1,\"close\":" + close
                + ",\"trades\":12,\"volume\":" + volume + ",\"vwap\":1.55,\"interval_begin\":\"2024-01-10T00:0" + minute
                + ":00.000000000Z\",\"interval\":1,\"timestamp\":\"2024-01-10T00:0" + (minute + 1) + ":00.000000Z\"}";
    }

    private static Candle ofKraken(int minute, String close, String volume, boolean closed) {
        return minute("kraken", "BTCUSD", FROM + minute * MINUTE)
                .prices("1.5", "9.90", "1", close)
                .volume(volume)
                .trades(12)
                .closed(closed)
                .build();
    }

    @Test
    void aCandleOfKrakenIsClosedByANewerOneOfTheSameConnection() {
        Reading reading = kraken();

        assertThat(reading.read(kraken(row("BTC/USD", 0, "1.60", "0.10000000"))).candles())
                .containsExactly(ofKraken(0, "1.60", "0.10000000", false));
        assertThat(reading.read(kraken(row("BTC/USD", 0, "1.70", "0.20"))).candles())
                .containsExactly(ofKraken(0, "1.70", "0.20", false));
        assertThat(reading.read(kraken(row("ETH/USD", 1, "1.70", "0.20"))).candles())
                .hasSize(1);
        assertThat(reading.read(kraken(row("BTC/USD", 1, "2", "0.1"))).candles())
                .containsExactly(ofKraken(0, "1.70", "0.20", true), ofKraken(1, "2", "0.1", false));
        // A word too late is a correction.
        assertThat(reading.read(kraken(row("BTC/USD", 0, "1.8", "0.3"))).candles())
                .containsExactly(ofKraken(0, "1.8", "0.3", true));
    }

    @Test
    void aCandleOfKrakenIsNotClosedByAnotherConnection() {
        KrakenCandleProtocol protocol = new KrakenCandleProtocol(List.of("BTCUSD"), 100, false);
        Reading before = new Reading(protocol, NOW);
        Reading after = new Reading(protocol, NOW);
        before.read(kraken(row("BTC/USD", 0, "1.6", "0.1")));

        assertThat(after.read(kraken(row("BTC/USD", 1, "1.6", "0.1"))).candles())
                .containsExactly(ofKraken(1, "1.6", "0.1", false));
    }

    @Test
    void aConnectionToKrakenBeginsWithTheNewestTwo() {
        assertThat(kraken().read(kraken(
                                        row("BTC/USD", 0, "1.6", "0.1"),
                                        row("BTC/USD", 1, "1.7", "0.2"),
                                        row("ETH/USD", 1, "1.7", "0.2"),
                                        row("BTC/USD", 2, "1.8", "0.3"))
                                .replace("update", "snapshot"))
                        .candles())
                .filteredOn(candle -> candle.key().symbol().equals("BTCUSD"))
                .containsExactly(
                        ofKraken(1, "1.7", "0.2", false),
                        ofKraken(1, "1.7", "0.2", true),
                        ofKraken(2, "1.8", "0.3", false));
    }

    @Test
    void aCandleOfKrakenInTheFutureClosesNone() {
        Reading reading = kraken();
        reading.read(kraken(row("BTC/USD", 0, "1.6", "0.1")));

        assertThat(reading.read(kraken(row("BTC/USD", 9, "1.6", "0.1"))).candles())
                .containsExactly(ofKraken(9, "1.6", "0.1", false));
        assertThat(reading.read(kraken(row("BTC/USD", 0, "1.7", "0.2"))).candles())
                .containsExactly(ofKraken(0, "1.7", "0.2", false));
    }

    @Test
    void krakenIsAskedForMinutes() {
        Protocol protocol = new KrakenCandleProtocol(List.of("BTCUSD"), 100, false);

        assertThat(protocol.subscription(List.of("BTCUSD")).messages())
                .containsExactly("{\"method\":\"subscribe\",\"params\":{\"channel\":\"ohlc\",\"symbol\":[\"BTC/USD\"],"
                        + "\"interval\":1}}");
        assertThat(kraken().read(kraken(row("BTC/USD", 0, "1.6", "0.1")).replace("\"interval\":1,", "\"interval\":5,"))
                        .others())
                .containsExactly("unknown");
    }

    @Test
    void krakenRefusesASymbolByItsName() {
        assertThat(kraken().read("{\"error\":\"Currency pair not supported BTC/USD\",\"method\":\"subscribe\","
                                + "\"success\":false,\"symbol\":\"BTC/USD\"}")
                        .others())
                .containsExactly("refused BTCUSD: Currency pair not supported BTC/USD");
        assertThat(kraken().read("{\"channel\":\"heartbeat\"}").others()).containsExactly("heartbeat");
    }
}
