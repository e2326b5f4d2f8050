package io.tickcast.access;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * The algorithms of RFC 7518 and 8037 that a token may be signed with. Each knows the keys that are fit for it, so that
 * no token can have a key used as something else than it is.
 */
enum Algorithm {
  RS256("RS256", Kind.RSA, 256), RS384("RS384", Kind.RSA, 384), RS512("RS512", Kind.RSA, 512),
  PS256("PS256", Kind.PSS, 256), PS384("PS384", Kind.PSS, 384), PS512("PS512", Kind.PSS, 512),
  ES256("ES256", Kind.EC, 256), ES384("ES384", Kind.EC, 384), ES512("ES512", Kind.EC, 512),
  EDDSA("EdDSA", Kind.ED, 0),
  HS256("HS256", Kind.HMAC, 256), HS384("HS384", Kind.HMAC, 384), HS512("HS512", Kind.HMAC, 512);

  private enum Kind { RSA, PSS, EC, ED, HMAC }

  private static final int LEAST_RSA_BITS = 2048;

  private final String label;
  private final Kind kind;
  private final int bits;

  Algorithm(String label, Kind kind, int bits) {
    this.label = label;
    this.kind = kind;
    this.bits = bits;
  }

  static Optional<Algorithm> of(String label) {
    return Stream.of(values()).filter(one -> one.label.equals(label)).findFirst();
  }

  String label() {
    return label;
  }

  /** Whether signatures of this algorithm are made with such a key, and it is strong enough. */
  boolean fits(Key key) {
    return switch (kind) {
      case RSA, PSS -> key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() >= LEAST_RSA_BITS;
      case EC -> key instanceof ECPublicKey ec && curve().getCurve().equals(ec.getParams().getCurve());
      case ED -> key instanceof EdECPublicKey ed
          && ed.getParams().getName().equals(NamedParameterSpec.ED25519.getName());
      case HMAC -> key instanceof SecretKey secret && secret.getEncoded().length * 8 >= bits;
    };
  }

  /** @param key one that {@link #fits} */
  boolean verifies(Key key, byte[] signed, byte[] signature) {
    try {
      if (kind == Kind.HMAC) {
        Mac mac = Mac.getInstance("HmacSHA" + bits);
        mac.init(key);
        return MessageDigest.isEqual(mac.doFinal(signed), signature);
      }
      if (kind == Kind.EC && !isPair(signature)) {
        return false;
      }
      Signature verifier = verifier();
      verifier.initVerify((PublicKey) key);
      verifier.update(signed);
      return verifier.verify(signature);
    } catch (SignatureException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no " + label, e);
    }
  }

  /**
   * A signature of ECDSA is two numbers, each from 1 to below the order of the curve; JDKs of 2022 took two zeros, or
   * what comes to zero by that order, for a signature of all.
   */
  boolean isPair(byte[] signature) {
    int length = bits == 512 ? 66 : bits / 8;
    BigInteger order = curve().getOrder();
    return signature.length == 2 * length
        && Stream.of(new BigInteger(1, signature, 0, length), new BigInteger(1, signature, length, length))
            .allMatch(number -> number.signum() > 0 && number.compareTo(order) < 0);
  }

  private Signature verifier() throws GeneralSecurityException {
    return switch (kind) {
      case RSA -> Signature.getInstance("SHA" + bits + "withRSA");
      case PSS -> {
        Signature pss = Signature.getInstance("RSASSA-PSS");
        String hash = "SHA-" + bits;
        pss.setParameter(new PSSParameterSpec(hash, "MGF1", new MGF1ParameterSpec(hash), bits / 8,
            PSSParameterSpec.TRAILER_FIELD_BC));
        yield pss;
      }
      case EC -> Signature.getInstance("SHA" + bits + "withECDSAinP1363Format");
      case ED -> Signature.getInstance("Ed25519");
      case HMAC -> throw new IllegalStateException("an HMAC has no verifier");
    };
  }

  /** Of ECDSA: the one curve that goes with it. */
  ECParameterSpec curve() {
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(new ECGenParameterSpec(bits == 512 ? "secp521r1" : "secp" + bits + "r1"));
      return parameters.getParameterSpec(ECParameterSpec.class);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK has no curve for " + label, e);
    }
  }
}
