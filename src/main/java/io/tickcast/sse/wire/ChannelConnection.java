package io.tickcast.sse.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.tickcast.net.ConnectionBacklog;
import io.tickcast.net.SendBuffer;
import io.tickcast.net.VertxHandlers;
import io.tickcast.sse.stats.CloseReason;
import io.tickcast.sse.stats.StreamPath;
import io.tickcast.sse.stats.Transport;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A stream of Server-Sent Events that has a connection of HTTP/1.1 to itself. Vert.x reads the request and writes the
 * head; then all handlers of HTTP leave the channel, since the connection ends with the stream. So the request, its
 * headers and the state of the codec are not kept for as long as a client stays, and frames go out as the chunks that
 * they already are: see {@link FrameWriter}.
 */
final class ChannelConnection extends ChannelInboundHandlerAdapter implements StreamConnection {
    private static final String NAME = "eventStream";

    private final ContextInternal context;
    private final Duration patience;
    private final @Nullable GzipStream gzip;
    private FrameWriter writer;
    /** Null once the stream has begun. */
    private @Nullable SseConnection response;

    private Runnable onWritable = () -> {};
    private Runnable onClose = () -> {};

    private ChannelConnection(
            ContextInternal context,
            FrameWriter writer,
            SseConnection response,
            Optional<GzipStream> gzip,
            Duration patience) {
        this.context = context;
        this.writer = writer;
        this.response = response;
        this.gzip = gzip.orElse(null);
        this.patience = patience;
    }

    /**
     * @param response writes the head
     * @return empty for another version, and for a Vert.x whose insides are not as expected
     */
    static Optional<ChannelConnection> of(
            HttpServerRequest request, SseConnection response, Optional<GzipStream> gzip, Duration patience) {
        return request.version() == HttpVersion.HTTP_1_1 && request.connection() instanceof ConnectionBase connection
                ? Optional.ofNullable(connection.channel().pipeline().context(VertxHandlers.ENCODER))
                        .flatMap(FrameWriter::of)
                        .map(writer -> new ChannelConnection(connection.context(), writer, response, gzip, patience))
                : Optional.empty();
    }

    @Override
    public Transport transport() {
        return Transport.SSE;
    }

    @Override
    public StreamPath path() {
        return writer.path();
    }

    @Override
    public void limitSendBuffer(int bytes) {
        SendBuffer.set(writer.channel(), bytes);
    }

    @Override
    public void begin(Buffer first) {
        Channel channel = writer.channel();
        try {
            Objects.requireNonNull(response).begin(first);
            response = null;
            takeOver(channel.pipeline());
        } catch (RuntimeException | Error e) {
            // Without this handler nobody would hear of the end.
            closed();
            throw e;
        }
        goOn(channel);
    }

    private void goOn(Channel channel) {
        writer = writer.behind(channel.pipeline().context(this));
        if (channel.isActive()) {
            // A client that ends its side is gone from now on. What it sends is read, so that its end is seen.
            channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
            channel.config().setAutoRead(true);
            // Vert.x, which has left, would flush only when it has read everything.
            channel.flush();
        }
    }

    private void takeOver(ChannelPipeline pipeline) {
        List<ChannelHandler> others = new ArrayList<>(pipeline.toMap().values());
        others.removeIf(handler -> handler instanceof ConnectionBacklog || handler instanceof SslHandler);
        if (pipeline.get(VertxHandlers.UPGRADE) != null) {
            // It leaves by itself, right after the request that is being read. Behind it, this would not get what the
            // decoder passes on.
            others.remove(pipeline.get(VertxHandlers.UPGRADE));
            pipeline.addBefore(VertxHandlers.UPGRADE, NAME, this);
        } else {
            pipeline.addLast(NAME, this);
        }
        // The decoder passes on what it has not decoded, which is for nobody any more.
        Collections.reverse(others);
        others.forEach(pipeline::remove);
    }

    @Override
    public boolean isWritable() {
        return writer.isWritable();
    }

    @Override
    public void onWritable(Runnable action) {
        onWritable = action;
    }

    /** To be called before the stream begins. */
    @Override
    public void onClose(Runnable action) {
        onClose = action;
    }

    @Override
    public Optional<GzipStream> gzip() {
        return Optional.ofNullable(gzip);
    }

    /** Takes one write, and one system call when the socket has room. */
    @Override
    public void write(Frame frame) {
        if (gzip != null) {
            gzip.add(frame);
        }
        writer.write(frame);
    }

    @Override
    public void end(Buffer last, CloseReason cause) {
        if (response != null) {
            response.end(last, cause);
            return;
        }
        Future<?> late = writer.channel().eventLoop().schedule(this::cut, patience.toNanos(), TimeUnit.NANOSECONDS);
        writer.write(lastChunks(gzip != null ? gzip.end(last) : last)).addListener(taken -> {
            late.cancel(false);
            writer.channel().pipeline().context(this).close();
        });
    }

    private static ByteBuf lastChunks(Buffer bytes) {
        return Unpooled.wrappedBuffer(Buffer.buffer(Integer.toHexString(bytes.length()) + "\r\n")
                .appendBuffer(bytes)
                .appendString("\r\n0\r\n\r\n")
                .getBytes());
    }

    @Override
    public void refuse(Buffer last) {
        Objects.requireNonNull(response).refuse(last);
    }

    @Override
    public void cut() {
        // From the first handler: that of TLS would wait until the client has read everything.
        ChannelHandlerContext first = writer.channel().pipeline().firstContext();
        if (first != null) {
            first.close();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext handler) {
        if (!handler.channel().isActive()) {
            // Nothing else would tell it.
            handler.executor().execute(this::closed);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext handler) {
        closed();
    }

    private void closed() {
        Runnable action = onClose;
        onClose = () -> {};
        context.emit(v -> action.run());
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext handler) {
        if (handler.channel().isWritable()) {
            context.emit(v -> onWritable.run());
        }
    }

    /** Drops the body of the request, and whatever else a client sends: the connection ends with the stream. */
    @Override
    public void channelRead(ChannelHandlerContext handler, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext handler, Throwable cause) {
        handler.close();
    }
}
