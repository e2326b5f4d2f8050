package io.tickcast.feed.kraken;

import io.tickcast.feed.FeedVerticle;

/** One line of the feed of Kraken. */
public final class KrakenVerticle extends FeedVerticle {
    public KrakenVerticle(Setup setup) {
        super(setup, KrakenProtocol::new, KrakenCandleProtocol::new, new KrakenInstruments());
    }
}
