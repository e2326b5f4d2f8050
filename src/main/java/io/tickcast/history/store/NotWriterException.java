package io.tickcast.history.store;

/** A write at a node while another one writes to the database. Nothing was stored by this node. */
public final class NotWriterException extends StoreException {
    private static final long serialVersionUID = 1L;

    NotWriterException(String writer) {
        super("another node writes the candles: " + writer);
    }
}
