package io.tickcast.feed.binance;

import io.tickcast.feed.FeedVerticle;

/** One line of the feed of Binance. */
public final class BinanceVerticle extends FeedVerticle {
    public BinanceVerticle(Setup setup) {
        super(
                setup,
                (symbols, streams, demo) ->
                        new BinanceProtocol(symbols, setup.exchange().channels(), streams, demo, setup.rest()),
                BinanceCandleProtocol::new,
                new BinanceInstruments());
    }
}
