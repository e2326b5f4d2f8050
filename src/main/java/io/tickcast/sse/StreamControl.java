package io.tickcast.sse;

/** The way of a stream that fell behind back into the flushes, or out: what its watchers ask of the hub. */
interface StreamControl {
    /** Closes a stream whose client has read nothing for too long. */
    void cut(PriceStream stream);

    /** Gives a stream the newest prices in place of a replay that the log no longer holds. */
    void reset(PriceStream stream);

    /** Lets a stream take part in flushes from the next tick on. */
    void join(PriceStream stream);

    /** A stream that was behind has caught up. */
    void caughtUp(PriceStream stream);
}
