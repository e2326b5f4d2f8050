package io.tickcast.ws;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.tickcast.net.ConnectionBacklog;
import io.tickcast.net.SendBuffer;
import io.tickcast.sse.stats.CloseReason;
import io.tickcast.sse.stats.StreamPath;
import io.tickcast.sse.stats.Transport;
import io.tickcast.sse.stats.WebSocketStats;
import io.tickcast.sse.wire.Frame;
import io.tickcast.sse.wire.FrameWriter;
import io.tickcast.sse.wire.MessageWriter;
import io.tickcast.sse.wire.StreamConnection;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A stream over WebSocket, on the channel of the request that opened it. Belongs to an event loop. Vert.x' own handler is
 * taken off the channel: its queue for writes of other threads would cost 4 KiB a stream.
 */
public final class WebSocketConnection implements StreamConnection {
    /** Messages, and pings, that a client may send in a second. */
    public static final int MESSAGES_PER_SECOND = ClientFrames.PER_SECOND;

    private static final String FRAMES = "clientFrames";
    /** Pings in a row that may stay unanswered. */
    private static final int PATIENT_PINGS = 3;

    private final ContextInternal context;
    private final ChannelHandlerContext channel;
    private final @Nullable FrameWriter writer;
    private final Duration patience;
    private final WebSocketStats stats;
    private final Consumer<WebSocketConnection> left;
    private Consumer<String> onText = text -> {};
    private IntConsumer onRefused = count -> {};
    private Runnable onWritable = () -> {};
    private Runnable onClose = () -> {};
    private boolean ending;
    private boolean heard = true;
    private int unanswered;
    private boolean full;
    private long fullSince;

    /**
     * @param vertx      the handler of Vert.x on the channel
     * @param direct     whether frames may go straight to the socket
     * @param patience   with a client that does not take the end
     * @param unfinished messages of the event loop
     * @param left       called when it has ended
     */
    WebSocketConnection(
            ContextInternal context,
            ChannelHandlerContext vertx,
            boolean direct,
            Duration patience,
            UnfinishedMessages unfinished,
            WebSocketStats stats,
            Consumer<WebSocketConnection> left) {
        this.context = context;
        this.patience = patience;
        this.stats = stats;
        this.left = left;
        ChannelPipeline pipeline = vertx.pipeline();
        ClientFrames frames = new ClientFrames(new Client(), unfinished, System::nanoTime);
        pipeline.addLast("webSocketDecoder", frames.decoder());
        pipeline.addLast(FRAMES, frames);
        pipeline.remove(vertx.handler());
        channel = pipeline.context(FRAMES);
        writer = direct ? FrameWriter.of(channel).orElse(null) : null;
        ConnectionBacklog.of(channel.channel()).ifPresent(ConnectionBacklog::stream);
    }

    /** Does this with each text that the client sends. */
    public void onText(Consumer<String> action) {
        onText = action;
    }

    /** Does this with the number of messages and pings that were refused because there were too many in a second. */
    public void onRefused(IntConsumer action) {
        onRefused = action;
    }

    @Override
    public Transport transport() {
        return Transport.WEBSOCKET;
    }

    @Override
    public StreamPath path() {
        return writer != null ? writer.path() : StreamPath.CHANNEL;
    }

    @Override
    public void limitSendBuffer(int bytes) {
        SendBuffer.set(channel.channel(), bytes);
    }

    @Override
    public void begin(Buffer events) {
        write(new MessageWriter().events(List.of(events.getBytes())));
    }

    /** Sends one JSON object that belongs to this stream alone. */
    public void line(String json) {
        if (!ending) {
            Frame frame =
                    new Frame(channel.alloc(), new MessageWriter().line(json).bytes());
            write(frame);
            frame.release();
        }
    }

    /** Sends a ping. */
    public void ping(String payload) {
        if (!ending) {
            write(new MessageWriter().ping(payload));
        }
    }

    /** Bytes that the client has not taken yet. */
    public long waitingBytes() {
        ChannelOutboundBuffer waiting = channel.channel().unsafe().outboundBuffer();
        return waiting == null ? 0 : waiting.totalPendingWriteBytes();
    }

    private ChannelFuture write(MessageWriter messages) {
        return writer != null ? writer.write(messages.bytes()) : channel.writeAndFlush(messages.bytes());
    }

    @Override
    public boolean isWritable() {
        return writer != null ? writer.isWritable() : channel.channel().isWritable();
    }

    @Override
    public void onWritable(Runnable action) {
        onWritable = action;
    }

    @Override
    public void onClose(Runnable action) {
        onClose = action;
    }

    @Override
    public void write(Frame frame) {
        if (ending) {
            return;
        }
        if (writer != null) {
            writer.write(frame);
        } else {
            channel.writeAndFlush(frame.share(0), channel.voidPromise());
        }
    }

    @Override
    public void end(Buffer last, CloseReason cause) {
        end(new MessageWriter().events(List.of(last.getBytes())), CloseCode.of(cause));
    }

    @Override
    public void refuse(Buffer last) {
        end(new MessageWriter().events(List.of(last.getBytes())), CloseCode.OVERLOADED);
    }

    /** Ends the connection behind what waits for the client. */
    public void close(int code, String reason) {
        end(new MessageWriter(), code, reason);
    }

    private void end(MessageWriter last, CloseCode code) {
        end(last, code.code, code.reason);
    }

    private void end(MessageWriter last, int code, String reason) {
        if (ending) {
            return;
        }
        ending = true;
        closing().begin(last, code, reason);
    }

    private ClosingHandshake closing() {
        return new ClosingHandshake(context, channel, patience, ClosingHandshake.ANSWER, this::cut);
    }

    @Override
    public void cut() {
        ending = true;
        // From the first handler: that of TLS would wait until the client has read everything.
        channel.pipeline().firstContext().close();
    }

    private void left() {
        ending = true;
        Runnable action = onClose;
        onClose = () -> {};
        action.run();
    }

    /**
     * Cuts the connection of a client that has answered no ping, or taken nothing, for too long. To be called between two
     * pings.
     */
    void check(long nowNanos) {
        // The hub cuts only streams that miss something. Answers can fill the connection of one that misses nothing.
        if (isWritable() || ending) {
            full = false;
        } else if (!full) {
            full = true;
            fullSince = nowNanos;
        } else if (nowNanos - fullSince > patience.toNanos()) {
            stats.silent();
            cut();
            return;
        }
        if (heard || ending || !channel.channel().config().isAutoRead()) {
            heard = false;
            unanswered = 0;
        } else if (++unanswered >= PATIENT_PINGS) {
            stats.silent();
            cut();
        }
    }

    /** The receiver of all that the client sends, on the context of its stream. */
    private final class Client implements ClientFrames.Receiver {
        @Override
        public void heard() {
            heard = true;
        }

        @Override
        public void text(String text) {
            if (!ending) {
                stats.message();
                context.emit(text, onText::accept);
            }
        }

        @Override
        public void ping(ByteBuf payload) {
            // A client that takes nothing needs no answer: it has pings of its own to wait for.
            if (!ending && isWritable()) {
                write(new MessageWriter().pong(payload));
            }
        }

        @Override
        public void refused(int count) {
            stats.refused(count);
            if (!ending) {
                context.emit(v -> onRefused.accept(count));
            }
        }

        @Override
        public void close(int code) {
            if (ending) {
                channel.close();
                return;
            }
            ending = true;
            context.emit(v -> {
                if (isWritable()) {
                    closing().answer();
                } else {
                    cut();
                }
                left();
            });
        }

        @Override
        public void gone() {
            context.emit(v -> {
                left();
                left.accept(WebSocketConnection.this);
            });
        }

        @Override
        public void fault(CloseCode code) {
            stats.fault();
            context.emit(v -> {
                if (!ending) {
                    ending = true;
                    closing().fail(code);
                }
                left();
            });
        }

        @Override
        public void writable() {
            full = false;
            context.emit(v -> onWritable.run());
        }
    }
}
