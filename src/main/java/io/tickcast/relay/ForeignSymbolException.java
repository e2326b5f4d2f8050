package io.tickcast.relay;

/** A question about symbols that its token is not for. */
public final class ForeignSymbolException extends Exception {
    private static final long serialVersionUID = 1;

    ForeignSymbolException(String message) {
        super(message, null, false, false);
    }
}
