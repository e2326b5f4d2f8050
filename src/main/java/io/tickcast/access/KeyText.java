package io.tickcast.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;

/** Keys as they are written down: a JWKS or a single JWK (RFC 7517), or public keys and certificates in PEM. */
final class KeyText {
  private static final int MOST = 100;
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN (PUBLIC KEY|CERTIFICATE)-----([^-]*)-----END \\1-----");
  /** What comes before the 32 bytes of a key of Ed25519 in X.509's form. */
  private static final byte[] ED25519 = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};
  private static final ObjectMapper JSON = new ObjectMapper();

  private KeyText() {}

  /**
   * Those of the keys that this server can use; what it cannot is left out, as keys of another use or kind are.
   *
   * @param secrets whether secret keys count; what anyone can fetch is no secret
   * @throws IllegalArgumentException saying why there is none
   */
  static List<VerifyingKey> parse(String text, boolean secrets) {
    List<VerifyingKey> keys = text.contains("-----BEGIN ") ? pem(text) : jwks(text, secrets);
    if (keys.isEmpty()) {
      throw new IllegalArgumentException("it holds no key that signatures can be checked with:"
          + " RSA of 2048 bits or more,"
          + " P-256, P-384, P-521, Ed25519" + (secrets ? ", or a secret of 256 bits or more" : ""));
    }
    if (keys.size() > MOST) {
      throw new IllegalArgumentException("it holds more than " + MOST + " keys");
    }
    return List.copyOf(keys);
  }

  private static List<VerifyingKey> pem(String text) {
    List<VerifyingKey> keys = new ArrayList<>();
    Matcher blocks = PEM.matcher(text);
    while (blocks.find()) {
      key(blocks.group(1), blocks.group(2))
          .ifPresent(key -> keys.add(new VerifyingKey(Optional.empty(), Optional.empty(), key)));
    }
    return keys;
  }

  private static Optional<Key> key(String block, String base64) {
    if (block.equals("CERTIFICATE")) {
      return made(() -> CertificateFactory.getInstance("X.509")
          .generateCertificate(new ByteArrayInputStream(der(base64))).getPublicKey());
    }
    for (String type : List.of("RSA", "EC", "Ed25519")) {
      Optional<Key> key = made(() -> KeyFactory.getInstance(type).generatePublic(new X509EncodedKeySpec(der(base64))));
      if (key.isPresent()) {
        return key;
      }
    }
    return Optional.empty();
  }

  private static byte[] der(String base64) {
    return Base64.getMimeDecoder().decode(base64);
  }

  private interface Making {
    Key make() throws GeneralSecurityException;
  }

  /** A key that is of use for an algorithm. */
  private static Optional<Key> made(Making making) {
    try {
      Key key = making.make();
      return Arrays.stream(Algorithm.values()).anyMatch(algorithm -> algorithm.fits(key))
          ? Optional.of(key) : Optional.empty();
    } catch (GeneralSecurityException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static List<VerifyingKey> jwks(String text, boolean secrets) {
    JsonNode json;
    try {
      json = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("it is neither JSON nor PEM");
    }
    List<VerifyingKey> keys = new ArrayList<>();
    if (json.path("keys").isArray()) {
      json.get("keys").forEach(jwk -> jwk(jwk, secrets).ifPresent(keys::add));
    } else {
      jwk(json, secrets).ifPresent(keys::add);
    }
    return keys;
  }

  private static Optional<VerifyingKey> jwk(JsonNode jwk, boolean secrets) {
    if (jwk.has("use") && !jwk.get("use").asText().equals("sig") || jwk.has("key_ops") && !mayVerify(jwk)) {
      return Optional.empty();
    }
    Optional<Algorithm> algorithm = Algorithm.of(jwk.path("alg").asText());
    if (jwk.has("alg") && algorithm.isEmpty()) {
      return Optional.empty();
    }
    Optional<Key> key = switch (jwk.path("kty").asText()) {
      case "RSA" -> made(() -> KeyFactory.getInstance("RSA")
          .generatePublic(new RSAPublicKeySpec(number(jwk, "n"), number(jwk, "e"))));
      case "EC" -> made(() -> KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(
          new ECPoint(number(jwk, "x"), number(jwk, "y")), curve(jwk).curve())));
      case "OKP" -> made(() -> KeyFactory.getInstance(jwk.path("crv").asText())
          .generatePublic(new X509EncodedKeySpec(ed25519(jwk))));
      case "oct" -> secrets ? made(() -> new SecretKeySpec(bytes(jwk, "k"), "HMAC")) : Optional.empty();
      default -> Optional.empty();
    };
    return key.filter(made -> algorithm.map(only -> only.fits(made)).orElse(true))
        .map(made -> new VerifyingKey(Optional.ofNullable(jwk.path("kid").textValue()), algorithm, made));
  }

  private static boolean mayVerify(JsonNode jwk) {
    for (JsonNode operation : jwk.get("key_ops")) {
      if (operation.asText().equals("verify")) {
        return true;
      }
    }
    return false;
  }

  private static Algorithm curve(JsonNode jwk) {
    return switch (jwk.path("crv").asText()) {
      case "P-256" -> Algorithm.ES256;
      case "P-384" -> Algorithm.ES384;
      case "P-521" -> Algorithm.ES512;
      default -> throw new IllegalArgumentException("no curve of ours");
    };
  }

  private static byte[] ed25519(JsonNode jwk) {
    byte[] point = bytes(jwk, "x");
    byte[] all = Arrays.copyOf(ED25519, ED25519.length + point.length);
    System.arraycopy(point, 0, all, ED25519.length, point.length);
    return all;
  }

  private static BigInteger number(JsonNode jwk, String name) {
    return new BigInteger(1, bytes(jwk, name));
  }

  private static byte[] bytes(JsonNode jwk, String name) {
    return Base64.getUrlDecoder().decode(jwk.path(name).asText().getBytes(StandardCharsets.US_ASCII));
  }
}
