package io.tickcast.http.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.Future;
import io.tickcast.net.VertxHandlers;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection of HTTP/1 whose client does not finish the head of a request in time: one that sends a byte now and
 * then is never idle. {@link FrameTimeout} does so for HTTP/2.
 */
final class HeadTimeout extends ChannelDuplexHandler {
    private static final String TIMEOUT = "headTimeout";
    private static final String BYTES = "headBytes";

    private final Duration patience;
    private final InboundLimits inboundLimits;
    /** Whether any byte of the head has come. */
    private boolean begun;

    private boolean waiting;
    /** Requests whose answers have not ended. */
    private int unanswered;

    private Future<?> deadline;

    private HeadTimeout(Duration patience, InboundLimits inboundLimits) {
        this.patience = patience;
        this.inboundLimits = inboundLimits;
    }

    /** Must be called for each new connection; its time begins now. */
    static void guard(HttpConnection connection, Duration patience, InboundLimits inboundLimits) {
        if (!(connection instanceof ConnectionBase base)) {
            return;
        }
        ChannelPipeline pipeline = base.channel().pipeline();
        // Not both are there on HTTP/2, nor on a connection that was about to become one of HTTP/2.
        if (pipeline.get(VertxHandlers.DECODER) != null && pipeline.get(VertxHandlers.ENCODER) != null) {
            HeadTimeout timeout = new HeadTimeout(patience, inboundLimits);
            pipeline.addAfter(HttpHandlers.lastOf(pipeline), TIMEOUT, timeout);
            pipeline.addBefore(VertxHandlers.DECODER, BYTES, timeout.new Bytes());
        }
    }

    static void release(ChannelPipeline pipeline) {
        if (pipeline.get(TIMEOUT) != null) {
            pipeline.remove(TIMEOUT);
            pipeline.remove(BYTES);
        }
    }

    /** Sees the bytes before they are decoded. */
    private final class Bytes extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            // Nothing is in it where the decoder is only to go on.
            if (unanswered == 0 && message instanceof ByteBuf bytes && bytes.isReadable()) {
                begun = true;
                if (!waiting) {
                    await(context);
                }
            }
            context.fireChannelRead(message);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        await(context);
    }

    private void await(ChannelHandlerContext context) {
        waiting = true;
        deadline = context.executor().schedule(() -> late(context), patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void late(ChannelHandlerContext context) {
        inboundLimits.timeouts().add(TimeoutCounters.Part.HEAD);
        if (begun) {
            inboundLimits.errors().add(408);
            // Bytes pass the encoder as they are.
            context.pipeline()
                    .context(VertxHandlers.ENCODER)
                    .writeAndFlush(Unpooled.copiedBuffer(
                            "HTTP/1.1 408 Request Timeout\r\nDate: " + HttpDate.now()
                                    + "\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
                            StandardCharsets.US_ASCII))
                    .addListener(ChannelFutureListener.CLOSE);
        } else {
            context.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            unanswered++;
            rest();
        } else if (message instanceof LastHttpContent && unanswered == 0) {
            // The rest of a body that was answered before: no head has begun with it.
            rest();
        }
        context.fireChannelRead(message);
    }

    /** Rests until the next head begins. */
    private void rest() {
        waiting = false;
        begun = false;
        deadline.cancel(false);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (HttpHandlers.isEndOfAnswer(message)) {
            unanswered--;
        }
        context.write(message, promise);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        deadline.cancel(false);
        context.fireChannelInactive();
    }
}
