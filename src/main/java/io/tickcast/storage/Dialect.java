package io.tickcast.storage;

/** The SQL in which the two databases differ. All other statements are the same. */
public enum Dialect {
    SQLITE(
            "sqlite",
            "CAST(unixepoch('subsec') * 1000 AS INTEGER)",
            "",
            "TRANSACTION_SERIALIZABLE",
            // Pages that deletions left behind are used again first.
            "SELECT (p.page_count - f.freelist_count) * s.page_size"
                    + " FROM pragma_page_count p, pragma_freelist_count f, pragma_page_size s"),
    POSTGRESQL(
            "postgresql",
            // now() would be that of the transaction's beginning.
            "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)",
            // A writer that is at work holds the row, and nobody is to wait for it.
            " FOR UPDATE SKIP LOCKED",
            "TRANSACTION_REPEATABLE_READ",
            // Tables never shrink: space of deleted rows is used again. A row takes about 150 bytes with its index.
            "SELECT LEAST(pg_total_relation_size('tickcast_candle'),"
                    + " 150 * COALESCE(pg_stat_get_live_tuples('tickcast_candle'::regclass), 0))");

    private final String folder;
    private final String millis;
    private final String ifFree;
    private final String snapshot;
    private final String size;

    Dialect(String folder, String millis, String ifFree, String snapshot, String size) {
        this.folder = folder;
        this.millis = millis;
        this.ifFree = ifFree;
        this.snapshot = snapshot;
        this.size = size;
    }

    /** The folder of its migrations. */
    String folder() {
        return folder;
    }

    /** Expression of the database's clock, in ms since the epoch. */
    public String millis() {
        return millis;
    }

    /** End of a SELECT that leaves out rows that another transaction changes. */
    public String ifFree() {
        return ifFree;
    }

    /** Isolation of transactions all of whose queries see the same state. */
    String snapshot() {
        return snapshot;
    }

    /** Query of the bytes that candles take. */
    public String size() {
        return size;
    }
}
