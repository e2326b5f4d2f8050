package io.tickcast.ws;

import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;

/** The decoder of what a client sends, which tells how much it holds of a frame that has not come as a whole. */
final class ClientFrameDecoder extends WebSocket13FrameDecoder {
    ClientFrameDecoder() {
        super(WebSocketDecoderConfig.newBuilder()
                .expectMaskedFrames(true)
                .allowMaskMismatch(false)
                .allowExtensions(false)
                .maxFramePayloadLength(ClientFrames.MAX_BYTES)
                // Here, since a close frame must not overtake what waits for the client.
                .closeOnProtocolViolation(false)
                .withUTF8Validator(false)
                .build());
    }

    /** The bytes of memory that it holds. */
    int held() {
        return actualReadableBytes() > 0 ? internalBuffer().capacity() : 0;
    }
}
