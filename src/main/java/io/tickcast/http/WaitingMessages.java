package io.tickcast.http;

import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The messages of a client that wait until its stream may be changed. They wait as texts, which take a small part of the
 * memory of what is read from them.
 */
final class WaitingMessages {
    /** Characters of all together: those of the largest message. */
    static final int MAX_CHARS = 65_536;

    private final Predicate<Runnable> whenLive;
    private int chars;

    /** @param whenLive as {@link StreamChange#whenLive} */
    WaitingMessages(Predicate<Runnable> whenLive) {
        this.whenLive = whenLive;
    }

    /**
     * Does this with the text when the stream may be changed, which may be at once.
     *
     * @return false when too many wait
     */
    boolean add(String text, Consumer<String> action) {
        if (chars + text.length() > MAX_CHARS) {
            return false;
        }
        chars += text.length();
        boolean taken = whenLive.test(() -> {
            chars -= text.length();
            action.accept(text);
        });
        if (!taken) {
            chars -= text.length();
        }
        return taken;
    }
}
