package io.tickcast.http.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.tickcast.net.VertxHandlers;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.channels.ClosedChannelException;

/**
 * Answers a client of HTTP/1 that ends its side of the connection behind its request, as {@code nc -N} does. Netty
 * would close the connection at once, and an answer that takes a moment would not go out.
 *
 * <p>An event stream ends nevertheless: a client that left looks the same. So does a connection with half a request.
 * Over TLS the end of one side is the end of both.
 */
final class HalfClosure extends ChannelDuplexHandler {
    private static final String NAME = "halfClosure";

    /** Whether a request has begun that has not come to its end. */
    private boolean receiving;
    /** Whether an answer has begun that has not come to its end; only a stream is written in parts. */
    private boolean streaming;
    /** Requests whose answers have not ended. */
    private int unanswered;

    private boolean finished;

    private HalfClosure() {}

    /** Must be called for each new connection. */
    static void guard(HttpConnection connection) {
        if (connection instanceof ConnectionBase base && !base.isSsl()) {
            Channel channel = base.channel();
            ChannelPipeline pipeline = channel.pipeline();
            if (pipeline.get(VertxHandlers.DECODER) != null && pipeline.get(VertxHandlers.ENCODER) != null) {
                pipeline.addAfter(HttpHandlers.lastOf(pipeline), NAME, new HalfClosure());
                channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
            }
        }
    }

    /** A client that ends its side is gone from now on. */
    static void release(ChannelPipeline pipeline) {
        if (pipeline.get(NAME) != null) {
            pipeline.remove(NAME);
            pipeline.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            receiving = true;
            unanswered++;
        }
        if (message instanceof LastHttpContent) {
            receiving = false;
        }
        context.fireChannelRead(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            finished = true;
            if (receiving || streaming || unanswered == 0) {
                context.close();
            }
        }
        context.fireUserEventTriggered(event);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        boolean last = HttpHandlers.isEndOfAnswer(message);
        if (last) {
            unanswered--;
            streaming = false;
        } else if (HttpHandlers.isBeginOfAnswer(message)) {
            streaming = true;
            if (finished) {
                ReferenceCountUtil.release(message);
                promise.tryFailure(new ClosedChannelException());
                context.close();
                return;
            }
        }
        context.write(
                message,
                finished && last && unanswered == 0
                        ? promise.unvoid().addListener(taken -> closeAfter(context, taken.isSuccess()))
                        : promise);
    }

    /** Closes from here: a close that passes Vert.x writes, and a write that fails is still within the encoder. */
    private static void closeAfter(ChannelHandlerContext context, boolean taken) {
        if (taken) {
            context.close();
        }
    }
}
