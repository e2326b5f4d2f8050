package io.tickcast.http.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.tickcast.net.VertxHandlers;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Lets a connection of HTTP/1 have one answer under way: the next request is read when the client has taken the whole
 * answer to the last one. Vert.x itself would go on once an answer is written, taken or not, and one packet of requests
 * would fill the memory with answers.
 */
final class RequestGate extends ChannelDuplexHandler {
    /** More than one read brings: only a client that has shut its side of the connection is read on. */
    private static final int MAX_HELD_BYTES = 256 * 1024;

    private static final String GATE = "requestGate";
    private static final String BYTES = "requestBytes";

    private final Bytes bytes = new Bytes();
    /** Messages that were decoded while an answer is under way; those of one step of the decoder at most. */
    private final Queue<Object> heldMessages = new ArrayDeque<>(1);

    private boolean receiving;
    private boolean answering;
    /** Whether an answer has begun that has not come to its end; only a stream is written in parts. */
    private boolean streaming;

    private boolean decoded;

    private RequestGate() {}

    /** Must be called for each new connection. */
    static void guard(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            ChannelPipeline pipeline = base.channel().pipeline();
            if (pipeline.get(VertxHandlers.DECODER) instanceof ByteToMessageDecoder decoder
                    && pipeline.get(VertxHandlers.ENCODER) != null) {
                decoder.setSingleDecode(true);
                RequestGate gate = new RequestGate();
                pipeline.addBefore(VertxHandlers.DECODER, BYTES, gate.bytes);
                pipeline.addAfter(HttpHandlers.lastOf(pipeline), GATE, gate);
            }
        }
    }

    static void release(ChannelPipeline pipeline) {
        if (pipeline.get(GATE) != null) {
            pipeline.remove(GATE);
            pipeline.remove(BYTES);
            pipeline.channel().config().setAutoRead(true);
        }
    }

    private boolean isShut() {
        return answering && !receiving;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (isShut() || !heldMessages.isEmpty()) {
            heldMessages.add(message);
        } else {
            pass(context, message);
        }
    }

    private void pass(ChannelHandlerContext context, Object message) {
        decoded = true;
        if (message instanceof HttpRequest request) {
            receiving = true;
            answering = true;
            HttpHandlers.settleVersion(request);
        }
        if (message instanceof LastHttpContent) {
            receiving = false;
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (HttpHandlers.isEndOfAnswer(message)) {
            streaming = false;
            context.write(message, promise.unvoid().addListener(taken -> {
                if (taken.isSuccess()) {
                    answered(context);
                }
            }));
        } else {
            if (HttpHandlers.isBeginOfAnswer(message)) {
                streaming = true;
                bytes.passEnd();
            }
            context.write(message, promise);
        }
    }

    private void answered(ChannelHandlerContext context) {
        answering = false;
        while (!isShut() && !heldMessages.isEmpty()) {
            pass(context, heldMessages.poll());
        }
        bytes.goOn();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        heldMessages.forEach(ReferenceCountUtil::release);
        heldMessages.clear();
    }

    /** Sees what has not been decoded yet. */
    private final class Bytes extends ChannelInboundHandlerAdapter {
        private final Queue<ByteBuf> held = new ArrayDeque<>(1);
        private ChannelHandlerContext context;
        private int heldBytes;
        private boolean feeding;
        private boolean stopped;
        private boolean ended;

        @Override
        public void handlerAdded(ChannelHandlerContext added) {
            context = added;
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (!(message instanceof ByteBuf read)) {
                ctx.fireChannelRead(message);
            } else if (isShut() || !held.isEmpty() || feeding) {
                hold(read);
            } else {
                feed(read);
            }
        }

        private void hold(ByteBuf read) {
            held.add(read);
            heldBytes += read.readableBytes();
            if (!stopped) {
                stopped = true;
                context.channel().config().setAutoRead(false);
            }
            if (heldBytes > MAX_HELD_BYTES) {
                context.close();
            }
        }

        /** Decodes message by message, until there is none, or one more may not be read yet. */
        private void feed(ByteBuf first) {
            feeding = true;
            try {
                ByteBuf next = first;
                do {
                    decoded = false;
                    context.fireChannelRead(next);
                    next = Unpooled.EMPTY_BUFFER;
                } while (decoded && !isShut() && !context.isRemoved());
            } finally {
                feeding = false;
            }
        }

        /** Goes on with what was held. */
        private void goOn() {
            if (feeding || isShut() || !context.channel().isActive()) {
                // A feed that is under way sees by itself that it may go on.
                return;
            }
            // The decoder may still hold the beginning of what follows.
            feed(Unpooled.EMPTY_BUFFER);
            while (!isShut() && !held.isEmpty()) {
                ByteBuf next = held.poll();
                heldBytes -= next.readableBytes();
                feed(next);
            }
            context.fireChannelReadComplete();
            if (isShut() || !held.isEmpty()) {
                return;
            }
            if (stopped) {
                stopped = false;
                context.channel().config().setAutoRead(true);
            }
            passEnd();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof ChannelInputShutdownEvent && (isShut() || !held.isEmpty()) && !streaming) {
                // The decoder would drop what it holds.
                ended = true;
            } else {
                ctx.fireUserEventTriggered(event);
            }
        }

        /** Says that nothing more comes, if that is so. */
        private void passEnd() {
            if (ended) {
                ended = false;
                context.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
            }
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext ctx) {
            held.forEach(ByteBuf::release);
            held.clear();
        }
    }
}
