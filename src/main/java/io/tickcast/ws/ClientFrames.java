package io.tickcast.ws;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.tickcast.time.TokenBucket;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The frames that a client sends, behind the decoder: whole texts, pings and its end. While the client takes nothing it
 * is not read either, so answers to it never pile up. A client that sends too many messages is not read for a moment.
 */
final class ClientFrames extends ChannelInboundHandlerAdapter {
    /** Bytes of a message, and of a frame. */
    static final int MAX_BYTES = 65_536;

    /** Messages, pings and pongs in a second. */
    static final int PER_SECOND = 50;

    /** After this time as many are allowed again. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final int NO_CODE = 1005;

    private final Receiver receiver;
    private final LongSupplier clock;
    private final UnfinishedMessages unfinished;
    private final TokenBucket allowance;
    private final ClientFrameDecoder decoder = new ClientFrameDecoder();
    private ByteBuf begun = Unpooled.EMPTY_BUFFER;
    /** Whether a message has ended in this turn, so that what is left over belongs to another one. */
    private boolean ended;

    private boolean broken;
    private boolean paused;
    private int refused;

    /** The receiver of all that a client sends, on its event loop. */
    interface Receiver {
        /** The client has sent something, whatever it is. */
        void heard();

        void text(String text);

        /** @param payload to be read in this turn only */
        void ping(ByteBuf payload);

        /** @param count of the messages and pings since the last call that were too many */
        void refused(int count);

        /** The client wants to end the connection, or agrees to its end. */
        void close(int code);

        /** The client broke the protocol; nothing more is read. */
        void fault(CloseCode code);

        /** The connection has ended. */
        void gone();

        /** The client takes bytes again. */
        void writable();
    }

    /**
     * @param unfinished of the event loop
     * @param clock      as {@link System#nanoTime()}
     */
    ClientFrames(Receiver receiver, UnfinishedMessages unfinished, LongSupplier clock) {
        this.receiver = receiver;
        this.unfinished = unfinished;
        this.clock = clock;
        allowance = new TokenBucket(PER_SECOND, clock.getAsLong());
    }

    /** The handler before this one. */
    ClientFrameDecoder decoder() {
        return decoder;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof WebSocketFrame frame && !broken) {
                receiver.heard();
                take(context, frame);
                ended |= !begun.isReadable();
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
        readOrWait(context);
    }

    private void take(ChannelHandlerContext context, WebSocketFrame frame) {
        if (frame instanceof TextWebSocketFrame || frame instanceof ContinuationWebSocketFrame) {
            ByteBuf whole = add(frame);
            if (frame.isFinalFragment() && !broken && admits(context)) {
                text(whole);
            }
        } else if (frame instanceof PingWebSocketFrame) {
            if (admits(context)) {
                receiver.ping(frame.content());
            }
        } else if (frame instanceof CloseWebSocketFrame close) {
            int code = close.statusCode();
            stop();
            receiver.close(code < 0 ? NO_CODE : code);
        } else if (frame instanceof PongWebSocketFrame) {
            admits(context);
        } else {
            fault(CloseCode.BINARY);
        }
    }

    /** Whether another message is allowed. If not, nothing is read for a moment: what is not read costs nothing. */
    private boolean admits(ChannelHandlerContext context) {
        if (!paused && allowance.tryTake(1, clock.getAsLong())) {
            return true;
        }
        refused++;
        if (!paused) {
            paused = true;
            context.executor().schedule(() -> resume(context), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
        return false;
    }

    private void resume(ChannelHandlerContext context) {
        paused = false;
        if (context.channel().isActive()) {
            readOrWait(context);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (refused > 0) {
            int count = refused;
            refused = 0;
            receiver.refused(count);
        }
        if (!broken) {
            countUnfinished(context);
        }
    }

    private void countUnfinished(ChannelHandlerContext context) {
        int held = begun.capacity() + decoder.held();
        if (ended || held == 0) {
            unfinished.release(this);
        }
        ended = false;
        if (held > 0) {
            unfinished.hold(this, held, clock.getAsLong(), code -> giveUp(context, code));
        }
    }

    private void giveUp(ChannelHandlerContext context, CloseCode code) {
        fault(code);
        // It drops what it holds of a frame.
        context.pipeline().remove(decoder);
    }

    /** @return the message so far */
    private ByteBuf add(WebSocketFrame frame) {
        ByteBuf part = frame.content();
        if (begun.readableBytes() + part.readableBytes() > MAX_BYTES) {
            fault(CloseCode.TOO_LARGE);
            return Unpooled.EMPTY_BUFFER;
        }
        if (!begun.isReadable()) {
            if (frame.isFinalFragment()) {
                return part;
            }
            begun = Unpooled.buffer(part.readableBytes(), MAX_BYTES);
        }
        ByteBuf whole = begun.writeBytes(part);
        if (frame.isFinalFragment()) {
            begun = Unpooled.EMPTY_BUFFER;
        }
        return whole;
    }

    private void text(ByteBuf bytes) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(bytes.nioBuffer())
                    .toString();
        } catch (CharacterCodingException e) {
            fault(CloseCode.NO_TEXT);
            return;
        }
        receiver.text(text);
    }

    private void fault(CloseCode code) {
        stop();
        receiver.fault(code);
    }

    private void stop() {
        broken = true;
        begun = Unpooled.EMPTY_BUFFER;
        unfinished.release(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            if (!broken) {
                fault(CloseCode.of(corrupted.closeStatus()));
            }
        } else {
            context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stop();
        receiver.gone();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        readOrWait(context);
        if (context.channel().isWritable()) {
            receiver.writable();
        }
    }

    private void readOrWait(ChannelHandlerContext context) {
        boolean reads = !isFull(context.channel()) && !paused;
        if (context.channel().config().isAutoRead() != reads) {
            context.channel().config().setAutoRead(reads);
        }
    }

    /** A channel whose own side has ended takes no writes either, and is read up to the end of the client's side. */
    private static boolean isFull(Channel channel) {
        return !channel.isWritable() && !(channel instanceof DuplexChannel duplex && duplex.isOutputShutdown());
    }
}
