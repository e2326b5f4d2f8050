package io.tickcast.names;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/** Resolves a name for Netty: to the first address that takes a connection, if there are several. */
final class ResolverGroup extends AddressResolverGroup<InetSocketAddress> {
    private final Lookups lookups;
    private final ChannelFactory<? extends Channel> channels;
    private final Rotation rotation = new Rotation();
    private final LongAdder dead = new LongAdder();

    ResolverGroup(Lookups lookups, ChannelFactory<? extends Channel> channels) {
        this.lookups = lookups;
        this.channels = channels;
    }

    /** Addresses that took no connection, though their name has others. */
    long dead() {
        return dead.sum();
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        EventLoop loop = (EventLoop) executor;
        return new AbstractAddressResolver<>(executor, InetSocketAddress.class) {
            @Override
            protected boolean doIsResolved(InetSocketAddress address) {
                return !address.isUnresolved();
            }

            @Override
            protected void doResolve(InetSocketAddress named, Promise<InetSocketAddress> promise) {
                addresses(named).whenComplete(on(loop, promise, all -> choose(loop, named, all, promise)));
            }

            @Override
            protected void doResolveAll(InetSocketAddress named, Promise<List<InetSocketAddress>> promise) {
                addresses(named).whenComplete(on(loop, promise, promise::trySuccess));
            }
        };
    }

    private interface Taker {
        void take(List<InetSocketAddress> addresses);
    }

    private static BiConsumer<List<InetSocketAddress>, Throwable> on(EventLoop loop, Promise<?> promise, Taker taker) {
        return (addresses, cause) -> loop.execute(() -> {
            if (cause == null) {
                taker.take(addresses);
            } else {
                promise.tryFailure(cause instanceof UnknownHostException ? cause : cause.getCause());
            }
        });
    }

    private CompletableFuture<List<InetSocketAddress>> addresses(InetSocketAddress named) {
        String host = named.getHostString();
        if (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)) {
            try {
                // No look-up: it is an address.
                return CompletableFuture.completedFuture(
                        List.of(new InetSocketAddress(InetAddress.getByName(host), named.getPort())));
            } catch (UnknownHostException e) {
                return CompletableFuture.failedFuture(e);
            }
        }
        return lookups.of(host)
                .thenApply(all -> all.stream()
                        .map(address -> new InetSocketAddress(address, named.getPort()))
                        .toList());
    }

    private void choose(
            EventLoop loop, InetSocketAddress named, List<InetSocketAddress> all, Promise<InetSocketAddress> promise) {
        // Without a port it is to be listened on, or to be shown.
        if (all.size() == 1 || named.getPort() == 0) {
            promise.trySuccess(all.get(0));
            return;
        }
        String name = named.getHostString() + ':' + named.getPort();
        promise.addListener(chosen -> {
            if (promise.isSuccess()) {
                rotation.chosen(name, promise.getNow(), System.nanoTime());
            }
        });
        new AddressRace(loop, channels, rotation.order(name, all, System.nanoTime()), promise, dead).run();
    }
}
