package io.tickcast.net;

/** A handler of Vert.x that guards rely on is not where they look for it. */
public final class MissingHandlerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public MissingHandlerException(String handler) {
        super("Vert.x has no handler \"" + handler + "\" in the pipeline of a connection, so its connections cannot be "
                + "guarded: start with the version of Vert.x that this Tickcast was built with");
    }
}
