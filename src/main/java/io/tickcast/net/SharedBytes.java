package io.tickcast.net;

/** The bytes of one buffer that waits for many connections. They count once, while any of these holds it. */
public final class SharedBytes {
    private final int size;
    private int holders;

    public SharedBytes(int size) {
        this.size = size;
    }

    void hold(UnsentQueue queue) {
        if (holders++ == 0) {
            queue.addShared(size);
        }
    }

    void drop(UnsentQueue queue) {
        if (--holders == 0) {
            queue.addShared(-size);
        }
    }
}
