package io.tickcast.feed.coinbase;

import io.tickcast.feed.FeedVerticle;

/** One line of the feed of Coinbase. */
public final class CoinbaseVerticle extends FeedVerticle {
    public CoinbaseVerticle(Setup setup) {
        super(
                setup,
                (symbols, products, demo) -> new CoinbaseProtocol(symbols, products, demo, setup.rest()),
                CoinbaseCandleProtocol::new,
                new CoinbaseInstruments());
    }
}
