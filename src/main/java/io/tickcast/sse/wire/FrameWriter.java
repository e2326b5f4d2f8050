package io.tickcast.sse.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandler;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.tickcast.net.ConnectionBacklog;
import io.tickcast.sse.stats.StreamPath;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes shared frames to one channel behind the handler that would frame them, and where it can straight to the socket:
 * about half the CPU and a ninth of the garbage of Vert.x' own way. Of thousands of streams that take turns nothing is in
 * a cache, so a frame touches little besides the socket.
 *
 * <p>These writes pass by the queues of Vert.x and of the channel. So whatever else is written to the channel before the
 * last frame must be written here, too.
 */
public final class FrameWriter {
    private final ChannelHandlerContext context;
    private final @Nullable Socket socket;
    private final @Nullable ConnectionBacklog backlog;
    /**
     * Whether bytes may wait in the channel's queue. While none can, a frame needs neither the channel nor its queue,
     * which are in no cache.
     */
    private boolean mayBeQueued = true;

    private FrameWriter(ChannelHandlerContext context, @Nullable Socket socket, @Nullable ConnectionBacklog backlog) {
        this.context = context;
        this.socket = socket;
        this.backlog = backlog;
    }

    /**
     * @param context of the handler that the frames pass by
     * @return empty outside the event loop of the channel
     */
    public static Optional<FrameWriter> of(ChannelHandlerContext context) {
        return context.executor().inEventLoop()
                ? Optional.of(new FrameWriter(
                        context,
                        socket(context).orElse(null),
                        ConnectionBacklog.of(context.channel()).orElse(null)))
                : Optional.empty();
    }

    /**
     * The socket of a channel of Netty's native transports, below the channel's own queue.
     *
     * @return empty for a channel of another transport, and where a handler such as that of TLS may change the bytes
     */
    private static Optional<Socket> socket(ChannelHandlerContext context) {
        if (!(context.channel() instanceof UnixChannel channel && channel.fd() instanceof Socket socket)) {
            return Optional.empty();
        }
        for (Map.Entry<String, ChannelHandler> entry : channel.pipeline()) {
            ChannelHandler handler = entry.getValue();
            if (handler == context.handler()) {
                return Optional.of(socket);
            }
            // The backlog lets bytes pass as they are. Handlers of what is read see none of them.
            if (handler instanceof ChannelOutboundHandler && !(handler instanceof ConnectionBacklog)) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** The same for a handler that has taken the place of the one that the frames passed by. */
    FrameWriter behind(ChannelHandlerContext other) {
        return new FrameWriter(other, socket, backlog);
    }

    Channel channel() {
        return context.channel();
    }

    public StreamPath path() {
        return socket != null ? StreamPath.SOCKET : StreamPath.CHANNEL;
    }

    /** Whether neither the queue nor, as far as the last write knows, the socket is full. */
    public boolean isWritable() {
        return (mayBeQueued || socket == null) ? context.channel().isWritable() : socket.isOpen();
    }

    /** Takes one write, and one system call when the socket has room. */
    public void write(Frame frame) {
        int taken = send(frame.wire());
        if (taken == frame.wire().readableBytes()) {
            return;
        }
        mayBeQueued = true;
        if (backlog != null) {
            backlog.write(context, frame.share(taken), frame.shared());
        } else {
            context.writeAndFlush(frame.share(taken), context.channel().voidPromise());
        }
    }

    /** @return number of bytes that the socket took; the rest, and all later bytes, belong in the channel's queue */
    private int send(ByteBuf bytes) {
        if (socket == null || (mayBeQueued && !isQueueEmpty())) {
            return 0;
        }
        mayBeQueued = false;
        // The number of a closed socket may be another one's by now.
        if (!socket.isOpen() || !bytes.hasMemoryAddress()) {
            return 0;
        }
        try {
            return socket.sendAddress(bytes.memoryAddress(), bytes.readerIndex(), bytes.writerIndex());
        } catch (IOException e) {
            // The channel finds the same when it writes, and closes.
            return 0;
        }
    }

    private boolean isQueueEmpty() {
        ChannelOutboundBuffer queue = context.channel().unsafe().outboundBuffer();
        return queue != null && queue.totalPendingWriteBytes() == 0;
    }

    /** Writes bytes of this channel alone, behind all frames. */
    public ChannelFuture write(ByteBuf own) {
        mayBeQueued = true;
        return context.writeAndFlush(own);
    }
}
