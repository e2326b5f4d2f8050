package io.tickcast.names;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Finds the first of several addresses that takes a connection, as RFC 8305 (Happy Eyeballs) has it: the next one is
 * tried when one fails, or has not answered within 250 ms. Belongs to one event loop.
 */
final class AddressRace {
    private static final long NEXT_AFTER_MILLIS = 250;
    private static final int LIMIT_MILLIS = 10_000;

    private final EventLoop loop;
    private final ChannelFactory<? extends Channel> channels;
    private final List<InetSocketAddress> addresses;
    private final Promise<InetSocketAddress> winner;
    private final LongAdder dead;
    private final List<ChannelFuture> attempts = new ArrayList<>();
    private @Nullable ScheduledFuture<?> nextAttempt;
    private int failures;

    /** @param dead counts the addresses that refused a connection */
    AddressRace(
            EventLoop loop,
            ChannelFactory<? extends Channel> channels,
            List<InetSocketAddress> addresses,
            Promise<InetSocketAddress> winner,
            LongAdder dead) {
        this.loop = loop;
        this.channels = channels;
        this.addresses = addresses;
        this.winner = winner;
        this.dead = dead;
    }

    /** Must be called once, on the event loop. */
    void run() {
        InetSocketAddress address = addresses.get(attempts.size());
        ChannelFuture attempt = new Bootstrap()
                .group(loop)
                .channelFactory(channels)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, LIMIT_MILLIS)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(address);
        attempts.add(attempt);
        if (attempts.size() < addresses.size()) {
            nextAttempt = loop.schedule(this::run, NEXT_AFTER_MILLIS, TimeUnit.MILLISECONDS);
        }
        attempt.addListener(ended -> ended(address, attempt));
    }

    private void ended(InetSocketAddress address, ChannelFuture attempt) {
        if (winner.isDone()) {
            return;
        }
        if (attempt.isSuccess()) {
            if (nextAttempt != null) {
                nextAttempt.cancel(false);
            }
            winner.trySuccess(address);
            attempts.forEach(other -> other.channel().close());
            return;
        }
        failures++;
        dead.increment();
        if (failures == addresses.size()) {
            winner.tryFailure(attempt.cause());
        } else if (attempts.size() < addresses.size() && nextAttempt != null && nextAttempt.cancel(false)) {
            run();
        }
    }
}
