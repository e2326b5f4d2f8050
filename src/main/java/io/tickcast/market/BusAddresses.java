package io.tickcast.market;

/** Addresses of the event bus, the same on every node. */
public final class BusAddresses {
    /** Every {@link Tick}, once. */
    public static final String TICKS = "ticks";
    /** Every {@link FeedState}: on each change, and once a second. */
    public static final String FEED_STATE = "feed.state";
    /** The id of a node that hands its line of an exchange over, as a JSON object: now and then until it has. */
    public static final String FEED_HANDOVER = "feed.handover";
    /** What each node says of itself: once a second. */
    public static final String BUS_HEARTBEAT = "bus.heartbeat";
    /** What the cache says of itself, as a JSON object: on each change, and once a second. Local to the node. */
    public static final String CACHE_STATE = "cache.state";

    /** What each node says of the verticles that are files: on each change, and once a second. */
    public static final String VERTICLES_STATE = "verticles.state";
    /** Every {@link Signal}, as a JSON object. */
    public static final String SIGNALS = "signals";

    private BusAddresses() {}

    /** The same signals, of one name alone: an address has no wildcards. */
    public static String signal(String name) {
        return SIGNALS + '.' + name;
    }
}
