package io.tickcast.net;

import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.util.concurrent.ThreadAwareExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.impl.transports.EpollTransport;
import io.vertx.core.spi.transport.Transport;

/** Epoll as Vert.x uses it, but for connections without interest in any event, which {@link EpollHandler} keeps. */
public final class NativeTransport implements io.vertx.core.transport.Transport {
    private static final Transport EPOLL = new EpollTransport() {
        @Override
        public IoHandlerFactory ioHandlerFactory() {
            return keeping(super.ioHandlerFactory());
        }
    };

    private NativeTransport() {}

    /** Falls back to Vert.x' default transport where epoll is unavailable or not preferred. */
    public static VertxBuilder builder(VertxOptions options) {
        VertxBuilder builder = Vertx.builder().with(options);
        return options.getPreferNativeTransport() && EPOLL.isAvailable()
                ? builder.withTransport(new NativeTransport())
                : builder;
    }

    private static IoHandlerFactory keeping(IoHandlerFactory factory) {
        return new IoHandlerFactory() {
            @Override
            public IoHandler newHandler(ThreadAwareExecutor executor) {
                return new EpollHandler(factory.newHandler(executor));
            }

            @Override
            public boolean isChangingThreadSupported() {
                return factory.isChangingThreadSupported();
            }
        };
    }

    @Override
    public String name() {
        return "epoll";
    }

    @Override
    public boolean available() {
        return EPOLL.isAvailable();
    }

    @Override
    public Throwable unavailabilityCause() {
        return EPOLL.unavailabilityCause();
    }

    @Override
    public Transport implementation() {
        return EPOLL;
    }
}
