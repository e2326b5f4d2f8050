package io.tickcast.market.candle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickcast.market.DecimalField;
import io.tickcast.market.OtherWorldException;
import io.tickcast.market.Symbols;
import io.tickcast.testing.Candles;
import io.tickcast.testing.Mutations;
import io.vertx.core.buffer.Buffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CandleCodecTest {
    private static final int VERSION_AT = 0;
    private static final int MARKS_AT = 1;
    private static final int INTERVAL_AT = 2;
    private static final int TIME_AT = 4;
    private static final int TRADES_AT = 12;
    private static final int EXCHANGE_AT = 20;
    private static final int SYMBOL_AT = EXCHANGE_AT + 1 + "binance".length();
    private static final int OPEN_AT = SYMBOL_AT + 1 + "BTCUSDT".length();

    private final CandleCodec codec = new CandleCodec();

    private static Candle candle() {
        return new CandleBuilder(Candles.key("BTCUSDT", Interval.MINUTES_1), Candles.DAY)
                .prices("95000.00", "95010.50", "94990.00", "95001.10")
                .volume("12.345")
                .build();
    }

    private static Candle full() {
        String most = "9".repeat(DecimalField.MAX_LENGTH);
        return new CandleBuilder(new CandleKey("okx", "币安人生USDT", Interval.DAYS_1), Candles.DAY)
                .prices(most, most, "1." + "0".repeat(DecimalField.MAX_LENGTH - 2), most)
                .volume("9".repeat(16) + '.' + "9".repeat(18))
                .quoteVolume("9".repeat(19))
                .trades(Long.MAX_VALUE)
                .closed(true)
                .complete(false)
                .demo(true)
                .build();
    }

    private Buffer wire(Candle candle) {
        Buffer out = Buffer.buffer();
        codec.encodeToWire(out, candle);
        return out;
    }

    private void assertRefused(Buffer wire) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec.decodeFromWire(0, wire))
                .withMessageContaining("on the event bus");
    }

    @Test
    void aCandleComesBackAsItWas() {
        for (Candle candle : List.of(candle(), candle().close(), candle().incomplete(), full())) {
            assertThat(codec.decodeFromWire(0, wire(candle))).isEqualTo(candle);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyIntervalComesBack(Interval interval) {
        Candle candle = new CandleBuilder(Candles.key("BTCUSDT", interval), Candles.DAY)
                .prices("1", "1", "1", "1")
                .volume("0")
                .build();
        assertThat(codec.decodeFromWire(0, wire(candle))).isEqualTo(candle);
    }

    @Test
    void theLongestSymbolInBytesComesBack() {
        Candle candle = Candles.minute("币".repeat(Symbols.MAX_LENGTH), Candles.DAY, "1", "0");
        assertThat(codec.decodeFromWire(0, wire(candle))).isEqualTo(candle);
    }

    @Test
    void theBytesAreThoseOfVersionOne() {
        Candle candle = Candles.builder("BTCUSDT", Candles.DAY, "95000.1", "0.5")
                .trades(258)
                .closed(true)
                .build();
        String price = "07" + "39353030302e31";
        assertThat(HexFormat.of().formatHex(wire(candle).getBytes()))
                .isEqualTo("01" + "03" + "0001" + "0000018cf0ab3000" + "0000000000000102" + "0762696e616e6365"
                        + "0742544355534454" + price.repeat(4) + "03302e35" + "00");
    }

    @Test
    void itIsReadWhereverItBegins() {
        Buffer out = Buffer.buffer("lead");
        codec.encodeToWire(out, full());
        out.appendString("tail");
        assertThat(codec.decodeFromWire(4, out)).isEqualTo(full());
    }

    @Test
    void withinANodeTheCandleItselfTravels() {
        Candle candle = candle();
        assertThat(codec.transform(candle)).isSameAs(candle);
    }

    @Test
    void itIsACodecOfItsOwnName() {
        assertThat(codec.name()).isEqualTo("candle").isEqualTo(CandleCodec.OPTIONS.getCodecName());
        assertThat(codec.systemCodecID()).isEqualTo((byte) -1);
    }

    @Test
    void aCandleCutAnywhereIsRefused() {
        for (Candle candle : List.of(candle(), full())) {
            Buffer whole = wire(candle);
            for (int length = 0; length < whole.length(); length++) {
                assertRefused(whole.slice(0, length));
            }
        }
    }

    @Test
    void aPlaceOutsideTheBufferIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> codec.decodeFromWire(10_000, wire(full())));
        assertThatIllegalArgumentException().isThrownBy(() -> codec.decodeFromWire(-1, wire(full())));
    }

    @Test
    void anotherVersionIsRefusedByName() {
        for (int version = 0; version < 256; version++) {
            Buffer wire = wire(candle()).setByte(VERSION_AT, (byte) version);
            if (version != 1) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> codec.decodeFromWire(0, wire))
                        .withMessageContaining("A candle of version " + version + " on")
                        .withMessageContaining("release");
            }
        }
    }

    @Test
    void unknownMarksAreRefused() {
        for (int marks = 0; marks < 256; marks++) {
            Buffer wire = wire(candle()).setByte(MARKS_AT, (byte) marks);
            if (marks <= Candle.ALL_MARKS) {
                assertThat(codec.decodeFromWire(0, wire).marks()).isEqualTo(marks);
            } else {
                assertRefused(wire);
            }
        }
    }

    @Test
    void anUnknownIntervalIsRefused() {
        for (int minutes : new int[] {0, 2, 7, 1_441, 0xffff}) {
            assertRefused(wire(candle()).setUnsignedShort(INTERVAL_AT, minutes));
        }
    }

    @Test
    void aTimeThatNoCandleOpensAtIsRefused() {
        for (long time : new long[] {0, -60_000, Candles.DAY + 1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertRefused(wire(candle()).setLong(TIME_AT, time));
        }
    }

    @Test
    void aNumberOfTradesBelowZeroIsRefused() {
        assertRefused(wire(candle()).setLong(TRADES_AT, -2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"BTC\nUSD", "BTC\"USD", "BTC USD", "BTC\\USD", "BTC\u0000USD", "BTC*USD"})
    void aSymbolThatCouldBreakALineIsRefused(String symbol) {
        assertRefused(wire(candle()).setString(SYMBOL_AT + 1, symbol));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bin\nnce", "bin\"nce", "bin nce"})
    void anExchangeThatCouldBreakALineIsRefused(String exchange) {
        assertRefused(wire(candle()).setString(EXCHANGE_AT + 1, exchange));
    }

    @ParameterizedTest
    @ValueSource(strings = {"9500.0e1", "9500.0.0", "-5000.00", "0.000000", "00000.01", "95000.\n0", "96000.00"})
    void aPriceThatCouldNotBeBuiltIsRefused(String price) {
        assertRefused(wire(candle()).setString(OPEN_AT + 1, price));
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        assertRefused(wire(candle()).setByte(SYMBOL_AT + 3, (byte) 0xff));
        assertRefused(wire(candle()).setByte(OPEN_AT + 3, (byte) 0x80));
    }

    @Test
    void aNodeTakesOnlyPricesOfItsOwnWorld() {
        Candle demo = full();
        assertThat(new CandleCodec(true).decodeFromWire(0, wire(demo))).isEqualTo(demo);
        assertThatThrownBy(() -> new CandleCodec(false).decodeFromWire(0, wire(demo)))
                .isInstanceOf(OtherWorldException.class)
                .hasMessageContaining("this node is not a demo");
        assertThatThrownBy(() -> new CandleCodec(true).decodeFromWire(0, wire(candle())))
                .isInstanceOf(OtherWorldException.class)
                .hasMessageContaining("this node is a demo");
    }

    @Test
    void changedBytesAreACandleThatCouldBeOneOrAreRefused() {
        int count = 30_000;
        Mutations bytes = new Mutations(
                18, List.of(wire(candle()).getBytes(), wire(full()).getBytes()));

        int candles = bytes.bytes(count, input -> {
            Candle candle;
            try {
                candle = codec.decodeFromWire(0, Buffer.buffer(input));
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageContaining("on the event bus");
                return false;
            }
            assertThat(codec.decodeFromWire(0, wire(candle))).isEqualTo(candle);
            assertThat(CandleJson.event(candle, true)).doesNotContainPattern("[\\p{Cntrl}\\\\]");
            return true;
        });

        assertThat(candles).isBetween(count / 20, count * 9 / 10);
    }
}
