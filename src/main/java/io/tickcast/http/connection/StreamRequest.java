package io.tickcast.http.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Ends a connection of HTTP/2 whose client uses a stream again that it has ended, or opens one below the newest, as
 * RFC 9113 demands in 5.1 and 5.1.1. Netty's codec resets that stream alone, so the reset is replaced here.
 */
final class StreamRequest extends ChannelOutboundHandlerAdapter {
    /** A frame on a stream that ended longer ago may be any error of the connection. */
    private static final int REMEMBERED = 64;

    private static final int RESET_BYTES = 13;
    /** Length, type and flags of a RST_STREAM frame. */
    private static final long RESET_HEAD = 0x00_00_04_03_00L;

    private static final int FLAGS_AT = 4;
    private static final int STREAM_AT = 5;
    private static final int ERROR_AT = 9;

    private final Http2ConnectionHandler codec;
    /** The newest streams of the client, each with whether the client has ended it. */
    private final Map<Integer, Boolean> ended = new LinkedHashMap<>();

    private StreamRequest(Http2ConnectionHandler codec) {
        this.codec = codec;
        codec.connection().addListener(new Streams());
    }

    /** Must be called for each new connection. */
    static void guard(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            ChannelPipeline pipeline = base.channel().pipeline();
            Optional.ofNullable(pipeline.get(Http2ConnectionHandler.class))
                    .ifPresent(codec -> pipeline.addBefore(
                            pipeline.context(codec).name(), "streamOrder", new StreamRequest(codec)));
        }
    }

    private final class Streams extends Http2ConnectionAdapter {
        @Override
        public void onStreamActive(Http2Stream stream) {
            note(stream);
            if (ended.size() > REMEMBERED) {
                ended.remove(ended.keySet().iterator().next());
            }
        }

        @Override
        public void onStreamHalfClosed(Http2Stream stream) {
            if (ended.containsKey(stream.id())) {
                note(stream);
            }
        }

        private void note(Http2Stream stream) {
            ended.put(stream.id(), stream.state() == Http2Stream.State.HALF_CLOSED_REMOTE);
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        Optional<Http2Error> error = message instanceof ByteBuf frame ? connectionError(frame) : Optional.empty();
        if (error.isEmpty()) {
            context.write(message, promise);
            return;
        }
        ((ByteBuf) message).release();
        promise.trySuccess();
        codec.onError(
                context.pipeline().context(codec),
                false,
                Http2Exception.connectionError(error.get(), "A frame came on a stream that is closed or out of order"));
    }

    private Optional<Http2Error> connectionError(ByteBuf frame) {
        int start = frame.readerIndex();
        if (frame.readableBytes() != RESET_BYTES
                || ((long) frame.getInt(start) << Byte.SIZE | frame.getUnsignedByte(start + FLAGS_AT)) != RESET_HEAD
                || frame.getInt(start + ERROR_AT) != Http2Error.STREAM_CLOSED.code()) {
            return Optional.empty();
        }
        int stream = frame.getInt(start + STREAM_AT);
        if (codec.connection().stream(stream) != null) {
            return Optional.empty();
        }
        return Optional.ofNullable(ended.get(stream))
                .map(byClient -> byClient
                        // Frames on a stream that this side has reset may have been in flight.
                        ? Optional.of(Http2Error.STREAM_CLOSED)
                        : Optional.<Http2Error>empty())
                .orElse(Optional.of(Http2Error.PROTOCOL_ERROR));
    }
}
