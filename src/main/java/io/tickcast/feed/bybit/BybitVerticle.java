package io.tickcast.feed.bybit;

import io.tickcast.feed.FeedVerticle;

/** One line of the feed of Bybit. */
public final class BybitVerticle extends FeedVerticle {
    public BybitVerticle(Setup setup) {
        super(setup, BybitProtocol::new, BybitCandleProtocol::new, new BybitInstruments());
    }
}
