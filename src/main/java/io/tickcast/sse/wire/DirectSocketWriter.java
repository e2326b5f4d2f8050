package io.tickcast.sse.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandler;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.tickcast.net.ConnectionBacklog;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * The socket of a channel of Netty's native transports, below the channel's own queue: a frame costs its system call
 * and little else, since of thousands of streams that take turns nothing is in a cache.
 */
final class DirectSocketWriter {
    private final Channel.Unsafe channel;
    private final Socket socket;

    private DirectSocketWriter(Channel.Unsafe channel, Socket socket) {
        this.channel = channel;
        this.socket = socket;
    }

    /**
     * @return empty for a channel of another transport, and where a handler such as that of TLS may change the bytes
     */
    static Optional<DirectSocketWriter> of(ChannelHandlerContext encoder) {
        if (!(encoder.channel() instanceof UnixChannel channel && channel.fd() instanceof Socket socket)) {
            return Optional.empty();
        }
        for (Map.Entry<String, ChannelHandler> entry : channel.pipeline()) {
            ChannelHandler handler = entry.getValue();
            if (handler == encoder.handler()) {
                return Optional.of(new DirectSocketWriter(channel.unsafe(), socket));
            }
            // The backlog lets bytes pass as they are. Handlers of what is read see none of them.
            if (handler instanceof ChannelOutboundHandler && !(handler instanceof ConnectionBacklog)) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** @return how many bytes the socket took; the rest, and all later bytes, belong in the channel's queue */
    int write(ByteBuf bytes) {
        ChannelOutboundBuffer queue = channel.outboundBuffer();
        if (queue == null || queue.totalPendingWriteBytes() > 0 || !bytes.hasMemoryAddress()) {
            return 0;
        }
        try {
            return socket.sendAddress(bytes.memoryAddress(), bytes.readerIndex(), bytes.writerIndex());
        } catch (IOException e) {
            // The channel finds the same when it writes, and closes.
            return 0;
        }
    }
}
