package io.tickcast.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import io.tickcast.config.Pem;
import io.tickcast.config.Utf8;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keys as they are written down: a JWKS or a single JWK (RFC 7517), or public keys and certificates in PEM. */
final class KeyParser {
    private static final int MOST = 100;
    private static final int ED25519_BYTES = 32;
    /** The members of a JWK that are read. A private key that an issuer publishes by mistake is not even read. */
    private static final List<String> MEMBERS = List.of("kty", "use", "alg", "kid", "n", "e", "crv", "x", "y", "k");

    private static final List<Curve> CURVES = List.of(Curve.P_256, Curve.P_384, Curve.P_521);
    private static final ObjectMapper JSON = new ObjectMapper();

    private KeyParser() {}

    /**
     * Reads the keys that this server can use. Keys of another use or kind are left out.
     *
     * @param secrets whether secret keys count; what anyone can fetch is no secret
     * @throws IllegalArgumentException giving the reason why there is no key
     */
    static List<VerifyingKey> parse(byte[] bytes, boolean secrets) {
        Pem pem = Pem.of(bytes);
        List<VerifyingKey> keys = pem.isEmpty() ? jwks(bytes, secrets) : pem(pem);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("it holds no key that can verify signatures:"
                    + " RSA of 2048 bits or more,"
                    + " P-256, P-384, P-521, Ed25519" + (secrets ? ", or a secret of 256 bits or more" : ""));
        }
        if (keys.size() > MOST) {
            throw new IllegalArgumentException("it holds more than " + MOST + " keys");
        }
        return List.copyOf(keys);
    }

    private interface Making {
        VerifyingKey make() throws GeneralSecurityException, JOSEException, ParseException;
    }

    /** @return empty for anything that is no key, or no usable one */
    private static Optional<VerifyingKey> made(Making making) {
        try {
            return Optional.of(making.make());
        } catch (GeneralSecurityException | JOSEException | ParseException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static List<VerifyingKey> pem(Pem pem) {
        List<VerifyingKey> keys = new ArrayList<>();
        for (Pem.Block block : pem.blocks()) {
            if (block.label().equals(Pem.CERTIFICATE)) {
                made(() -> nameless(CertificateFactory.getInstance("X.509")
                                .generateCertificate(new ByteArrayInputStream(block.der()))
                                .getPublicKey()))
                        .ifPresent(keys::add);
            } else if (block.label().equals("PUBLIC KEY")) {
                List.of("RSA", "EC", "Ed25519")
                        .forEach(type -> made(() -> nameless(KeyFactory.getInstance(type)
                                        .generatePublic(new X509EncodedKeySpec(block.der()))))
                                .ifPresent(keys::add));
            }
        }
        return keys;
    }

    private static VerifyingKey nameless(PublicKey key) throws JOSEException {
        return VerifyingKey.of(Optional.empty(), Optional.empty(), key);
    }

    private static List<VerifyingKey> jwks(byte[] bytes, boolean secrets) {
        JsonNode json;
        try {
            json = JSON.readTree(Utf8.text(bytes));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("it is not UTF-8 text");
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it is neither JSON nor PEM");
        }
        List<VerifyingKey> keys = new ArrayList<>();
        for (JsonNode jwk : json.path("keys").isArray() ? json.get("keys") : List.of(json)) {
            if (mayVerify(jwk.path("key_ops"))) {
                made(() -> key(JWK.parse(members(jwk)), secrets)).ifPresent(keys::add);
            }
        }
        return keys;
    }

    /** An empty list counts as missing. */
    private static boolean mayVerify(JsonNode operations) {
        boolean missing = operations.isNull() || (operations.isEmpty() && !operations.isValueNode());
        for (JsonNode operation : operations) {
            missing |= operation.asText().equals("verify");
        }
        return missing;
    }

    /** Null and empty are as good as missing. */
    private static Map<String, Object> members(JsonNode jwk) {
        Map<String, Object> members = new HashMap<>();
        for (String name : MEMBERS) {
            Optional.ofNullable(jwk.path(name).textValue())
                    .filter(text -> !text.isBlank())
                    .ifPresent(text -> members.put(name, text));
        }
        return members;
    }

    private static VerifyingKey key(JWK jwk, boolean secrets) throws GeneralSecurityException, JOSEException {
        if (jwk.getKeyUse() != null && !jwk.getKeyUse().equals(KeyUse.SIGNATURE)) {
            throw new JOSEException("a key of another use");
        }
        Key key;
        if (jwk instanceof RSAKey rsa) {
            key = rsa.toRSAPublicKey();
        } else if (jwk instanceof ECKey ec && CURVES.contains(ec.getCurve())) {
            key = ec.toECPublicKey();
        } else if (jwk instanceof OctetKeyPair pair && pair.getCurve().equals(Curve.Ed25519)) {
            key = ed25519(pair);
        } else if (jwk instanceof OctetSequenceKey secret && secrets) {
            key = secret.toSecretKey("HMAC");
        } else {
            throw new JOSEException("no key of ours");
        }
        return VerifyingKey.of(
                Optional.ofNullable(jwk.getKeyID()),
                Optional.ofNullable(jwk.getAlgorithm()).map(only -> JWSAlgorithm.parse(only.getName())),
                key);
    }

    /** RFC 8032: the number from its lowest byte on, with the sign of the other one in the highest bit. */
    private static PublicKey ed25519(OctetKeyPair pair) throws GeneralSecurityException, JOSEException {
        byte[] point = pair.getDecodedX();
        if (point.length != ED25519_BYTES) {
            throw new JOSEException("no point of Ed25519");
        }
        byte[] number = new byte[ED25519_BYTES];
        for (int i = 0; i < ED25519_BYTES; i++) {
            number[i] = point[ED25519_BYTES - 1 - i];
        }
        boolean odd = number[0] < 0;
        number[0] &= 0x7f;
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(
                        NamedParameterSpec.ED25519, new EdECPoint(odd, new BigInteger(1, number))));
    }
}
