package io.tickcast.config;

import io.tickcast.config.Settings.RedisTls;
import io.tickcast.config.Settings.ServerTls;
import io.tickcast.config.Settings.Tls;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads which PEM files are for TLS, and checks their contents. */
final class TlsReader {
    private final TypedSettings values;

    TlsReader(TypedSettings values) {
        this.values = values;
    }

    /** The one that clients are shown. */
    Optional<ServerTls> server() {
        String cert = "http.tls.cert";
        String key = "http.tls.key";
        return areSet(List.of(cert, key), "both")
                ? Optional.of(new ServerTls(certificates(cert), key(key)))
                : Optional.empty();
    }

    /** The one that nodes show each other. */
    Optional<Tls> cluster() {
        String cert = "cluster.tls.cert";
        String key = "cluster.tls.key";
        String ca = "cluster.tls.ca";
        return areSet(List.of(cert, key, ca), "all three")
                ? Optional.of(new Tls(certificates(cert), key(key), certificates(ca)))
                : Optional.empty();
    }

    /** @param byUrl whether the URL asks for it */
    Optional<RedisTls> redis(boolean byUrl) {
        String ca = "cache.redis.tls.ca";
        String cert = "cache.redis.tls.cert";
        String key = "cache.redis.tls.key";
        if (!values.flag("cache.redis.tls.enabled") && !byUrl) {
            // An operator who names a file believes that the connection is encrypted.
            List.of(ca, cert, key).stream()
                    .filter(file -> !values.entry(file).isBlank())
                    .findFirst()
                    .ifPresent(file -> {
                        throw values.entry(file)
                                .mustBe("empty, since cache.redis.tls.enabled is false and cache.redis.url is not"
                                        + " rediss://");
                    });
            return Optional.empty();
        }
        return Optional.of(new RedisTls(
                values.entry(ca).isBlank() ? Optional.empty() : Optional.of(certificates(ca)),
                areSet(List.of(cert, key), "both")
                        ? Optional.of(new ServerTls(certificates(cert), key(key)))
                        : Optional.empty()));
    }

    private boolean areSet(List<String> keys, String howMany) {
        List<String> given =
                keys.stream().filter(key -> !values.entry(key).isBlank()).toList();
        for (String key : keys) {
            if (!given.isEmpty() && !given.contains(key)) {
                throw values.entry(key).mustBe("a PEM file, since " + given.get(0) + " is set: TLS needs " + howMany);
            }
        }
        return !given.isEmpty();
    }

    private Path certificates(String key) {
        return checked(key, PemFile::faultOfCertificates);
    }

    private Path key(String key) {
        return checked(key, PemFile::faultOfKey);
    }

    private interface Check {
        /** @return a fault of the file; empty if the file is valid */
        Optional<String> fault(Path file);
    }

    private Path checked(String key, Check check) {
        Path file = values.path(key);
        check.fault(file).ifPresent(fault -> {
            throw values.entry(key).refused("is " + PrintableSetting.path(file) + ", but " + fault);
        });
        return file;
    }
}
