package io.tickcast.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/** The send buffer of a connection in the kernel, which may hold up to twice as much as was asked for. */
public final class SendBuffer {
    /**
     * In bytes, for a connection without a stream. Each time that the buffer is full, the rest of an answer waits for a
     * turn of an event loop that may be busy with streams. So the longest answer, of 1,000 candles, takes a few turns,
     * and a client that does not read holds 128 KiB of the kernel.
     */
    public static final int OF_ANSWERS = 64 * 1024;

    private SendBuffer() {}

    /** Must be called on the event loop of the connection. */
    public static void set(HttpConnection connection, int bytes) {
        if (connection instanceof ConnectionBase base) {
            set(base.channel(), bytes);
        }
    }

    /** The same for a connection of any protocol. */
    public static void set(Channel channel, int bytes) {
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_SNDBUF, bytes);
        }
    }
}
