package io.tickcast.http.connection;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.tickcast.net.VertxHandlers;

/** The common part of HTTP/1 handlers. */
final class HttpHandlers {
    private HttpHandlers() {}

    /** The last of the handlers that the first request passes; what is added behind it sees all requests. */
    static String lastOf(ChannelPipeline pipeline) {
        return pipeline.get(VertxHandlers.UPGRADE) == null ? VertxHandlers.ENCODER : VertxHandlers.UPGRADE;
    }

    /** Takes a later HTTP/1 for HTTP/1.1, and any other version for a failure: Vert.x would answer in that version. */
    static void settleVersion(HttpRequest request) {
        HttpVersion version = request.protocolVersion();
        if (version.equals(HttpVersion.HTTP_1_1) || version.equals(HttpVersion.HTTP_1_0)) {
            return;
        }
        request.setProtocolVersion(HttpVersion.HTTP_1_1);
        if (!version.protocolName().equals("HTTP")) {
            request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("not HTTP")));
        } else if (version.majorVersion() != 1) {
            request.setDecoderResult(DecoderResult.failure(new UnknownVersionException()));
        }
    }

    /** Whether an answer begins with this; one that only says that the body may come is none. */
    static boolean isBeginOfAnswer(Object message) {
        return message instanceof HttpResponse response
                && response.status().codeClass() != HttpStatusClass.INFORMATIONAL;
    }

    /** Whether an answer ends with this. */
    static boolean isEndOfAnswer(Object message) {
        return message instanceof LastHttpContent && (!(message instanceof HttpResponse) || isBeginOfAnswer(message));
    }
}
