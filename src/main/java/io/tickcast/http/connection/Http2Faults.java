package io.tickcast.http.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import io.tickcast.log.Occurrences;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections of HTTP/2 that ended since their clients broke its rules, for all event loops of a node. A line of the
 * log for the 1st, 2nd, 4th, 8th ... of them. Thread-safe.
 */
final class Http2Faults {
    private static final Logger LOG = LoggerFactory.getLogger(Http2Faults.class);
    private static final AttributeKey<Boolean> WATCHED = AttributeKey.valueOf(Http2Faults.class, "watched");
    private static final int LONGEST_REASON = 200;

    private final ErrorCounts errors;
    private final Occurrences failed = new Occurrences();

    Http2Faults(ErrorCounts errors) {
        this.errors = errors;
    }

    /** Must be called for each connection after its TLS handshake: its first bytes may already break the rules. */
    void guard(Channel channel) {
        channel.pipeline()
                .addAfter(
                        channel.pipeline().context(SslHandler.class).name(),
                        "http2Faults",
                        new ChannelInboundHandlerAdapter() {
                            @Override
                            public void channelRead(ChannelHandlerContext context, Object message) {
                                watch(channel);
                                // Not later: an event stream takes the handlers off its channel.
                                context.pipeline().remove(this);
                                context.fireChannelRead(message);
                            }
                        });
    }

    /** Must be called for each new connection: Vert.x reports one without TLS only after valid settings. */
    void guard(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            watch(base.channel());
            // Not before: Vert.x takes the place of the listener once the settings are here.
            Optional.ofNullable(base.channel().pipeline().get(Http2ConnectionHandler.class))
                    .map(Http2ConnectionHandler::decoder)
                    .ifPresent(decoder -> decoder.frameListener(new Heads(decoder.frameListener())));
        }
    }

    private void watch(Channel channel) {
        Http2ConnectionHandler handler = channel.pipeline().get(Http2ConnectionHandler.class);
        if (handler == null || channel.attr(WATCHED).getAndSet(true) != null) {
            return;
        }
        handler.connection().addListener(new Http2ConnectionAdapter() {
            @Override
            public void onGoAwaySent(int lastStream, long error, ByteBuf reason) {
                // An internal one is of this side, most often a write to a client that has left.
                if (error != Http2Error.NO_ERROR.code() && error != Http2Error.INTERNAL_ERROR.code()) {
                    failed(reason.toString(
                            reason.readerIndex(),
                            Math.min(LONGEST_REASON, reason.readableBytes()),
                            StandardCharsets.UTF_8));
                }
            }
        });
    }

    private void failed(String reason) {
        failed.add()
                .ifPresent(count -> LOG.warn(
                        "A client broke the rules of HTTP/2, so its connection ended ({} so far): {}", count, reason));
    }

    long failed() {
        return failed.count();
    }

    /** Ends a request whose head Vert.x cannot read; Vert.x would end the connection, and all other requests on it. */
    private final class Heads extends Http2FrameListenerDecorator {
        Heads(Http2FrameListener listener) {
            super(listener);
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext context, int stream, Http2Headers headers, int padding, boolean end)
                throws Http2Exception {
            try {
                super.onHeadersRead(context, stream, headers, padding, end);
            } catch (IllegalArgumentException e) {
                throw malformed(stream, e);
            }
        }

        @Override
        public void onHeadersRead(
                ChannelHandlerContext context,
                int stream,
                Http2Headers headers,
                int dependency,
                short weight,
                boolean exclusive,
                int padding,
                boolean end)
                throws Http2Exception {
            try {
                super.onHeadersRead(context, stream, headers, dependency, weight, exclusive, padding, end);
            } catch (IllegalArgumentException e) {
                throw malformed(stream, e);
            }
        }

        private Http2Exception malformed(int stream, IllegalArgumentException cause) {
            errors.add(400);
            return Http2Exception.streamError(
                    stream, Http2Error.PROTOCOL_ERROR, cause, "The head of a request is malformed");
        }
    }
}
