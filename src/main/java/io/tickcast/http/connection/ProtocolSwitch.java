package io.tickcast.http.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.util.ReferenceCountUtil;
import io.tickcast.net.VertxHandlers;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.ConnectionBase;

/** The step of a connection from HTTP/1.1 to the protocol that its request asked for. */
public final class ProtocolSwitch {
    private static final String EARLY = "earlyBytes";

    private ProtocolSwitch() {}

    /**
     * Accepts a request with the headers that its response has, and takes the guards of HTTP off its connection. What
     * the client has sent behind its request is dropped: it may not send anything before the answer.
     */
    public static Future<NetSocket> accept(HttpServerRequest request) {
        if (!(request.connection() instanceof ConnectionBase base)) {
            return request.toNetSocket();
        }
        ChannelPipeline pipeline = base.channel().pipeline();
        RequestGate.release(pipeline);
        HeadTimeout.release(pipeline);
        HalfClosure.release(pipeline);
        // Heartbeats and pings decide how long such a connection may be idle.
        if (pipeline.get(VertxHandlers.IDLE) != null) {
            pipeline.remove(VertxHandlers.IDLE);
        }
        pipeline.addAfter(VertxHandlers.DECODER, EARLY, new EarlyBytes());
        return request.toNetSocket().onComplete(done -> pipeline.remove(EARLY));
    }

    private static final class EarlyBytes extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
        }
    }
}
