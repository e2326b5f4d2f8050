package io.tickcast.feed;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.vertx.core.http.WebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import org.jspecify.annotations.Nullable;

/**
 * Answers the pings of a server in Vert.x' place, which would queue a pong for each without bound. Of the pings that
 * one read brings only the newest is answered, and none while a pong has not reached the socket, as RFC 6455, 5.5.3,
 * allows: a server that pings without end then costs one pong.
 */
final class PongLimiter extends ChannelInboundHandlerAdapter {
    private final Runnable unanswered;
    private @Nullable ByteBuf newest;
    private boolean underWay;

    /** @param unanswered called for each ping that gets no pong of its own */
    PongLimiter(Runnable unanswered) {
        this.unanswered = unanswered;
    }

    /** Must be called on the event loop of an open connection. @return its channel */
    static Channel guard(WebSocket socket, Runnable unanswered) {
        ChannelHandlerContext handler = ((WebSocketInternal) socket).channelHandlerContext();
        handler.pipeline().addBefore(handler.name(), "pongLimiter", new PongLimiter(unanswered));
        return handler.channel();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof PingWebSocketFrame ping) {
            drop();
            newest = ping.content();
        } else {
            context.fireChannelRead(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        answer(context);
        context.fireChannelReadComplete();
    }

    private void answer(ChannelHandlerContext context) {
        if (!underWay && newest != null) {
            underWay = true;
            PongWebSocketFrame pong = new PongWebSocketFrame(newest);
            newest = null;
            context.writeAndFlush(pong).addListener(sent -> {
                underWay = false;
                if (sent.isSuccess()) {
                    answer(context);
                }
            });
        }
    }

    private void drop() {
        if (newest != null) {
            newest.release();
            newest = null;
            unanswered.run();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        drop();
    }
}
