package io.tickcast.http.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection of HTTP/2 over TLS whose client does not finish in time what it began: its greeting (the preface
 * and the settings), a frame, or the head of a request, which may be several frames. One that sends a byte now and then
 * is never idle.
 */
final class FrameTimeout extends ChannelInboundHandlerAdapter {
    private static final String HTTP_2 = "h2";
    private static final int PREFACE_BYTES = 24;
    private static final int HEADER_BYTES = 9;
    private static final int END_HEADERS = 4;

    private final Duration patience;
    private final TimeoutCounters timeouts;
    private final byte[] header = new byte[HEADER_BYTES];
    private int headerBytes;
    /** Missing bytes of the preface, or of a frame whose header is here. */
    private int missing = PREFACE_BYTES;
    /** Whether more frames must come: to the greeting, or to a head. */
    private boolean unfinished = true;

    private @Nullable Future<?> deadline;

    private FrameTimeout(Duration patience, TimeoutCounters timeouts) {
        this.patience = patience;
        this.timeouts = timeouts;
    }

    /** Must be called for each connection after its TLS handshake; its time begins now. */
    static void guard(Channel channel, Duration patience, TimeoutCounters timeouts) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (HTTP_2.equals(tls.applicationProtocol())) {
            channel.pipeline()
                    .addAfter(
                            channel.pipeline().context(tls).name(),
                            "frameTimeout",
                            new FrameTimeout(patience, timeouts));
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        await(context);
    }

    private void await(ChannelHandlerContext context) {
        deadline = context.executor()
                .schedule(
                        () -> {
                            timeouts.add(TimeoutCounters.Part.HEAD);
                            context.close();
                        },
                        patience.toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    private void cancel() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes) {
            if (finishes(bytes)) {
                cancel();
            }
            if (deadline == null && (unfinished || missing > 0 || headerBytes > 0)) {
                await(context);
            }
        }
        context.fireChannelRead(message);
    }

    /** @return whether something that was begun is whole now, whatever was begun after it */
    private boolean finishes(ByteBuf bytes) {
        boolean finished = false;
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (at < end) {
            int part;
            if (missing > 0) {
                part = Math.min(missing, end - at);
                missing -= part;
            } else {
                part = Math.min(HEADER_BYTES - headerBytes, end - at);
                bytes.getBytes(at, header, headerBytes, part);
                headerBytes += part;
                if (headerBytes == HEADER_BYTES) {
                    begin();
                }
            }
            at += part;
            finished |= missing == 0 && headerBytes == 0 && !unfinished;
        }
        return finished;
    }

    private void begin() {
        headerBytes = 0;
        missing = (header[0] & 0xff) << 16 | (header[1] & 0xff) << 8 | (header[2] & 0xff);
        switch (header[3]) {
            case Http2FrameTypes.HEADERS, Http2FrameTypes.CONTINUATION -> unfinished = (header[4] & END_HEADERS) == 0;
            case Http2FrameTypes.SETTINGS -> unfinished = false;
            default -> {}
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        cancel();
        context.fireChannelInactive();
    }
}
