package io.tickcast.config;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds out at the start, where one line can say it, what would otherwise fail at the first connection. */
final class PemFile {
  private static final long LARGEST = 1024 * 1024;
  private static final Pattern KEY = Pattern.compile("-----BEGIN (RSA |EC )?PRIVATE KEY-----");

  private final String text;
  private final Optional<String> fault;

  private PemFile(String text, Optional<String> fault) {
    this.text = text;
    this.fault = fault;
  }

  static Optional<String> faultOfCertificates(Path file) {
    PemFile pem = read(file);
    return pem.fault.or(() -> holdsCertificates(pem.text)
        ? Optional.empty() : Optional.of("it holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)"));
  }

  static Optional<String> faultOfKey(Path file) {
    PemFile pem = read(file);
    return pem.fault.or(() -> KEY.matcher(pem.text).find() && !pem.text.contains("ENCRYPTED")
        ? Optional.empty()
        : Optional.of("it holds no private key in PEM form without a password (-----BEGIN PRIVATE KEY-----)"));
  }

  private static PemFile read(Path file) {
    try {
      if (Files.isDirectory(file)) {
        return unreadable("is a directory");
      }
      if (Files.size(file) > LARGEST) {
        return unreadable("is larger than 1 MiB");
      }
      return new PemFile(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1), Optional.empty());
    } catch (NoSuchFileException e) {
      return unreadable("does not exist");
    } catch (AccessDeniedException e) {
      return unreadable("may not be read by this user");
    } catch (IOException e) {
      return unreadable("cannot be read: " + Shown.plain(String.valueOf(e.getMessage())));
    }
  }

  private static PemFile unreadable(String why) {
    return new PemFile("", Optional.of("that file " + why));
  }

  private static boolean holdsCertificates(String text) {
    try {
      return text.contains("-----BEGIN CERTIFICATE-----") && !CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1))).isEmpty();
    } catch (CertificateException e) {
      return false;
    }
  }
}
