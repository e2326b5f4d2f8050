package io.tickcast.ws;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.tickcast.sse.wire.MessageWriter;
import io.tickcast.time.Deadline;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;

/** The end of a connection: the close frame of the node, and the time for that of the client. */
final class ClosingHandshake {
    /** Time for the client to answer a close frame. */
    static final Duration ANSWER = Duration.ofSeconds(5);

    private final ContextInternal context;
    private final ChannelHandlerContext channel;
    private final Duration patience;
    private final Duration answer;
    private final Runnable cut;

    /**
     * @param patience with a client that does not take the close frame
     * @param answer   time for the client to answer it
     * @param cut      ends the connection of a client that does not take it
     */
    ClosingHandshake(
            ContextInternal context, ChannelHandlerContext channel, Duration patience, Duration answer, Runnable cut) {
        this.context = context;
        this.channel = channel;
        this.patience = patience;
        this.answer = answer;
        this.cut = cut;
    }

    /** Sends the close frame behind the last messages, and waits for that of the client. */
    void begin(MessageWriter last, int code, String reason) {
        send(last, code, reason).onSuccess(taken -> awaitEnd());
    }

    /** Sends the close frame to a client whose frames are not read any longer, so that its own would not be noticed. */
    void fail(CloseCode code) {
        send(new MessageWriter(), code.code, code.reason).onSuccess(taken -> {
            stopSending();
            awaitEnd();
        });
    }

    /** Answers the close frame of the client. */
    void answer() {
        send(new MessageWriter(), CloseCode.CLIENT.code, CloseCode.CLIENT.reason)
                .onSuccess(taken -> channel.close());
    }

    private Future<Void> send(MessageWriter last, int code, String reason) {
        Promise<Void> taken = context.promise();
        channel.writeAndFlush(last.close(code, reason).bytes()).addListener(sent -> {
            if (sent.isSuccess()) {
                taken.tryComplete();
            } else {
                taken.tryFail(sent.cause());
            }
        });
        return Deadline.within(context, patience, taken.future()).onFailure(late -> cut.run());
    }

    /** Ends the node's side only: to close while the client still sends would lose the close frame. */
    private void stopSending() {
        // TLS has an end of its own, which the close after the wait sends.
        if (channel.channel() instanceof DuplexChannel duplex
                && channel.pipeline().get(SslHandler.class) == null) {
            duplex.shutdownOutput();
        }
    }

    private void awaitEnd() {
        context.setTimer(answer.toMillis(), late -> channel.close());
    }
}
