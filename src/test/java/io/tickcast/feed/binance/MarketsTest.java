package io.tickcast.feed.binance;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.config.Settings.Channel;
import io.tickcast.demo.Frames;
import io.tickcast.demo.Recording;
import io.tickcast.feed.Reading;
import io.tickcast.feed.Subscriptions.Subscription;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Side;
import io.tickcast.market.Tick;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tickers, trades and books of one symbol, and the ticks that they make together. */
class MarketsTest {
    private static final String BTC = "BTCUSDT";
    private static final long TIME = 1_700_000_000_000L;

    private final Reading reading = reading(Channel.TICKER, Channel.TRADE);

    private static Reading reading(Channel... channels) {
        return new Reading(new BinanceProtocol(List.of(BTC, "ETHUSDT"), Set.of(channels), 1024, false), TIME * 1_000);
    }

    private Reading ticker(long last, long time, String price) {
        return reading.read(Frames.combined("btcusdt@ticker", Frames.after(Frames.ticker(BTC, time, price), last)));
    }

    private Reading trade(long number, long first, long last, long time, String price) {
        return trade(reading, number, first, last, time, price);
    }

    private static Reading trade(Reading reading, long number, long first, long last, long time, String price) {
        return reading.read(Frames.combined("btcusdt@aggTrade", Frames.trade(BTC, number, first, last, time, price)));
    }

    private static Tick only(Reading read) {
        assertThat(read.others()).isEmpty();
        assertThat(read.ticks()).hasSize(1);
        return read.ticks().get(0);
    }

    private static void assertNoTick(Reading read) {
        assertThat(read.ticks()).isEmpty();
        assertThat(read.others()).containsExactly("heartbeat");
    }

    @Test
    void aTradeIsATickOfItsOwnTimeWithTheFiguresOfTheLastTicker() {
        Tick first = only(ticker(100, TIME, "95000.00"));
        Tick tick = only(trade(50, 101, 103, TIME + 7, "95001.50000000"));

        assertThat(tick.eventTime()).isEqualTo(TIME + 7);
        assertThat(tick.tradeId()).isEqualTo(103);
        assertThat(tick.side()).isEqualTo(Side.BUY);
        assertThat(tick.digits(DecimalField.PRICE)).isEqualTo("95001.50000000");
        assertThat(tick.digits(DecimalField.QUANTITY)).isEqualTo("0.50000000");
        for (DecimalField kept : DecimalField.values()) {
            if (kept != DecimalField.PRICE && kept != DecimalField.QUANTITY) {
                assertThat(tick.digits(kept)).as("%s", kept).isNotEmpty().isEqualTo(first.digits(kept));
            }
        }
        assertThat(reading.trades()).containsExactly("101 to 103, number 50");
        assertThat(reading.unknownFieldCount()).isZero();
    }

    @Test
    void theTakerOfABuyerThatWaitedSold() {
        String trade = Frames.with(Frames.trade(BTC, 50, 101, 103, TIME, "95001.5"), "m", "true");
        assertThat(only(reading.read(Frames.combined("btcusdt@aggTrade", trade)))
                        .side())
                .isEqualTo(Side.SELL);
    }

    @Test
    void aTradeBeforeTheFirstTickerHasNoMoreThanItself() {
        Tick tick = only(trade(50, 101, 103, TIME, "95001.5"));
        assertThat(tick.digits(DecimalField.PRICE)).isEqualTo("95001.5");
        assertThat(tick.has(DecimalField.CHANGE_24H)).isFalse();
        assertThat(tick.has(DecimalField.BID)).isFalse();
    }

    @Test
    void aTradeHasTheBidAndAskOfEachRecordedBook() {
        List<JsonObject> frames = Recording.of("/recorded/binance-bookTicker-2021-04-17.jsonl").frames().stream()
                .map(JsonObject::new)
                .toList();
        List<String> symbols = frames.stream()
                .map(frame -> frame.getJsonObject("data").getString("s"))
                .distinct()
                .toList();
        Reading all = new Reading(new BinanceProtocol(symbols, Set.of(Channel.values()), 1024, false), TIME * 1_000);
        symbols.forEach(symbol -> all.read(Frames.combined(
                symbol.toLowerCase(Locale.ROOT) + "@ticker", Frames.after(Frames.ticker(symbol, TIME, "2.25"), 0))));
        long number = 0;
        for (JsonObject frame : frames) {
            JsonObject book = frame.getJsonObject("data");
            assertNoTick(all.read(frame.encode()));
            number++;
            Tick trade = only(all.read(Frames.combined(
                    frame.getString("stream").replace("@bookTicker", "@aggTrade"),
                    Frames.trade(book.getString("s"), number, number, number, TIME + number, "2.27300000"))));
            assertThat(trade.digits(DecimalField.PRICE)).isEqualTo("2.27300000");
            assertThat(trade.digits(DecimalField.BID)).isEqualTo(book.getString("b"));
            assertThat(trade.digits(DecimalField.ASK)).isEqualTo(book.getString("a"));
            assertThat(trade.digits(DecimalField.CHANGE_24H)).isEqualTo("1.250");
            assertThat(all.unknownFieldCount()).isZero();
        }
        assertThat(number).isEqualTo(570);
    }

    @Test
    void tradesOfOneMillisecondAreTicksEach() {
        assertThat(IntStream.range(0, 5)
                        .mapToObj(i -> only(trade(50 + i, 101 + i, 101 + i, TIME, "9500" + i + ".0")))
                        .map(Tick::tradeId))
                .containsExactly(101L, 102L, 103L, 104L, 105L);
    }

    @Test
    void aTickerThatIsBehindOrSaysTheSameChangesOnlyTheFigures() {
        ticker(100, TIME, "95000.00");
        trade(50, 101, 103, TIME + 10, "95001.5");
        assertNoTick(ticker(101, TIME + 500, "80000.00"));
        assertNoTick(ticker(103, TIME + 900, "90000.00"));

        Tick tick = only(trade(51, 104, 104, TIME + 901, "95002.5"));
        assertThat(tick.digits(DecimalField.PRICE)).isEqualTo("95002.5");
        // The high of a ticker of the tests is its price.
        assertThat(tick.digits(DecimalField.HIGH)).isEqualTo("90000.00000000");
    }

    @Test
    void aTickerOfAQuietSymbolIsATickOfTheSameTrade() {
        trade(50, 101, 103, TIME, "95001.5");
        assertNoTick(ticker(103, TIME + 899, "95001.5"));
        Tick tick = only(ticker(103, TIME + 900, "95001.5"));
        assertThat(tick.tradeId()).isEqualTo(103);
        assertThat(tick.eventTime()).isEqualTo(TIME + 900);
        assertThat(tick.side()).isEqualTo(Side.NONE);
        assertThat(tick.digits(DecimalField.QUANTITY)).isEqualTo("0.50000000");
        // The same from a second connection, while one takes the place of another.
        assertThat(only(ticker(103, TIME + 900, "95001.5"))).isEqualTo(tick);
        assertNoTick(ticker(103, TIME + 1_799, "95001.5"));
        only(ticker(103, TIME + 1_800, "95001.5"));
    }

    @Test
    void aTickerThatIsAheadWaitsForItsTradeOnce() {
        trade(50, 101, 103, TIME, "95001.5");
        assertNoTick(ticker(105, TIME + 1_000, "95005.0"));
        only(trade(51, 104, 104, TIME + 990, "95004.0"));
        only(trade(52, 105, 105, TIME + 995, "95005.0"));
        assertNoTick(ticker(106, TIME + 1_800, "95006.0"));
        assertNoTick(ticker(105, TIME + 1_850, "95005.0"));

        // No trade came: the ticker stands in for it, and from then on at once.
        Tick tick = only(ticker(108, TIME + 2_800, "95008.0"));
        assertThat(tick.tradeId()).isEqualTo(108);
        assertThat(tick.digits(DecimalField.PRICE)).isEqualTo("95008.0");
        assertThat(reading.trades()).containsExactly("108 to 108, number 0");
        only(ticker(110, TIME + 2_900, "95010.0"));

        // Trades go on, whatever the ticker's time was.
        only(trade(56, 111, 111, TIME + 2_850, "95011.0"));
        assertNoTick(ticker(112, TIME + 3_800, "95012.0"));
    }

    @Test
    void aSymbolThatIsListedAgainBeginsAnew() {
        trade(50, 101, 103, TIME, "95001.5");
        assertNoTick(ticker(1, TIME + 60_000, "1.0"));
        only(ticker(1, TIME + 60_001, "1.0"));
        only(trade(1, 2, 2, TIME + 60_002, "1.1"));
        assertNoTick(ticker(2, TIME + 60_100, "1.1"));
    }

    @Test
    void theBookIsThatOfTheNextTick() {
        Reading all = reading(Channel.TICKER, Channel.TRADE, Channel.BOOK);
        all.read(Frames.combined("btcusdt@ticker", Frames.ticker(BTC, TIME, "95000.00")));
        assertNoTick(all.read(Frames.combined("btcusdt@bookTicker", Frames.book(BTC, "94999.10", "95000.90"))));
        Tick tick = only(trade(all, 50, 6_001, 6_001, TIME + 1, "95000.90"));
        assertThat(tick.digits(DecimalField.BID)).isEqualTo("94999.10");
        assertThat(tick.digits(DecimalField.ASK)).isEqualTo("95000.90");
        assertThat(tick.has(DecimalField.CHANGE_24H)).isTrue();
        assertThat(all.unknownFieldCount()).isZero();
    }

    @Test
    void aBookThatIsNoneChangesNothing() {
        Reading all = reading(Channel.TRADE, Channel.BOOK);
        all.read(Frames.combined("btcusdt@bookTicker", Frames.book(BTC, "94999.10", "95000.90")));
        all.read(Frames.combined("btcusdt@bookTicker", Frames.book(BTC, "NaN", "1.0")));
        assertThat(only(trade(all, 50, 101, 101, TIME, "95000.90")).digits(DecimalField.ASK))
                .isEqualTo("95000.90");
    }

    @Test
    void whatIsNoTradeIsRefused() {
        String trade = Frames.trade(BTC, 50, 101, 103, TIME, "95001.5");
        for (String broken : List.of(
                Frames.with(trade, "p", "\"0.0\""),
                Frames.with(trade, "p", "\"NaN\""),
                Frames.with(trade, "q", "\"-1\""),
                Frames.with(trade, "T", "0"),
                Frames.with(trade, "T", "\"x\""),
                Frames.with(trade, "l", "99999999999999999999"),
                Frames.with(Frames.with(trade, "f", "9000000000000000000"), "l", "9000000000000000000"),
                Frames.with(trade, "a", "9000000000000000000"),
                Frames.with(trade, "f", "104"),
                trade.substring(0, trade.length() - 2))) {
            assertThat(reading.read(Frames.combined("btcusdt@aggTrade", broken)).ticks())
                    .as(broken)
                    .isEmpty();
            assertThat(reading.others()).as(broken).containsExactly("malformed");
        }
        assertThat(reading.read(Frames.combined("xusdt@aggTrade", Frames.with(trade, "s", "\"XUSDT\"")))
                        .others())
                .containsExactly("unknown");
        only(trade(50, 101, 103, TIME, "95001.5"));
    }

    @Test
    void aTickerWithAnAbsurdTradeDoesNotSilenceTheNextOnes() {
        only(ticker(100, TIME, "95000.00"));
        for (int i = 0; i < 3; i++) {
            assertThat(ticker(9_000_000_000_000_000_000L, TIME + 1, "1.00").others())
                    .containsExactly("malformed");
        }
        only(trade(50, 101, 103, TIME + 7, "95001.50"));
        only(ticker(103, TIME + 1_000, "95001.50"));
    }

    @Test
    void aTickerAloneSaysNothingOfATrade() {
        Reading tickers = reading(Channel.TICKER);
        Tick tick = only(tickers.read(Frames.combined("btcusdt@ticker", Frames.ticker(BTC, TIME, "95000.00"))));
        assertThat(tick.tradeId()).isZero();
        assertThat(tick.has(DecimalField.QUANTITY)).isFalse();
        only(tickers.read(Frames.combined("btcusdt@ticker", Frames.ticker(BTC, TIME + 1, "95000.00"))));
        assertThat(trade(tickers, 50, 101, 103, TIME, "95001.5").others()).containsExactly("unknown");
    }

    @Test
    void eachSymbolTakesAStreamOfEachChannel() {
        BinanceProtocol protocol =
                new BinanceProtocol(List.of(BTC), Set.of(Channel.BOOK, Channel.TRADE, Channel.TICKER), 1024, false);
        assertThat(protocol.symbolsPerConnection()).isEqualTo(341);
        assertThat(protocol.subscription(List.of(BTC, "ETHUSDT")))
                .isEqualTo(new Subscription(
                        "/stream?streams=btcusdt@ticker/btcusdt@aggTrade/btcusdt@bookTicker"
                                + "/ethusdt@ticker/ethusdt@aggTrade/ethusdt@bookTicker",
                        List.of()));
        List<String> symbols =
                IntStream.range(0, 341).mapToObj(i -> "1000SATSFDUSD" + i).toList();
        assertThat(protocol.subscription(symbols).messages())
                .hasSizeGreaterThan(4)
                .allMatch(message -> message.length() < 4_000);
    }
}
