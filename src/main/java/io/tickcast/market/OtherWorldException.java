package io.tickcast.market;

/** An invented price at a node with real ones, or the other way round. */
public final class OtherWorldException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** @param demo whether the price is the invented one */
    public OtherWorldException(boolean demo) {
        super(demo ? "a demo price, but this node is not a demo" : "a real price, but this node is a demo");
    }
}
