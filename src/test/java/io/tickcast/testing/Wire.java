package io.tickcast.testing;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemTrustOptions;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The ways to speak to a node: with and without TLS, in either version of HTTP. */
public enum Wire {
    HTTP_1_1(false, HttpVersion.HTTP_1_1),
    H2C(false, HttpVersion.HTTP_2),
    TLS_HTTP_1_1(true, HttpVersion.HTTP_1_1),
    TLS_HTTP_2(true, HttpVersion.HTTP_2);

    private final boolean tls;
    private final HttpVersion version;

    Wire(boolean tls, HttpVersion version) {
        this.tls = tls;
        this.version = version;
    }

    public boolean isTls() {
        return tls;
    }

    public boolean isHttp2() {
        return version == HttpVersion.HTTP_2;
    }

    public HttpVersion version() {
        return version;
    }

    /** The settings of a node that speaks this way. */
    public Map<String, String> settings() {
        return tls ? authority().serverSettings() : isHttp2() ? Map.of("TICKCAST_HTTP_H2C", "true") : Map.of();
    }

    /** A client that speaks only this protocol, and trusts only the authority of the tests. */
    public HttpClientOptions client() {
        HttpClientOptions options =
                new HttpClientOptions().setProtocolVersion(version).setHttp2ClearTextUpgrade(false);
        if (tls) {
            options.setSsl(true)
                    .setUseAlpn(true)
                    .setSslHandshakeTimeout(Await.PATIENCE.toSeconds())
                    .setTrustOptions(new PemTrustOptions()
                            .addCertValue(Buffer.buffer(read(authority().certificate()))));
        }
        return options;
    }

    /** Made once: it takes seconds. */
    public static Authority authority() {
        return Shared.AUTHORITY;
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Shared {
        static final Authority AUTHORITY = new Authority(directory());

        private static Path directory() {
            try {
                Path made = Files.createTempDirectory("authority");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(made)));
                return made;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void delete(Path directory) {
            for (File file : directory.toFile().listFiles()) {
                file.delete();
            }
            directory.toFile().delete();
        }
    }
}
