package io.tickcast.alert.delivery;

/** Mentions of the form {@code @name}, where a messenger has no escape for them. */
final class Mentions {
    /** Not to be seen, and no part of a name. */
    private static final String WORD_JOINER = "\u2060";

    private Mentions() {}

    /** The same text to the eye, which mentions nobody. */
    static String split(String text) {
        return text.replace("@", "@" + WORD_JOINER);
    }
}
