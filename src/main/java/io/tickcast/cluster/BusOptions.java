package io.tickcast.cluster;

import io.tickcast.config.Pem;
import io.tickcast.config.Settings;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;

/** The event bus between nodes. */
final class BusOptions {
    private static final long PING_MILLIS = 5_000;

    private BusOptions() {}

    /**
     * Blocks while it reads PEM files.
     *
     * @throws io.tickcast.config.SettingsException when one cannot be read
     */
    static EventBusOptions of(Settings.Cluster settings) {
        EventBusOptions options = new EventBusOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setClusterPublicHost(settings.publicHost())
                // A node that is gone without a word is noticed after twice this, instead of 40 s.
                .setClusterPingInterval(PING_MILLIS)
                .setClusterPingReplyInterval(PING_MILLIS)
                // Vert.x would trust everyone.
                .setTrustAll(false);
        if (settings.publicPort() != 0) {
            options.setClusterPublicPort(settings.publicPort());
        }
        settings.tls().ifPresent(tls -> encrypt(options, tls));
        return options;
    }

    /**
     * Each side shows a certificate of the authority, or is cut off. Host names are not compared, and Vert.x leaves no
     * choice: nodes call each other by addresses that come and go, and no certificate could name them. Every holder of
     * a certificate of the authority counts as a node, so the authority must serve this cluster alone.
     */
    private static void encrypt(EventBusOptions options, Settings.Tls tls) {
        options.setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addCertValue(Buffer.buffer(
                                Pem.read("cluster.tls.cert", tls.cert()).certificates()))
                        .addKeyValue(Buffer.buffer(
                                Pem.read("cluster.tls.key", tls.key()).privateKey())))
                .setTrustOptions(new PemTrustOptions()
                        .addCertValue(Buffer.buffer(
                                Pem.read("cluster.tls.ca", tls.ca()).certificates())))
                .setClientAuth(ClientAuth.REQUIRED);
    }
}
