package io.tickcast.cache;

import io.tickcast.config.Settings;
import io.tickcast.names.SystemResolver;
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
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Connects to Redis: its name is looked up and its PEM files are read each time. */
final class RedisDialer {
  private final Vertx vertx;
  private final Settings.Redis settings;
  private final NetClient client;

  RedisDialer(Vertx vertx, Settings.Redis settings) {
    this.vertx = vertx;
    this.settings = settings;
    client = vertx.createNetClient(new NetClientOptions()
        .setTcpNoDelay(true)
        .setTcpKeepAlive(true)
        .setConnectTimeout(Math.toIntExact(settings.timeout().toMillis()))
        .setHostnameVerificationAlgorithm("HTTPS"));
  }

  /** A connection that belongs to the event loop of the caller, with its TLS handshake done. */
  Future<NetSocket> dial() {
    Future<NetSocket> connected = SystemResolver.of(vertx).address(settings.host(), settings.port())
        .compose(address -> tls().compose(tls -> client.connect(tls.setRemoteAddress(at(address)))));
    return connected.timeout(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(cause -> connected.onSuccess(NetSocket::close));
  }

  private SocketAddress at(InetAddress address) {
    return SocketAddress.inetSocketAddress(settings.port(), address.getHostAddress());
  }

  /** The name that a certificate must have is the one of the settings. */
  private Future<ConnectOptions> tls() {
    ConnectOptions options = new ConnectOptions().setHost(settings.host()).setPort(settings.port());
    if (settings.tls().isEmpty()) {
      return Future.succeededFuture(options.setSsl(false));
    }
    Settings.RedisTls tls = settings.tls().get();
    ClientSSLOptions ssl = new ClientSSLOptions().setHostnameVerificationAlgorithm("HTTPS");
    Future<Void> trusted = tls.ca().isEmpty() ? Future.succeededFuture() : read(tls.ca().get())
        .onSuccess(pem -> ssl.setTrustOptions(new PemTrustOptions().addCertValue(pem))).mapEmpty();
    Future<Void> shown = tls.own().isEmpty() ? Future.succeededFuture() : read(tls.own().get().cert())
        .compose(cert -> read(tls.own().get().key()).onSuccess(key ->
            ssl.setKeyCertOptions(new PemKeyCertOptions().addCertValue(cert).addKeyValue(key)))).mapEmpty();
    return Future.all(trusted, shown).map(read -> options.setSsl(true).setSslOptions(ssl));
  }

  private Future<Buffer> read(Path pem) {
    return vertx.fileSystem().readFile(pem.toAbsolutePath().toString());
  }

  Future<Void> close() {
    return client.close();
  }
}
