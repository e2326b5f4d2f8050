package io.tickcast.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TickCodecTest {
    private static final int VERSION_AT = 0;
    private static final int MARKS_AT = 1;
    private static final int EVENT_TIME_AT = 2;
    private static final int EXCHANGE_AT = 18;
    private static final int PRICE_AT = EXCHANGE_AT + 1 + "binance".length() + 1 + "BTCUSDT".length();

    private final TickCodec codec = new TickCodec();

    private static TickBuilder bitcoin() {
        TickBuilder tick = new TickBuilder()
                .exchange("binance")
                .symbol("BTCUSDT")
                .eventTime(1_768_029_300_123L)
                .receivedAt(1_768_029_300_125_001L);
        tick.figure(DecimalField.PRICE, "95000.00");
        return tick;
    }

    private static Tick full() {
        TickBuilder tick = bitcoin()
                .symbol("币安人生USDT")
                .demo(true)
                .test()
                .stored()
                .tradeId(Long.MAX_VALUE)
                .side(Side.SELL);
        for (DecimalField field : DecimalField.values()) {
            tick.figure(field, "1".repeat(DecimalField.MAX_LENGTH - 1 - field.ordinal()) + "." + field.ordinal());
        }
        tick.figure(DecimalField.CHANGE_24H, "-" + "2".repeat(DecimalField.MAX_LENGTH - 1));
        return tick.build();
    }

    private Buffer wire(Tick tick) {
        Buffer out = Buffer.buffer();
        codec.encodeToWire(out, tick);
        return out;
    }

    private void assertComesBack(Tick tick) {
        assertThat(codec.decodeFromWire(0, wire(tick))).isEqualTo(tick);
    }

    private void assertRefused(Buffer wire) {
        assertThatIllegalArgumentException().isThrownBy(() -> codec.decodeFromWire(0, wire));
    }

    @Test
    void aTickComesBackAsItWas() {
        assertComesBack(bitcoin().build());
        Tick numbered = bitcoin().number(Long.MAX_VALUE).build();
        assertComesBack(numbered);
        assertThat(codec.decodeFromWire(0, wire(numbered)).tradeId()).isZero();
    }

    @Test
    void theLongestFiguresAndAllMarksComeBack() {
        Tick back = codec.decodeFromWire(0, wire(full()));
        assertThat(back).isEqualTo(full());
        assertThat(back.digits(DecimalField.CHANGE_24H)).isEqualTo("-" + "2".repeat(39));
        assertThat(back).matches(Tick::isDemo).matches(Tick::isTest).matches(Tick::isStored);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ａ", "币安人生USDT", "𝔹𝕋ℂ", "BTC-USDT-SWAP", "X_.9"})
    void symbolsBeyondAsciiComeBack(String symbol) {
        assertComesBack(bitcoin().symbol(symbol).build());
    }

    @Test
    void theLongestSymbolInBytesComesBack() {
        assertComesBack(bitcoin().symbol("币".repeat(Symbols.MAX_LENGTH)).build());
        assertComesBack(bitcoin().symbol("𠜎".repeat(Symbols.MAX_LENGTH / 2)).build());
    }

    @Test
    void extremeTimesComeBack() {
        assertComesBack(
                bitcoin().eventTime(Long.MAX_VALUE).receivedAt(Long.MAX_VALUE).build());
        assertComesBack(bitcoin().eventTime(1).receivedAt(0).build());
    }

    @Test
    void absentFiguresStayAbsent() {
        TickBuilder tick = bitcoin();
        tick.figure(DecimalField.ASK, "0.10");
        Tick back = codec.decodeFromWire(0, wire(tick.build()));
        assertThat(back.digits(DecimalField.ASK)).isEqualTo("0.10");
        assertThat(back.has(DecimalField.BID)).isFalse();
        assertThat(back.has(DecimalField.CHANGE_24H)).isFalse();
    }

    @Test
    void itIsReadWhereverItBegins() {
        Buffer out = Buffer.buffer("lead");
        codec.encodeToWire(out, full());
        out.appendString("tail");
        assertThat(codec.decodeFromWire(4, out)).isEqualTo(full());
    }

    @Test
    void withinANodeTheTickItselfTravels() {
        Tick tick = bitcoin().build();
        assertThat(codec.transform(tick)).isSameAs(tick);
    }

    @Test
    void itIsACodecOfItsOwnName() {
        assertThat(codec.name()).isEqualTo("tick").isEqualTo(TickCodec.OPTIONS.getCodecName());
        assertThat(codec.systemCodecID()).isEqualTo((byte) -1);
    }

    @Test
    void aTickCutAnywhereIsRefused() {
        for (Tick tick : new Tick[] {bitcoin().build(), full()}) {
            Buffer whole = wire(tick);
            for (int length = 0; length < whole.length(); length++) {
                // Where the first version ends is a tick of the first version.
                if (length != tradeAt(tick)) {
                    assertRefused(whole.slice(0, length));
                }
            }
        }
    }

    /** Place of the bytes that a node of the release before does not read. */
    private static int tradeAt(Tick tick) {
        int at = EXCHANGE_AT + 1 + tick.exchange().length() + 1 + tick.symbol().getBytes(StandardCharsets.UTF_8).length;
        for (DecimalField field : DecimalField.values()) {
            at += field == DecimalField.QUANTITY ? 0 : 1 + tick.length(field);
        }
        return at;
    }

    @Test
    void aTickWithoutATradeIsWrittenAsBefore() {
        TickBuilder tick = bitcoin().demo(true);
        tick.figure(DecimalField.CHANGE_24H, "-2.5");
        tick.figure(DecimalField.ASK, "95000.1");
        String before = "01010000019ba6c2259b000648036662ed490762696e616e636507425443555344540839353030302e3030"
                + "042d322e350000000000000739353030302e31";
        assertThat(HexFormat.of().formatHex(wire(tick.build()).getBytes())).isEqualTo(before);
        assertThat(codec.decodeFromWire(0, Buffer.buffer(HexFormat.of().parseHex(before))))
                .isEqualTo(tick.build());
    }

    @Test
    void aTradeFollowsWhatTheReleaseBeforeReads() {
        TickBuilder tick = bitcoin();
        Buffer before = wire(tick.build());
        tick.tradeId(0x0102030405060708L).side(Side.BUY).figure(DecimalField.QUANTITY, "0.5");
        Buffer wire = wire(tick.build());
        assertThat(wire.slice(0, before.length())).isEqualTo(before);
        assertThat(HexFormat.of()
                        .formatHex(wire.slice(before.length(), wire.length()).getBytes()))
                .isEqualTo("02" + "0102030405060708" + "01" + "03302e35");
        Tick back = codec.decodeFromWire(0, wire);
        assertThat(back).isEqualTo(tick.build());
        assertThat(back.tradeId()).isEqualTo(0x0102030405060708L);
        assertThat(back.side()).isEqualTo(Side.BUY);
        assertThat(back.digits(DecimalField.QUANTITY)).isEqualTo("0.5");
    }

    @Test
    void aNumberFollowsWhatTheReleaseBeforeReads() {
        Buffer before = wire(bitcoin().demo(true).build());
        Tick tick = bitcoin().demo(true).number(0x0102030405060708L).build();
        Buffer wire = wire(tick);
        assertThat(wire.slice(0, before.length())).isEqualTo(before);
        assertThat(HexFormat.of()
                        .formatHex(wire.slice(before.length(), wire.length()).getBytes()))
                .isEqualTo("03" + "0102030405060708" + "00" + "00");
        Tick back = codec.decodeFromWire(0, wire);
        assertThat(back).isEqualTo(tick);
        assertThat(back.order()).isEqualTo(0x0102030405060708L);
        assertThat(back.tradeId()).isZero();
    }

    @Test
    void aPartOfATradeComesBack() {
        assertComesBack(bitcoin().tradeId(7).build());
        assertComesBack(bitcoin().side(Side.SELL).build());
        TickBuilder tick = bitcoin();
        tick.figure(DecimalField.QUANTITY, "12");
        assertComesBack(tick.build());
    }

    @Test
    void aTradeThatCouldNotBeOneIsRefused() {
        Buffer wire = wire(bitcoin().tradeId(7).side(Side.SELL).build());
        int at = tradeAt(bitcoin().build());
        assertRefused(wire.copy().setLong(at + 1, -7));
        assertRefused(wire.copy().setByte(at + 9, (byte) 3));
        assertRefused(wire.copy().setByte(at + 10, (byte) 1).appendString("x"));
    }

    @Test
    void aPlaceOutsideTheBufferIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> codec.decodeFromWire(10_000, wire(full())));
        assertThatIllegalArgumentException().isThrownBy(() -> codec.decodeFromWire(-1, wire(full())));
    }

    @Test
    void anotherVersionIsRefusedByName() {
        for (int version = 0; version < 256; version++) {
            Buffer wire = wire(bitcoin().build()).setByte(VERSION_AT, (byte) version);
            if (version != 1) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> codec.decodeFromWire(0, wire))
                        .withMessageContaining("version")
                        .withMessageContaining("release");
            }
        }
    }

    @Test
    void unknownMarksAreRefused() {
        for (int marks = 0; marks < 256; marks++) {
            Buffer wire = wire(bitcoin().build()).setByte(MARKS_AT, (byte) marks);
            if (marks <= Tick.ALL_MARKS) {
                assertThat(codec.decodeFromWire(0, wire).marks()).isEqualTo(marks);
            } else {
                assertRefused(wire);
            }
        }
    }

    @Test
    void timesBefore1970AreRefused() {
        assertRefused(wire(bitcoin().build()).setLong(EVENT_TIME_AT, 0));
        assertRefused(wire(bitcoin().build()).setLong(EVENT_TIME_AT, Long.MIN_VALUE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"BTC\nUSD", "BTC\"USD", "BTC USD", "BTC\\USD", "BTC\rUSD", "BTC\u0000USD", "BTC*USD"})
    void aSymbolThatCouldBreakALineIsRefused(String symbol) {
        assertThat(symbol).hasSameSizeAs("BTCUSDT");
        assertRefused(wire(bitcoin().build())
                .setBytes(PRICE_AT - symbol.length(), symbol.getBytes(StandardCharsets.US_ASCII)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bin\nnce", "bin\"nce", "bin nce", "bin\\nce", "bin\rnce", "bin\u0000nce"})
    void anExchangeThatCouldBreakALineIsRefused(String exchange) {
        assertRefused(wire(bitcoin().build()).setBytes(EXCHANGE_AT + 1, exchange.getBytes(StandardCharsets.US_ASCII)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"95000.0e", "9500.0.0", "-5000.00", "+5000.00", "0.000000", "00000.01", "95000.\n0", "95000.0\""
            })
    void aPriceThatCouldNotBeBuiltIsRefused(String price) {
        assertRefused(wire(bitcoin().build()).setBytes(PRICE_AT + 1, price.getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void aFigureThatIsTooLongIsRefused() {
        Buffer wire = wire(bitcoin().build()).setByte(PRICE_AT, (byte) (DecimalField.MAX_LENGTH + 1));
        wire.setBytes(PRICE_AT + 1, "1".repeat(200).getBytes(StandardCharsets.US_ASCII));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec.decodeFromWire(0, wire))
                .havingCause()
                .withMessageContaining("PRICE")
                .withMessageContaining("41 bytes");
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        assertRefused(wire(bitcoin().build()).setByte(PRICE_AT - 1, (byte) 0xff));
        assertRefused(wire(bitcoin().build()).setByte(PRICE_AT - 1, (byte) 0xc3));
        assertRefused(wire(bitcoin().build()).setByte(PRICE_AT + 1, (byte) 0x80));
    }

    @Test
    void whateverBytesComeTheyAreATickOrRefused() {
        Random random = new Random(20_260_110);
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            if (bytes.length > MARKS_AT) {
                bytes[VERSION_AT] = 1;
                bytes[MARKS_AT] &= Tick.ALL_MARKS;
            }
            assertTickOrRefused(Buffer.buffer(bytes));
        }
    }

    @Test
    void aTickWithAnyBytesChangedIsATickOrRefused() {
        Random random = new Random(20_260_111);
        byte[] whole = wire(full()).getBytes();
        for (int i = 0; i < 50_000; i++) {
            byte[] changed = whole.clone();
            for (int change = 0; change <= random.nextInt(4); change++) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            assertTickOrRefused(Buffer.buffer(changed));
        }
    }

    private void assertTickOrRefused(Buffer wire) {
        try {
            Tick tick = codec.decodeFromWire(0, wire);
            assertComesBack(tick);
            assertThat(new TickJson(List.of(Field.values())).text(tick)).doesNotContain("\n", "\r", "\u0000");
        } catch (IllegalArgumentException refused) {
            // What it should throw, if anything.
        }
    }
}
