package io.tickcast.sse;

/** An open stream of prices whose subscription may change. To be used on its event loop only. */
public final class OpenStream {
    private final StreamChanges changes;
    private final PriceStream stream;

    OpenStream(StreamChanges changes, PriceStream stream) {
        this.changes = changes;
        this.stream = stream;
    }

    /** The current subscription. */
    public Subscription subscription() {
        return stream.group().subscription();
    }

    /**
     * Does this when the stream has got all that came for it: at once, after the flush that is due, or when its client
     * has caught up; never once it has closed. Only then it may be changed.
     *
     * @return false when too many wait already
     */
    public boolean whenLive(Runnable action) {
        return changes.add(stream, action);
    }

    /**
     * Changes which symbols it gets, and how often. New ones begin with their newest prices.
     *
     * @param acknowledge called before the first of these is written
     * @return number of first prices and candles that are written at once
     */
    public int change(SymbolSelection symbols, long intervalMillis, Runnable acknowledge) {
        return changes.change(stream, subscription().with(symbols, intervalMillis), acknowledge);
    }
}
