package io.tickcast.ws;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * The frames that a client sends, behind the decoder: whole texts, pings and its end. While the client takes nothing it
 * is not read either, so answers to it never pile up.
 */
final class ClientFrames extends ChannelInboundHandlerAdapter {
    /** Bytes of a message, and of a frame. */
    static final int MAX_BYTES = 65_536;

    private static final int NO_CODE = 1005;

    private final Receiver receiver;
    private ByteBuf begun = Unpooled.EMPTY_BUFFER;
    private boolean broken;

    /** What a client sends, on its event loop. */
    interface Receiver {
        /** The client has sent something, whatever it is. */
        void heard();

        void text(String text);

        /** @param payload to be read in this turn only */
        void ping(ByteBuf payload);

        /** The client wants to end the connection, or agrees to its end. */
        void close(int code);

        /** The client broke the protocol; nothing more is read. */
        void fault(CloseCode code);

        /** The connection has ended. */
        void gone();

        /** The client takes bytes again. */
        void writable();
    }

    ClientFrames(Receiver receiver) {
        this.receiver = receiver;
    }

    static WebSocket13FrameDecoder decoder() {
        return new WebSocket13FrameDecoder(WebSocketDecoderConfig.newBuilder()
                .expectMaskedFrames(true)
                .allowMaskMismatch(false)
                .allowExtensions(false)
                .maxFramePayloadLength(MAX_BYTES)
                // Here, since a close frame must not overtake what waits for the client.
                .closeOnProtocolViolation(false)
                .withUTF8Validator(false)
                .build());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof WebSocketFrame frame && !broken) {
                receiver.heard();
                take(frame);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
        readOnlyWhileWritable(context);
    }

    private void take(WebSocketFrame frame) {
        if (frame instanceof TextWebSocketFrame || (frame instanceof ContinuationWebSocketFrame)) {
            add(frame);
        } else if (frame instanceof PingWebSocketFrame) {
            receiver.ping(frame.content());
        } else if (frame instanceof CloseWebSocketFrame close) {
            int code = close.statusCode();
            broken = true;
            receiver.close(code < 0 ? NO_CODE : code);
        } else if (!(frame instanceof PongWebSocketFrame)) {
            fault(CloseCode.BINARY);
        }
    }

    private void add(WebSocketFrame frame) {
        ByteBuf part = frame.content();
        if (begun.readableBytes() + part.readableBytes() > MAX_BYTES) {
            fault(CloseCode.TOO_LARGE);
            return;
        }
        if (frame.isFinalFragment() && !begun.isReadable()) {
            text(part);
            return;
        }
        if (!begun.isReadable()) {
            begun = Unpooled.buffer(part.readableBytes(), MAX_BYTES);
        }
        begun.writeBytes(part);
        if (frame.isFinalFragment()) {
            ByteBuf whole = begun;
            begun = Unpooled.EMPTY_BUFFER;
            text(whole);
        }
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
        broken = true;
        begun = Unpooled.EMPTY_BUFFER;
        receiver.fault(code);
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
        receiver.gone();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        readOnlyWhileWritable(context);
        if (context.channel().isWritable()) {
            receiver.writable();
        }
    }

    private static void readOnlyWhileWritable(ChannelHandlerContext context) {
        boolean reads = context.channel().isWritable();
        if (context.channel().config().isAutoRead() != reads) {
            context.channel().config().setAutoRead(reads);
        }
    }
}
