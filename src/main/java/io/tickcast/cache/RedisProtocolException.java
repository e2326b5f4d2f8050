package io.tickcast.cache;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that are no reply of Redis, or a reply that nothing asked for. */
final class RedisProtocolException extends Exception {
    private static final long serialVersionUID = 1;
    private static final int SHOWN = 40;

    private final boolean unasked;

    private RedisProtocolException(String what) {
        this(what, false);
    }

    private RedisProtocolException(String what, boolean unasked) {
        super(what, null, false, false);
        this.unasked = unasked;
    }

    static RedisProtocolException otherProtocol(byte[] answer) {
        return new RedisProtocolException("its answer begins with \""
                + new String(Arrays.copyOf(answer, Math.min(SHOWN, answer.length)), StandardCharsets.ISO_8859_1) + '"');
    }

    static RedisProtocolException endlessReply(int longest) {
        return new RedisProtocolException("a reply of more than " + longest + " bytes");
    }

    static RedisProtocolException unaskedReply() {
        return new RedisProtocolException("", true);
    }

    boolean isUnasked() {
        return unasked;
    }
}
