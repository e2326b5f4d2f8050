package io.tickcast.cache;

import io.tickcast.config.Pem;
import io.tickcast.config.Settings;
import io.tickcast.names.SystemResolver;
import io.tickcast.time.Deadline;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;

/** Connects to Redis: its name is looked up and its PEM files are read each time. */
final class RedisDialer {
    private final Vertx vertx;
    private final SystemResolver names;
    private final Settings.Redis settings;
    private final NetClient client;
    private Future<ClientSSLOptions> reading = Future.succeededFuture();

    RedisDialer(Vertx vertx, SystemResolver names, Settings.Redis settings) {
        this.vertx = vertx;
        this.names = names;
        this.settings = settings;
        client = vertx.createNetClient(new NetClientOptions()
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setConnectTimeout(Math.toIntExact(settings.timeout().toMillis()))
                .setHostnameVerificationAlgorithm("HTTPS"));
    }

    /** A connection that belongs to the event loop of the caller, with its TLS handshake done. */
    Future<NetSocket> dial() {
        Future<NetSocket> connected = names.address(settings.host(), settings.port())
                .compose(address -> tls().compose(tls -> client.connect(tls.setRemoteAddress(at(address)))));
        return Deadline.within(vertx.getOrCreateContext(), settings.timeout(), connected)
                .onFailure(cause -> connected.onSuccess(NetSocket::close));
    }

    private SocketAddress at(InetAddress address) {
        return SocketAddress.inetSocketAddress(settings.port(), address.getHostAddress());
    }

    /** The name that a certificate must have is the one of the settings. */
    private Future<ConnectOptions> tls() {
        ConnectOptions options = new ConnectOptions().setHost(settings.host()).setPort(settings.port());
        return settings.tls().isEmpty()
                ? Future.succeededFuture(options.setSsl(false))
                : files(settings.tls().get()).map(ssl -> options.setSsl(true).setSslOptions(ssl));
    }

    /** Reads the files one at a time: a read from a disk that hangs holds a worker. */
    private Future<ClientSSLOptions> files(Settings.RedisTls tls) {
        if (reading.isComplete()) {
            reading = vertx.executeBlocking(() -> sslOptions(tls), false);
        }
        return reading;
    }

    private static ClientSSLOptions sslOptions(Settings.RedisTls tls) {
        ClientSSLOptions ssl = new ClientSSLOptions().setHostnameVerificationAlgorithm("HTTPS");
        tls.ca()
                .ifPresent(ca -> ssl.setTrustOptions(new PemTrustOptions()
                        .addCertValue(
                                Buffer.buffer(Pem.read("cache.redis.tls.ca", ca).certificates()))));
        tls.own()
                .ifPresent(own -> ssl.setKeyCertOptions(new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(
                                Pem.read("cache.redis.tls.cert", own.cert()).certificates()))
                        .addKeyValue(Buffer.buffer(
                                Pem.read("cache.redis.tls.key", own.key()).privateKey()))));
        return ssl;
    }

    Future<Void> close() {
        return client.close();
    }
}
