package io.tickcast.market;

import java.util.List;
import java.util.Optional;

/** The two currencies of a symbol: {@code BTCUSDT} is BTC against USDT. */
public record Pair(String base, String quote) {
    /** Longer ones first: USDT ends in no shorter one, but BTCUSD does not end in BUSD. */
    private static final List<String> QUOTES = List.of(
            "FDUSD", "USDT", "USDC", "USDG", "USD1", "TUSD", "BUSD", "PYUSD", "EURC", "EURI", "USD", "EUR", "GBP",
            "TRY", "BRL", "AUD", "CAD", "CHF", "JPY", "SGD", "AED", "UAH", "PLN", "DAI", "BTC", "ETH", "BNB", "SOL",
            "OKB", "MNT");

    /** Splits a symbol at a quote currency that exchanges use, where no list of instruments is at hand. */
    public static Optional<Pair> of(String symbol) {
        return QUOTES.stream()
                .filter(quote -> symbol.length() > quote.length() && symbol.endsWith(quote))
                .findFirst()
                .map(quote -> new Pair(symbol.substring(0, symbol.length() - quote.length()), quote));
    }

    /** Both with this between them. */
    public String joined(String separator) {
        return base + separator + quote;
    }
}
