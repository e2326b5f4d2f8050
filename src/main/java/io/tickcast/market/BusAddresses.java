package io.tickcast.market;

/** Addresses of the event bus, the same on every node. */
public final class BusAddresses {
    /** Every {@link Tick}, once. */
    public static final String TICKS = "ticks";
    /** Each change of a candle of a minute. */
    public static final String CANDLES = "candles";
    /** Every {@link FeedState}: on each change, and once a second. */
    public static final String FEED_STATE = "feed.state";
    /** The {@link FeedSymbols} of each line: on each change, once a minute, and when a node asks. */
    public static final String FEED_SYMBOLS = "feed.symbols";
    /** A question of a node that has just started, answered on {@link #FEED_SYMBOLS}. */
    public static final String FEED_SYMBOLS_WANTED = "feed.symbols.wanted";
    /** Every {@link Gap}, as a JSON object. */
    public static final String GAPS = "gaps";
    /** Asked for an exchange: the last trade of each of its symbols that this node has heard. Local to the node. */
    public static final String HEARD_TRADES = "heard.trades";
    /** The id of a node that hands its line of an exchange over, as a JSON object: now and then until it has. */
    public static final String FEED_HANDOVER = "feed.handover";
    /** Report of each node about itself, once a second. */
    public static final String BUS_HEARTBEAT = "bus.heartbeat";
    /** State of the cache as a JSON object, on each change and once a second. Local to the node. */
    public static final String CACHE_STATE = "cache.state";

    /** Report of each node about its script verticles, on each change and once a second. */
    public static final String VERTICLES_STATE = "verticles.state";
    /** Every {@link Signal}, as a JSON object. */
    public static final String SIGNALS = "signals";

    /** Behind it the id of an event loop: a change of one of its streams, as a JSON object, answered with another. */
    public static final String STREAM_CHANGES = "stream.changes";

    /** Report of each node with a relay, once a second: whether it has the upstream. */
    public static final String RELAY_STATE = "relay.state";

    /** Report of each node with alerts, once a second: whether it tells receivers. */
    public static final String ALERT_STATE = "alert.state";
    /** The id of a rule that was made, changed or deleted. */
    public static final String ALERT_CHANGES = "alert.changes";
    /** Rules that fired, and other changes of their states, as a JSON array: from the node that tells receivers. */
    public static final String ALERTS = "alerts";
    /** The same without what fired, once the database has it. */
    public static final String ALERTS_WRITTEN = "alerts.written";
    /** Asked by a node that is about to tell receivers: {@link #ALERTS_FOUND} of all others. */
    public static final String ALERTS_WANTED = "alerts.wanted";
    /**
     * Changes of rules that a node has found, and the database still lacks after a while: for the node that tells
     * receivers.
     */
    public static final String ALERTS_FOUND = "alerts.found";
    /** The id of the database in which a node keeps its alerts, now and then. */
    public static final String ALERT_DATABASE = "alert.database";

    private BusAddresses() {}

    /** The streams of the relay that a node wants, asked of the node with this id, which has the upstream. */
    public static String relayDemand(String node) {
        return "relay.demand." + node;
    }

    /** The frames of the relay for the node with this id. */
    public static String relayFrames(String node) {
        return "relay.frames." + node;
    }

    /** The same signals, of one name alone: an address has no wildcards. */
    public static String signal(String name) {
        return SIGNALS + '.' + name;
    }
}
