package io.tickcast.http.connection;

import io.tickcast.config.Pem;
import io.tickcast.config.Settings.ServerTls;
import io.tickcast.config.SettingsException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.X509KeyManager;

/**
 * A certificate with its chain and its key, read whole and found to fit together, so that no client ever meets half of
 * a pair.
 *
 * @param cert  the certificates of the PEM file, as the key is that of its file
 * @param until time of its expiry
 */
public record Certificate(Buffer cert, Buffer key, String subject, Instant until) {
    private static final byte[] SAMPLE = {1, 2, 3};

    /** Fails with a {@link SettingsException} that says what is wrong with the files. */
    public static Future<Optional<Certificate>> read(Vertx vertx, Optional<ServerTls> files) {
        return files.map(tls -> vertx.executeBlocking(() -> Optional.of(of(vertx, tls))))
                .orElse(Future.succeededFuture(Optional.empty()));
    }

    /**
     * Blocks.
     *
     * @throws SettingsException naming what is wrong with the files
     */
    static Certificate of(Vertx vertx, ServerTls files) {
        Buffer cert = certificates(files);
        Buffer key = privateKey(files);
        try {
            X509KeyManager keys = (X509KeyManager)
                    options(cert, key).getKeyManagerFactory(vertx).getKeyManagers()[0];
            String alias = Stream.of("RSA", "EC", "EdDSA", "Ed25519")
                    .map(type -> keys.getServerAliases(type, null))
                    .filter(names -> names != null && names.length > 0)
                    .map(names -> names[0])
                    .findFirst()
                    .orElseThrow(() -> new GeneralSecurityException("a key of a kind that TLS cannot use"));
            X509Certificate shown = keys.getCertificateChain(alias)[0];
            if (!fits(keys.getPrivateKey(alias), shown)) {
                throw new SettingsException("http.tls.key is " + files.key()
                        + ", but that is not the key of the certificate in " + files.cert());
            }
            return new Certificate(
                    cert,
                    key,
                    shown.getSubjectX500Principal().getName(),
                    shown.getNotAfter().toInstant());
        } catch (SettingsException e) {
            throw e;
        } catch (Exception e) {
            // Whatever a parser of PEM or of certificates says of bytes that are none.
            throw new SettingsException("http.tls.cert is " + files.cert() + " and http.tls.key is " + files.key()
                    + ", but TLS cannot use them: " + e.getMessage());
        }
    }

    /** Whether the files still have the contents that this was read from. Blocks. */
    boolean isIn(ServerTls files) {
        try {
            return cert.equals(certificates(files)) && key.equals(privateKey(files));
        } catch (SettingsException e) {
            // The next full read reports the reason.
            return false;
        }
    }

    private static Buffer certificates(ServerTls files) {
        return Buffer.buffer(Pem.read("http.tls.cert", files.cert()).certificates());
    }

    private static Buffer privateKey(ServerTls files) {
        return Buffer.buffer(Pem.read("http.tls.key", files.key()).privateKey());
    }

    private static boolean fits(PrivateKey key, X509Certificate certificate) throws GeneralSecurityException {
        if (!key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm())) {
            return false;
        }
        Signature signature = Signature.getInstance(
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                });
        signature.initSign(key);
        signature.update(SAMPLE);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(SAMPLE);
        return signature.verify(signed);
    }

    /** Options with which a server shows it. */
    KeyCertOptions options() {
        return options(cert, key);
    }

    private static PemKeyCertOptions options(Buffer cert, Buffer key) {
        return new PemKeyCertOptions().addCertValue(cert).addKeyValue(key);
    }

    @Override
    public String toString() {
        // Never the key.
        return subject + ", valid until " + until;
    }
}
