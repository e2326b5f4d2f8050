package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickcast.feed.binance.BinanceInstruments;
import io.tickcast.feed.bybit.BybitInstruments;
import io.tickcast.feed.coinbase.CoinbaseInstruments;
import io.tickcast.feed.kraken.KrakenInstruments;
import io.tickcast.feed.okx.OkxInstruments;
import io.tickcast.market.Instrument;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The lists of instruments of the exchanges, as they answered. */
class InstrumentSourcesTest {
    private static Buffer recorded(String name) {
        try (InputStream in = InstrumentSourcesTest.class.getResourceAsStream("/recorded/" + name)) {
            return Buffer.buffer(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Instrument> list(InstrumentSource source, Buffer body) throws IOException {
        return source.instruments(body).stream().collect(Collectors.toMap(Instrument::symbol, Function.identity()));
    }

    private static Instrument instrument(
            String base, String quote, String name, String restName, int digits, String status) {
        return new Instrument(base + quote, base, quote, name, restName, OptionalInt.of(digits), status);
    }

    @Test
    void binance() throws IOException {
        Map<String, Instrument> list = list(new BinanceInstruments(), recorded("binance-exchangeInfo-2021-10-12.json"));

        assertThat(list).hasSize(16);
        assertThat(list.get("BTCUSDT")).isEqualTo(instrument("BTC", "USDT", "BTCUSDT", "BTCUSDT", 2, "trading"));
        assertThat(list.get("BCCBTC")).isEqualTo(instrument("BCC", "BTC", "BCCBTC", "BCCBTC", 6, "BREAK"));
        assertThat(new BinanceInstruments().quoteVolumes(recorded("binance-ticker-24hr.json")))
                .containsOnly(
                        Map.entry("BTCUSDT", new BigDecimal("2354076638.59660790")),
                        Map.entry("ETHUSDT", new BigDecimal("1131373139.26501100")));
    }

    @Test
    void okx() throws IOException {
        Map<String, Instrument> list = list(new OkxInstruments(), recorded("okx-instruments-2026-04.json"));

        assertThat(list).hasSize(19);
        assertThat(list.get("BTCUSDT")).isEqualTo(instrument("BTC", "USDT", "BTC-USDT", "BTC-USDT", 1, "trading"));
        assertThat(list.get("BABYDOGEUSDT").priceDigits()).hasValue(12);
        assertThat(
                        new OkxInstruments()
                                .quoteVolumes(
                                        Buffer.buffer(
                                                "{\"code\":\"0\",\"data\":[{\"instId\":\"BTC-USDT\",\"volCcy24h\":\"12.5\"},{\"instId\":\"X-Y\",\"volCcy24h\":\"\"}]}")))
                .containsOnly(Map.entry("BTC-USDT", new BigDecimal("12.5")));
    }

    @Test
    void bybit() throws IOException {
        Buffer body = Buffer.buffer("{\"retCode\":0,\"retMsg\":\"OK\",\"result\":{\"category\":\"spot\",\"list\":["
                + "{\"symbol\":\"BTCUSDT\",\"baseCoin\":\"BTC\",\"quoteCoin\":\"USDT\",\"innovation\":\"0\","
                + "\"status\":\"Trading\",\"lotSizeFilter\":{\"basePrecision\":\"0.000001\"},"
                + "\"priceFilter\":{\"tickSize\":\"0.01\"}},"
                + "{\"symbol\":\"SHIB1000USDC\",\"baseCoin\":\"SHIB1000\",\"quoteCoin\":\"USDC\",\"status\":\"Closed\","
                + "\"priceFilter\":{\"tickSize\":\"0.0000000000001\"}}]},\"time\":1}");

        assertThat(list(new BybitInstruments(), body))
                .containsOnly(
                        Map.entry("BTCUSDT", instrument("BTC", "USDT", "BTCUSDT", "BTCUSDT", 2, "trading")),
                        Map.entry(
                                "SHIB1000USDC",
                                instrument("SHIB1000", "USDC", "SHIB1000USDC", "SHIB1000USDC", 13, "Closed")));
        assertThat(
                        new BybitInstruments()
                                .quoteVolumes(
                                        Buffer.buffer(
                                                "{\"retCode\":0,\"result\":{\"list\":[{\"symbol\":\"BTCUSDT\",\"turnover24h\":\"7.25\"}]}}")))
                .containsOnly(Map.entry("BTCUSDT", new BigDecimal("7.25")));
    }

    @Test
    void coinbase() throws IOException {
        Map<String, Instrument> list = list(new CoinbaseInstruments(), recorded("coinbase-products-2021-04-17.json"));

        assertThat(list).hasSize(19);
        assertThat(list.get("BTCUSD")).isEqualTo(instrument("BTC", "USD", "BTC-USD", "BTC-USD", 2, "trading"));
        assertThat(list(
                        new CoinbaseInstruments(),
                        Buffer.buffer("[{\"id\":\"EOS-USD\",\"base_currency\":\"EOS\",\"quote_currency\":\"USD\","
                                + "\"quote_increment\":\"0.001\",\"trading_disabled\":true,\"status\":\"delisted\"},"
                                + "{\"id\":\"MKR-USD\",\"base_currency\":\"MKR\",\"quote_currency\":\"USD\","
                                + "\"quote_increment\":\"0.01\",\"trading_disabled\":true,\"status\":\"online\"}]")))
                .containsOnly(
                        Map.entry("EOSUSD", instrument("EOS", "USD", "EOS-USD", "EOS-USD", 3, "delisted")),
                        Map.entry("MKRUSD", instrument("MKR", "USD", "MKR-USD", "MKR-USD", 2, "trading disabled")));
        assertThat(new CoinbaseInstruments()
                        .quoteVolumes(Buffer.buffer("{\"BTC-USD\":{\"stats_30day\":{\"volume\":\"9\"},"
                                + "\"stats_24hour\":{\"volume\":\"2\",\"last\":\"1.5\"}},\"X-Y\":{}}")))
                .containsOnly(Map.entry("BTC-USD", new BigDecimal("3.0")));
    }

    @Test
    void kraken() throws IOException {
        Map<String, Instrument> list = list(new KrakenInstruments(), recorded("kraken-AssetPairs-2021-04-17.json"));

        assertThat(list).hasSize(10);
        assertThat(list.get("DOGEEUR")).isEqualTo(instrument("DOGE", "EUR", "DOGE/EUR", "XDGEUR", 7, "trading"));
        assertThat(
                        list(
                                new KrakenInstruments(),
                                Buffer.buffer(
                                        "{\"error\":[],\"result\":{\"XXBTZUSD\":{\"altname\":\"XBTUSD\","
                                                + "\"wsname\":\"XBT/USD\",\"pair_decimals\":1,\"tick_size\":\"0.05\",\"status\":\"cancel_only\"}}}")))
                .containsOnly(Map.entry("BTCUSD", instrument("BTC", "USD", "BTC/USD", "XXBTZUSD", 2, "cancel_only")));
        assertThat(new KrakenInstruments()
                        .quoteVolumes(Buffer.buffer("{\"error\":[],\"result\":{\"XXBTZUSD\":"
                                + "{\"v\":[\"1\",\"4\"],\"p\":[\"7\",\"2.5\"]}}}")))
                .containsOnly(Map.entry("XXBTZUSD", new BigDecimal("10.0")));
    }

    static Stream<InstrumentSource> sources() {
        return Stream.of(
                new BinanceInstruments(),
                new OkxInstruments(),
                new BybitInstruments(),
                new CoinbaseInstruments(),
                new KrakenInstruments());
    }

    @ParameterizedTest
    @MethodSource("sources")
    void whatIsNoListIsRefused(InstrumentSource source) {
        for (String body : List.of(
                "",
                "null",
                "7",
                "[]",
                "{}",
                "[",
                "[7",
                "[null]",
                "{\"symbols\":[",
                "{\"symbols\":{}}",
                "{\"data\":[[]]}",
                "{\"code\":\"50011\",\"msg\":\"Too Many Requests\",\"data\":[]}",
                "{\"result\":null}",
                "{\"result\":{\"list\":[]}}",
                "{\"result\":{\"X\":{\"wsname\":\"/\"}}}",
                "{\"error\":[\"E\"]}",
                "<html>")) {
            assertThatThrownBy(() -> source.instruments(Buffer.buffer(body)))
                    .as(body)
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> source.quoteVolumes(Buffer.buffer(body)))
                    .as(body)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void oddElementsOfAListAreLeftOut() throws IOException {
        String good =
                "{\"instId\":\"BTC-USDT\",\"baseCcy\":\"BTC\",\"quoteCcy\":\"USDT\",\"tickSz\":\"0.1\",\"state\":\"live\"}";
        Buffer body = Buffer.buffer(
                "{\"data\":[7,null,\"x\",[],{},{\"instId\":\"A B-C\",\"baseCcy\":\"A B\",\"quoteCcy\":\"C\"},"
                        + "{\"instId\":\"A-\",\"baseCcy\":\"A\",\"quoteCcy\":\"\"},{\"instId\":{},\"baseCcy\":\"A\",\"quoteCcy\":\"B\"},"
                        + "{\"instId\":\"BTCU-SDT\",\"baseCcy\":\"BTCU\",\"quoteCcy\":\"SDT\",\"state\":\"suspend\"},"
                        + good
                        + ",{\"instId\":\"BT-CUSDT\",\"baseCcy\":\"BT\",\"quoteCcy\":\"CUSDT\",\"state\":\"suspend\"}]}");

        assertThat(list(new OkxInstruments(), body))
                .containsOnly(Map.entry("BTCUSDT", instrument("BTC", "USDT", "BTC-USDT", "BTC-USDT", 1, "trading")));
    }

    @ParameterizedTest
    @CsvSource({
        "0.01000000,2",
        "1,0",
        "10,0",
        "100.0,0",
        "0.5,1",
        "1E-13,13",
        "1e-8,8",
        "0.000000000000000000000001,18",
        "0,-1",
        "'',-1",
        "-0.1,-1",
        "1e999999999,-1",
        "0x1,-1",
        "NaN,-1"
    })
    void theDigitsOfAPriceAreThoseOfItsSmallestStep(String step, int digits) {
        assertThat(ListReader.digits(step)).isEqualTo(digits < 0 ? OptionalInt.empty() : OptionalInt.of(digits));
    }
}
