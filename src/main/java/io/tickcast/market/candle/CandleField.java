package io.tickcast.market.candle;

/** A decimal of a candle, kept in the exchange's own digits. */
public enum CandleField {
    OPEN("open"),
    HIGH("high"),
    LOW("low"),
    CLOSE("close"),
    /** Traded in the base currency. */
    VOLUME("volume"),
    /** Traded in the quote currency; the one figure that an exchange may leave out. */
    QUOTE_VOLUME("quote_volume");

    static final int COUNT = values().length;

    private final String label;

    CandleField(String label) {
        this.label = label;
    }

    /** Its name in JSON. */
    public String label() {
        return label;
    }

    boolean isPrice() {
        return ordinal() <= CLOSE.ordinal();
    }
}
