package io.tickcast.feed.coinbase;

import io.tickcast.market.Side;

/** The side of a trade's taker in Coinbase's words: a ticker tells it, a match and REST tell that of the maker. */
final class TakerSide {
    private static final String BUY = "buy";
    private static final String SELL = "sell";

    private TakerSide() {}

    static Side of(String word) {
        return switch (word) {
            case BUY -> Side.BUY;
            case SELL -> Side.SELL;
            default -> Side.NONE;
        };
    }

    static Side ofMaker(String word) {
        return switch (word) {
            case BUY -> Side.SELL;
            case SELL -> Side.BUY;
            default -> Side.NONE;
        };
    }
}
