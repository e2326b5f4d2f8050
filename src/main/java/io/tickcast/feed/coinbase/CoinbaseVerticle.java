package io.tickcast.feed.coinbase;

import io.tickcast.feed.FeedVerticle;

/** One line of the feed of Coinbase. */
public final class CoinbaseVerticle extends FeedVerticle {
    public CoinbaseVerticle(Setup setup) {
        super(setup, CoinbaseProtocol::new, CoinbaseCandleProtocol::new, new CoinbaseInstruments());
    }
}
