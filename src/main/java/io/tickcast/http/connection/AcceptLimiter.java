package io.tickcast.http.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Accepts connections no faster than the event loops of a node take them up. The acceptor has a thread of its own and
 * would queue thousands of new connections on a loop, and each tick for open streams behind them. Here a loop gets a
 * few, and more when it has looked at its sockets again; the others wait in the system's backlog. Thread-safe.
 */
public final class AcceptLimiter {
    /** New connections of an event loop for each turn of it. */
    static final int PER_TURN = 16;

    private static final AttributeKey<Boolean> GUARDED = AttributeKey.valueOf(AcceptLimiter.class, "guarded");

    private final AtomicInteger loops = new AtomicInteger();
    private final LongAdder pauses = new LongAdder();

    /** Adds an event loop that serves connections. */
    public void addLoop() {
        loops.incrementAndGet();
    }

    /**
     * Must be called for each new connection: the first one of a server leads to the channel that accepts the others.
     */
    void guard(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            Channel acceptor = base.channel().parent();
            if (acceptor.attr(GUARDED).setIfAbsent(true) == null) {
                acceptor.pipeline().addFirst("acceptLimiter", new Gate());
            }
        }
    }

    /** Number of short pauses in accepting. */
    long pauses() {
        return pauses.sum();
    }

    private int max() {
        return PER_TURN * Math.max(1, loops.get());
    }

    /** The gate of one accepting channel, on its event loop. */
    private final class Gate extends ChannelInboundHandlerAdapter {
        private int pending;
        private boolean paused;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof Channel accepted) {
                pending++;
                accepted.pipeline().addLast("newcomer", new Newcomer(context, this));
                if (pending >= max() && !paused) {
                    paused = true;
                    pauses.increment();
                    context.channel().config().setAutoRead(false);
                }
            }
            context.fireChannelRead(message);
        }

        private void takenUp(ChannelHandlerContext context) {
            pending--;
            if (paused && pending <= max() / 2) {
                paused = false;
                context.channel().config().setAutoRead(true);
            }
        }
    }

    /** Tells the gate in the turn of the event loop that follows the one in which it took the connection up. */
    private static final class Newcomer extends ChannelHandlerAdapter {
        private final ChannelHandlerContext acceptor;
        private final Gate gate;

        Newcomer(ChannelHandlerContext acceptor, Gate gate) {
            this.acceptor = acceptor;
            this.gate = gate;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            context.pipeline().remove(this);
            context.executor()
                    .schedule(() -> acceptor.executor().execute(() -> gate.takenUp(acceptor)), 0, TimeUnit.NANOSECONDS);
        }
    }
}
