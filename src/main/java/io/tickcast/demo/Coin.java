package io.tickcast.demo;

import io.tickcast.demo.candle.InventedPast;
import io.tickcast.demo.candle.Units;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The trading of a symbol; amounts in units of 1e-8.
 *
 * @param price     start of its random walk, which tends to return there
 * @param tick      smallest step of the price
 * @param lot       smallest step of a quantity
 * @param turnover  traded in 24 h, in whole units of the quote currency
 */
record Coin(String symbol, long price, long tick, long lot, long turnover) {
    private static final Map<String, Coin> KNOWN = Stream.of(
                    coin("BTCUSDT", "95000", "0.01", "0.00001", 1_900_000_000),
                    coin("ETHUSDT", "3300", "0.01", "0.0001", 1_400_000_000),
                    coin("BNBUSDT", "905", "0.01", "0.001", 210_000_000),
                    coin("SOLUSDT", "142", "0.01", "0.001", 420_000_000),
                    coin("XRPUSDT", "2.08", "0.0001", "0.1", 330_000_000),
                    coin("ADAUSDT", "0.396", "0.0001", "0.1", 58_000_000),
                    coin("DOGEUSDT", "0.1385", "0.00001", "1", 120_000_000),
                    coin("AVAXUSDT", "13.9", "0.01", "0.01", 31_000_000),
                    coin("DOTUSDT", "2.12", "0.001", "0.01", 14_000_000),
                    coin("POLUSDT", "0.152", "0.0001", "0.1", 12_000_000),
                    coin("LINKUSDT", "13.4", "0.01", "0.01", 37_000_000),
                    coin("ATOMUSDT", "2.55", "0.001", "0.01", 7_000_000),
                    coin("UNIUSDT", "5.46", "0.001", "0.01", 16_000_000),
                    coin("LTCUSDT", "78.3", "0.01", "0.001", 27_000_000),
                    coin("BCHUSDT", "612.5", "0.1", "0.001", 29_000_000),
                    coin("FILUSDT", "1.51", "0.001", "0.01", 9_000_000))
            .collect(Collectors.toUnmodifiableMap(Coin::symbol, coin -> coin));

    private static final List<String> QUOTES = List.of("USDT", "USDC", "FDUSD", "BTC", "ETH", "BNB", "EUR", "TRY");

    private static Coin coin(String symbol, String price, String tick, String lot, long turnover) {
        return new Coin(symbol, units(price), units(tick), units(lot), turnover);
    }

    private static long units(String decimal) {
        return Units.of(decimal);
    }

    /** The symbols whose prices are near the real ones, the highest turnover first. */
    static List<String> known() {
        return KNOWN.values().stream()
                .sorted(Comparator.comparing(Coin::turnover).reversed())
                .map(Coin::symbol)
                .toList();
    }

    /** The coin as we know it, or a plausible one that is always the same for this symbol. */
    static Coin of(String symbol) {
        Coin known = KNOWN.get(symbol);
        return known != null ? known : invented(symbol);
    }

    private static Coin invented(String symbol) {
        int hash = (symbol.hashCode() * 0x9E3779B9) >>> 1;
        // Between 0.0100 and 999.0000, small prices as frequent as large ones.
        long magnitude = List.of(units("0.01"), units("0.1"), units("1"), units("10"), units("100"))
                .get(hash % 5);
        long price = magnitude + magnitude / 100 * (hash / 5 % 900);
        return new Coin(symbol, price, magnitude / 1000, units("0.1"), 1_000_000 + hash % 40_000_000);
    }

    /** The entry of this symbol in {@code /api/v3/exchangeInfo}. */
    JsonObject toExchangeInfo(String status) {
        String quote = QUOTES.stream().filter(symbol::endsWith).findFirst().orElse("");
        return new JsonObject()
                .put("symbol", symbol)
                .put("status", status)
                .put("baseAsset", symbol.substring(0, symbol.length() - quote.length()))
                .put("baseAssetPrecision", Ticker.SCALE)
                .put("quoteAsset", quote)
                .put("quotePrecision", Ticker.SCALE)
                .put("quoteAssetPrecision", Ticker.SCALE)
                .put("orderTypes", new JsonArray().add("LIMIT").add("MARKET"))
                .put("isSpotTradingAllowed", true)
                .put(
                        "filters",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("filterType", "PRICE_FILTER")
                                        .put("tickSize", decimal(tick)))
                                .add(new JsonObject()
                                        .put("filterType", "LOT_SIZE")
                                        .put("stepSize", decimal(lot))))
                .put("permissions", new JsonArray());
    }

    /** The smallest step of the price, without trailing zeros. */
    String step() {
        return Ticker.shortest(tick);
    }

    /** The decimals of the smallest step of the price. */
    int priceDecimals() {
        return Math.max(0, new BigDecimal(step()).scale());
    }

    /** A week of it that ends now. */
    InventedPast past(String exchange, long nowMillis) {
        return new InventedPast(new InventedPast.Market(symbol, price, tick, lot, turnover), exchange, nowMillis);
    }

    private static String decimal(long units) {
        return BigDecimal.valueOf(units, Ticker.SCALE).toPlainString();
    }
}
