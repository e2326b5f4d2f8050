package io.tickcast.http.connection;

import io.netty.channel.Channel;
import io.tickcast.config.Settings;
import io.tickcast.net.SendBuffer;
import io.tickcast.net.VertxHandlers;
import io.vertx.core.Future;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The protocols of a server: TLS or not, and the versions of HTTP, with the limits that HTTP/2 needs. */
public final class Protocols {
    private static final Set<String> VERSIONS = new LinkedHashSet<>(List.of("TLSv1.3", "TLSv1.2"));
    /**
     * Ciphers with forward secrecy and authenticated encryption; HTTP/2 forbids others anyway. The first that both know
     * wins.
     */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
    /** Bytes of a body that a client may send before it is read: bodies are short here. */
    private static final int WINDOW_BYTES = 16_384;

    private static final int CONNECTION_WINDOW_BYTES = 65_535;
    private static final int MIN_IDLE_SECONDS = 60;
    private static final int RESET_SECONDS = 30;
    /** Resets within that time, on either side, beyond which a connection is an attack and ends. */
    private static final int MIN_RESETS = 200;

    private Protocols() {}

    /**
     * The options of the server of one event loop.
     *
     * @param certificate empty: plain HTTP
     * @param onHandshake called with each connection whose handshake of TLS is done, on its event loop
     */
    public static HttpServerOptions options(
            Settings settings, Optional<Certificate> certificate, Consumer<Channel> onHandshake) {
        Settings.Http http = settings.http();
        Settings.Http.Bounds bounds = http.bounds();
        HttpServerOptions options = new HttpServerOptions()
                .setHost(http.listen().host())
                // Negative: any free port, and the same one for all event loops.
                .setPort(http.listen().port() == 0 ? -1 : http.listen().port())
                .setReusePort(http.listen().reusePort())
                // For clients that send no request, or never finish one; a stream has its heartbeats, or its own watch.
                .setIdleTimeout((int) Math.max(
                        MIN_IDLE_SECONDS, 4 * settings.stream().heartbeat().toSeconds()))
                .setSendBufferSize(Math.max(
                        SendBuffer.OF_ANSWERS, settings.stream().delivery().sendBuffer()))
                // All writes are of the loop itself: a queue for those of other threads would cost 4 KiB a connection.
                .setStrictThreadMode(true)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setMaxInitialLineLength(bounds.url())
                .setMaxHeaderSize(bounds.headers())
                .setHttp2ClearTextEnabled(http.protocols().h2c())
                .setInitialSettings(new Http2Settings()
                        .setMaxConcurrentStreams(http.protocols().concurrentStreams())
                        .setMaxHeaderListSize(bounds.url() + bounds.headers())
                        .setInitialWindowSize(WINDOW_BYTES))
                .setHttp2ConnectionWindowSize(CONNECTION_WINDOW_BYTES)
                // Those of a proxy may all leave at once, and new ones after them.
                .setHttp2RstFloodMaxRstFramePerWindow(
                        Math.max(MIN_RESETS, 2 * http.protocols().concurrentStreams()))
                .setHttp2RstFloodWindowDuration(RESET_SECONDS);
        certificate.ifPresent(shown -> {
            options.setSsl(true)
                    .setUseAlpn(true)
                    .setAlpnVersions(
                            http.protocols().http2()
                                    ? List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1)
                                    : List.of(HttpVersion.HTTP_1_1))
                    .setKeyCertOptions(shown.options())
                    .setSslEngineOptions(new HandshakeListener(onHandshake))
                    .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                    .setSslHandshakeTimeout(http.timeouts().head().toMillis())
                    .setEnabledSecureTransportProtocols(VERSIONS);
            CIPHERS.forEach(options::addEnabledCipherSuite);
        });
        return options;
    }

    /** Gives a server another certificate for connections that are yet to come. */
    public static Future<Boolean> show(HttpServer server, HttpServerOptions options, Certificate certificate) {
        ServerSSLOptions other = options.getSslOptions().copy();
        other.setKeyCertOptions(certificate.options());
        return server.updateSSLOptions(other);
    }

    /**
     * Must be called for each new connection. Where HTTP/2 is spoken without TLS, Vert.x upgrades a connection of
     * HTTP/1.1 when asked to. Through a proxy that passes such a request on, a client would then speak to this server
     * behind the proxy's back.
     */
    static void refuseUpgrade(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            Channel channel = base.channel();
            if (channel.pipeline().get(VertxHandlers.UPGRADE) != null
                    && channel.pipeline().get(VertxHandlers.ENCODER) == null) {
                channel.close();
            }
        }
    }

    static boolean isHttp2(HttpConnection connection) {
        return connection instanceof ConnectionBase base
                && base.channel().pipeline().get(VertxHandlers.ENCODER) == null;
    }
}
