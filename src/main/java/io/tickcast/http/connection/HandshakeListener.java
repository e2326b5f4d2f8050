package io.tickcast.http.connection;

import io.netty.channel.Channel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.spi.tls.SslContextFactory;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

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
        return new Factory(super.sslContextFactory());
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

    /** The JDK's, with what it is told. */
    private final class Factory implements SslContextFactory {
        private final SslContextFactory jdk;

        Factory(SslContextFactory jdk) {
            this.jdk = jdk;
        }

        @Override
        public SslContext create() throws SSLException {
            return new Watched(jdk.create());
        }

        @Override
        public SslContextFactory useAlpn(boolean useAlpn) {
            jdk.useAlpn(useAlpn);
            return this;
        }

        @Override
        public SslContextFactory clientAuth(ClientAuth clientAuth) {
            jdk.clientAuth(clientAuth);
            return this;
        }

        @Override
        public SslContextFactory forClient(boolean forClient) {
            jdk.forClient(forClient);
            return this;
        }

        @Override
        public SslContextFactory keyMananagerFactory(KeyManagerFactory factory) {
            jdk.keyMananagerFactory(factory);
            return this;
        }

        @Override
        public SslContextFactory trustManagerFactory(TrustManagerFactory factory) {
            jdk.trustManagerFactory(factory);
            return this;
        }

        @Override
        public SslContextFactory enabledCipherSuites(Set<String> suites) {
            jdk.enabledCipherSuites(suites);
            return this;
        }

        @Override
        public SslContextFactory applicationProtocols(List<String> protocols) {
            jdk.applicationProtocols(protocols);
            return this;
        }

        @Override
        public SslContextFactory serverName(String name) {
            jdk.serverName(name);
            return this;
        }
    }
}
