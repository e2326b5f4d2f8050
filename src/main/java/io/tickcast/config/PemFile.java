package io.tickcast.config;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import java.util.function.Function;

/** Finds at the start, and names in one line, the faults that would otherwise fail the first connection. */
final class PemFile {
    private PemFile() {}

    static Optional<String> faultOfCertificates(Path file) {
        return fault(
                file,
                pem -> areCertificates(pem.certificates())
                        ? Optional.empty()
                        : Optional.of("it holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)"));
    }

    static Optional<String> faultOfKey(Path file) {
        return fault(
                file,
                pem -> pem.privateKey().length > 0
                        ? Optional.empty()
                        : Optional.of("it holds no private key in PEM form without a password "
                                + "(-----BEGIN PRIVATE KEY-----)"));
    }

    private static Optional<String> fault(Path file, Function<Pem, Optional<String>> fault) {
        try {
            return fault.apply(Pem.of(SmallFile.read(file)));
        } catch (UnreadableFileException e) {
            return Optional.of("that file " + e.getMessage());
        }
    }

    private static boolean areCertificates(byte[] pem) {
        try {
            return pem.length > 0
                    && !CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(pem))
                            .isEmpty();
        } catch (CertificateException e) {
            return false;
        }
    }
}
