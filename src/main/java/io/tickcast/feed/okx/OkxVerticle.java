package io.tickcast.feed.okx;

import io.tickcast.feed.FeedVerticle;

/** One line of the feed of OKX. */
public final class OkxVerticle extends FeedVerticle {
    public OkxVerticle(Setup setup) {
        super(setup, OkxProtocol::new, OkxCandleProtocol::new, new OkxInstruments());
    }
}
