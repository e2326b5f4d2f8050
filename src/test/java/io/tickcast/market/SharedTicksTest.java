package io.tickcast.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Ticks;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

class SharedTicksTest {
    private final TickCodec codec = new TickCodec();

    private static Tick trade(String symbol, long id, String price, String volume) {
        TickBuilder tick = Ticks.builder(symbol, 1_704_868_500_000L + id, price)
                .receivedAt(1_704_868_500_000_000L + id)
                .tradeId(id)
                .side(Side.BUY);
        Ticks.set(tick, DecimalField.QUANTITY, "0.00120000");
        Ticks.set(tick, DecimalField.CHANGE_24H, "2.500");
        Ticks.set(tick, DecimalField.OPEN, "92683.10000000");
        Ticks.set(tick, DecimalField.VOLUME, volume);
        Ticks.set(tick, DecimalField.ASK, "95000.01000000");
        return tick.build();
    }

    private Tick received(Tick tick) {
        Buffer wire = Buffer.buffer();
        codec.encodeToWire(wire, tick);
        return codec.decodeFromWire(0, wire);
    }

    @Test
    void aTickIsOneObjectHoweverOftenItIsReceived() {
        Tick tick = received(trade("BTCUSDT", 1, "95000.00", "12.5"));
        assertThat(received(tick)).isSameAs(tick);
        assertThat(codec.transform(tick)).isSameAs(tick);
    }

    @Test
    void itStaysOneWhenTheOtherLineSendsItToo() {
        Tick tick = received(trade("BTCUSDT", 1, "95000.00", "12.5"));
        Tick late = tick.receivedAt(tick.receivedAt() + 700);
        assertThat(received(late)).isEqualTo(late);
        assertThat(received(tick)).isSameAs(tick);
    }

    @Test
    void tradesOfASymbolShareItsNamesAndTheFiguresThatStayTheSame() {
        Tick first = received(trade("BTCUSDT", 1, "95000.00", "12.5"));
        Tick sent = trade("BTCUSDT", 2, "95000.10", "12.5");
        Tick second = received(sent);
        assertThat(second).isEqualTo(sent);
        assertThat(second.symbol()).isSameAs(first.symbol());
        assertThat(second.exchange()).isSameAs(first.exchange());
        for (DecimalField field : DecimalField.values()) {
            assertThat(second.digits(field)).isEqualTo(sent.digits(field));
        }
        assertThat(second.heapBytes()).isLessThan(first.heapBytes());
        Tick third = received(trade("BTCUSDT", 3, "95000.20", "12.5"));
        assertThat(third.heapBytes()).isEqualTo(second.heapBytes());
    }

    @Test
    void tradesThatTakeTheSameFiguresOfTheMarketShareThemFromTheStart() {
        TickBuilder market = new TickBuilder();
        Ticks.set(market, DecimalField.OPEN, "92683.10000000");
        Ticks.set(market, DecimalField.ASK, "95000.01000000");
        Tick first = trade(1, market);
        Tick second = trade(2, market);
        assertThat(second.heapBytes()).isLessThan(first.heapBytes());
        codec.transform(first);
        assertThat(codec.transform(second)).as("there is nothing left to share").isSameAs(second);

        Ticks.set(market, DecimalField.ASK, "95000.02000000");
        Tick third = trade(3, market);
        assertThat(third.heapBytes()).isEqualTo(first.heapBytes());
        assertThat(third.digits(DecimalField.ASK)).isEqualTo("95000.02000000");
        assertThat(third.digits(DecimalField.OPEN)).isEqualTo("92683.10000000");
        assertThat(second.digits(DecimalField.ASK))
                .as("the one before keeps its own")
                .isEqualTo("95000.01000000");

        TickBuilder changed = Ticks.builder("BTCUSDT", 4, "95000.00").takeMarket(market);
        Ticks.set(changed, DecimalField.ASK, "1");
        assertThat(changed.build().digits(DecimalField.ASK)).isEqualTo("1");
        assertThat(trade(5, market).digits(DecimalField.ASK)).isEqualTo("95000.02000000");
    }

    private static Tick trade(long id, TickBuilder market) {
        return Ticks.builder("BTCUSDT", id, "95000.00")
                .takeMarket(market)
                .tradeId(id)
                .build();
    }

    @Test
    void anotherFigureIsNotThatOfTheTickBefore() {
        received(trade("BTCUSDT", 1, "95000.00", "12.5"));
        for (String volume : new String[] {"12.6", "12.50", "1"}) {
            Tick sent = trade("BTCUSDT", 2, "95000.00", volume);
            assertThat(received(sent)).isEqualTo(sent);
            assertThat(received(sent).digits(DecimalField.VOLUME)).isEqualTo(volume);
        }
    }

    @Test
    void digitsThatMovedToTheNextFigureAreOthers() {
        TickBuilder one = Ticks.builder("BTCUSDT", 1, "1");
        Ticks.set(one, DecimalField.OPEN, "12");
        Ticks.set(one, DecimalField.HIGH, "3");
        TickBuilder other = Ticks.builder("BTCUSDT", 2, "1");
        Ticks.set(other, DecimalField.OPEN, "1");
        Ticks.set(other, DecimalField.HIGH, "23");
        codec.transform(one.build());
        assertThat(codec.transform(other.build()).digits(DecimalField.OPEN)).isEqualTo("1");
    }

    @Test
    void symbolsAndExchangesAreNotMixedUp() {
        for (int i = 0; i < 50_000; i++) {
            Tick sent = trade("S" + i % 20_000, 1 + i, Integer.toString(1 + i), Integer.toString(i % 7));
            assertThat(codec.transform(sent)).isEqualTo(sent);
        }
    }
}
