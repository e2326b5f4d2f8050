package io.tickcast.ws;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
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
import io.tickcast.time.Deadline;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A stream over WebSocket, on the connection of the request that opened it. Belongs to an event loop. */
public final class WebSocketConnection implements StreamConnection {
    /** Time for the client to answer a close frame. */
    private static final Duration CLOSING = Duration.ofSeconds(5);
    /** Pings in a row that may stay unanswered. */
    private static final int PATIENT_PINGS = 3;

    private final ContextInternal context;
    private final NetSocketInternal socket;
    private final ChannelHandlerContext channel;
    private final @Nullable FrameWriter writer;
    private final Duration patience;
    private final WebSocketStats stats;
    private Consumer<String> onText = text -> {};
    private Runnable onWritable = () -> {};
    private Runnable onClose = () -> {};
    private boolean ending;
    private boolean heard = true;
    private int unanswered;

    /**
     * @param direct   whether frames may bypass Vert.x
     * @param patience with a client that does not take the end
     * @param left     called when it has ended
     */
    WebSocketConnection(
            ContextInternal context,
            NetSocketInternal socket,
            boolean direct,
            Duration patience,
            WebSocketStats stats,
            Consumer<WebSocketConnection> left) {
        this.context = context;
        this.socket = socket;
        this.patience = patience;
        this.stats = stats;
        channel = socket.channelHandlerContext();
        writer = direct ? FrameWriter.of(channel).orElse(null) : null;
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addBefore(channel.name(), "webSocketDecoder", ClientFrames.decoder());
        pipeline.addBefore(channel.name(), "clientFrames", new ClientFrames(new Client()));
        ConnectionBacklog.of(channel.channel()).ifPresent(ConnectionBacklog::stream);
        socket.closeHandler(v -> {
            left();
            left.accept(this);
        });
    }

    /** Does this with each text that the client sends. */
    public void onText(Consumer<String> action) {
        onText = action;
    }

    @Override
    public Transport transport() {
        return Transport.WEBSOCKET;
    }

    @Override
    public StreamPath path() {
        return writer != null ? writer.path() : StreamPath.RESPONSE;
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

    private Future<Void> write(MessageWriter messages) {
        return socket.write(Buffer.buffer(ByteBufUtil.getBytes(messages.bytes())));
    }

    @Override
    public boolean isWritable() {
        return channel.channel().isWritable();
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
            socket.write(frame.payload());
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

    private void end(MessageWriter last, CloseCode code) {
        if (ending) {
            return;
        }
        ending = true;
        Deadline.within(context, patience, write(last.close(code.code, code.reason)))
                .onSuccess(taken -> context.setTimer(CLOSING.toMillis(), late -> socket.close()))
                .onFailure(late -> cut());
    }

    @Override
    public void cut() {
        ending = true;
        // Vert.x would wait until the client has read everything.
        channel.pipeline().firstContext().close();
    }

    private void left() {
        ending = true;
        Runnable action = onClose;
        onClose = () -> {};
        action.run();
    }

    /** Cuts the connection of a client that has answered no ping for too long. To be called between two pings. */
    void check() {
        if (heard || ending || !isWritable()) {
            heard = false;
            unanswered = 0;
        } else if (++unanswered >= PATIENT_PINGS) {
            stats.silent();
            cut();
        }
    }

    /** What the client sends, on the context of its stream. */
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
        public void close(int code) {
            if (ending) {
                socket.close();
                return;
            }
            ending = true;
            if (isWritable()) {
                write(new MessageWriter().close(CloseCode.CLIENT.code, "")).onComplete(sent -> socket.close());
            } else {
                cut();
            }
            context.emit(v -> left());
        }

        @Override
        public void fault(CloseCode code) {
            stats.fault();
            context.emit(v -> {
                end(new MessageWriter(), code);
                left();
            });
        }

        @Override
        public void writable() {
            context.emit(v -> onWritable.run());
        }
    }
}
