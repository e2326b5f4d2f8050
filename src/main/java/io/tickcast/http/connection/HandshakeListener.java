package io.tickcast.http.connection;

import io.netty.channel.Channel;
import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.Future;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.spi.tls.DefaultSslContextFactory;
import io.vertx.core.spi.tls.SslContextFactory;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** The JDK's TLS, which shows each connection when its handshake is done: before any byte of HTTP has been read. */
final class HandshakeListener extends JdkSSLEngineOptions {
    private final Consumer<Channel> onHandshake;

    /** @param onHandshake called on the event loop of the connection */
    HandshakeListener(Consumer<Channel> onHandshake) {
        this.onHandshake = onHandshake;
    }

    private HandshakeListener(HandshakeListener other) {
        super(other);
        onHandshake = other.onHandshake;
    }

    @Override
    public HandshakeListener copy() {
        return new HandshakeListener(this);
    }

    @Override
    public SslContextFactory sslContextFactory() {
        return new DefaultSslContextFactory(SslProvider.JDK, false) {
            @Override
            public SslContext create() throws SSLException {
                return new Watched(super.create());
            }
        };
    }

    private final class Watched extends DelegatingSslContext {
        Watched(SslContext context) {
            super(context);
        }

        @Override
        protected void initEngine(SSLEngine engine) {
            // As it is.
        }

        @Override
        protected void initHandler(SslHandler handler) {
            handler.handshakeFuture().addListener((Future<Channel> done) -> {
                if (done.isSuccess()) {
                    onHandshake.accept(done.getNow());
                }
            });
        }
    }
}
