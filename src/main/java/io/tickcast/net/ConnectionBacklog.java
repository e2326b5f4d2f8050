package io.tickcast.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * The bytes of a connection that its socket has not taken. While they are many, a connection of HTTP/2 is not read:
 * whatever it sends is answered, if only by an acknowledgement.
 */
public final class ConnectionBacklog extends ChannelDuplexHandler {
    private static final AttributeKey<ConnectionBacklog> KEY = AttributeKey.valueOf(ConnectionBacklog.class, "backlog");

    /** Frames in the queue of a connection. Small ones would fill it by the hundreds, each with its own objects. */
    private static final int MAX_FRAMES = 32;
    /** The channel's flag that says so. */
    private static final int FRAMES = 1;

    private final UnsentQueue queue;
    private final boolean stopsReading;
    private final Consumer<Throwable> onException;
    private final Channel channel;
    private final Bytes bytes = new Bytes();
    /** Frames of an event stream in the channel's own queue, oldest first; only the end of the stream follows them. */
    private final Queue<Held> held = new ArrayDeque<>(1);

    private final GenericFutureListener<Future<Void>> taken = done -> frameTaken();
    private long shared;
    private ChannelHandlerContext context;
    private int first;
    private long firstTaken;

    /** @param bytes of the whole that were not taken when they were written */
    private record Held(SharedBytes whole, int bytes) {}

    private ConnectionBacklog(
            UnsentQueue queue, boolean stopsReading, Consumer<Throwable> onException, Channel channel) {
        this.queue = queue;
        this.stopsReading = stopsReading;
        this.onException = onException;
        this.channel = channel;
    }

    /**
     * To be called for each new connection.
     *
     * @param stopsReading whether it is not to be read while its output is full
     * @param onException  hears what fails as its socket is read
     */
    public static void guard(
            HttpConnection connection, UnsentQueue queue, boolean stopsReading, Consumer<Throwable> onException) {
        channel(connection).ifPresent(channel -> {
            ConnectionBacklog backlog = new ConnectionBacklog(queue, stopsReading, onException, channel);
            channel.attr(KEY).set(backlog);
            channel.pipeline().addFirst("backlog", backlog);
        });
    }

    static Optional<UnsentQueue> queueOf(HttpConnection connection) {
        return of(connection).map(backlog -> backlog.queue);
    }

    /** Says that an event stream has begun on a connection of HTTP/1, which has a time-out of its own. */
    public static void streams(HttpConnection connection) {
        of(connection).ifPresent(ConnectionBacklog::stream);
    }

    public void stream() {
        bytes.isStream = true;
    }

    /** The one of this connection, if it has been guarded. */
    public static Optional<ConnectionBacklog> of(HttpConnection connection) {
        return channel(connection).flatMap(ConnectionBacklog::of);
    }

    public static Optional<ConnectionBacklog> of(Channel channel) {
        return Optional.ofNullable(channel.attr(KEY).get());
    }

    private static Optional<Channel> channel(HttpConnection connection) {
        return connection instanceof ConnectionBase base ? Optional.of(base.channel()) : Optional.empty();
    }

    private final class Bytes extends Backlog {
        @Override
        boolean refresh() {
            return count();
        }

        @Override
        void cut() {
            // From here, so that nothing is flushed before, as Vert.x and TLS would do.
            context.close();
            dropAll();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    /**
     * Writes a frame of an event stream, which other connections may hold, too.
     *
     * @param from  the handler that the write begins at
     * @param frame released
     * @param whole the bytes that it is a part of
     */
    public void write(ChannelHandlerContext from, ByteBuf frame, SharedBytes whole) {
        int size = frame.readableBytes();
        ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
        boolean waits = out != null && out.size() > 0;
        from.writeAndFlush(frame, waits ? channel.newPromise().addListener(taken) : channel.voidPromise());
        out = channel.unsafe().outboundBuffer();
        // Only behind earlier output: TLS may split a single write into many frames. Their bytes hold the next write
        // back anyway, and no listener would lift this limit.
        if (waits && out != null && out.size() >= MAX_FRAMES) {
            out.setUserDefinedWritability(FRAMES, false);
        }
        // TLS copies it into bytes of the connection's own.
        if (out != null && out.size() > 0 && channel.pipeline().get(SslHandler.class) == null) {
            held.add(new Held(whole, size));
            shared += size;
            whole.hold(queue);
            count();
        }
    }

    private void frameTaken() {
        ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
        if (out != null && out.size() < MAX_FRAMES) {
            out.setUserDefinedWritability(FRAMES, true);
        }
    }

    private void dropAll() {
        while (!held.isEmpty()) {
            drop();
        }
    }

    private void drop() {
        Held taken = held.remove();
        shared -= taken.bytes;
        taken.whole.drop(queue);
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        ctx.flush();
        count();
    }

    private boolean count() {
        ChannelOutboundBuffer out = channel.unsafe().outboundBuffer();
        while (held.size() > (out == null ? 0 : out.size())) {
            drop();
        }
        long now = out == null ? 0 : Math.max(0, out.totalPendingWriteBytes() - shared);
        if (now == 0 && bytes.bytes == 0) {
            return false;
        }
        int head = out == null ? 0 : System.identityHashCode(out.current());
        long taken = out == null ? 0 : out.currentProgress();
        boolean progress = head != first || taken != firstTaken;
        first = head;
        firstTaken = taken;
        queue.update(bytes, now, progress);
        return progress;
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        // The codec of HTTP/2 asks for more whatever the channel's settings are.
        if (!stopsReading || channel.isWritable()) {
            ctx.read();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ctx.fireChannelReadComplete();
        // Answers to many connections may come between two tasks of the loop.
        queue.relieve();
    }

    /** First in the pipeline: Vert.x reports nothing that is thrown here. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        onException.accept(cause);
        ctx.fireExceptionCaught(cause);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (stopsReading) {
            channel.config().setAutoRead(channel.isWritable());
        }
        count();
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        dropAll();
        queue.update(bytes, 0, false);
        ctx.fireChannelInactive();
    }
}
