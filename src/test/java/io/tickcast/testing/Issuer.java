package io.tickcast.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An issuer of tokens: a key, its JWK, and whatever token a test wants signed with it. */
public final class Issuer {
    public static final String ISS = "https://id.example";
    public static final String AUD = "prices";

    private final String id;
    private final String algorithm;
    private final Key signing;
    private final JsonObject jwk;
    private final PublicKey shown;

    private Issuer(String id, String algorithm, Key signing, PublicKey shown, JsonObject jwk) {
        this.id = id;
        this.algorithm = algorithm;
        this.signing = signing;
        this.shown = shown;
        this.jwk = jwk.put("kid", id);
    }

    public static Issuer rsa(String id, String algorithm, int bits) {
        KeyPair pair = pair("RSA", generator -> generator.initialize(bits));
        RSAPublicKey key = (RSAPublicKey) pair.getPublic();
        return new Issuer(
                id,
                algorithm,
                pair.getPrivate(),
                key,
                new JsonObject()
                        .put("kty", "RSA")
                        .put("use", "sig")
                        .put("n", base64(unsigned(key.getModulus(), 0)))
                        .put("e", base64(unsigned(key.getPublicExponent(), 0))));
    }

    public static Issuer ec(String id, int bits) {
        KeyPair pair = pair("EC", generator -> generator.initialize(new ECGenParameterSpec("secp" + bits + "r1")));
        ECPublicKey key = (ECPublicKey) pair.getPublic();
        int length = (bits + 7) / 8;
        return new Issuer(
                id,
                "ES" + (bits == 521 ? 512 : bits),
                pair.getPrivate(),
                key,
                new JsonObject()
                        .put("kty", "EC")
                        .put("crv", "P-" + bits)
                        .put("x", base64(unsigned(key.getW().getAffineX(), length)))
                        .put("y", base64(unsigned(key.getW().getAffineY(), length))));
    }

    public static Issuer ed25519(String id) {
        KeyPair pair = pair("Ed25519", generator -> {});
        byte[] der = pair.getPublic().getEncoded();
        byte[] point = new byte[32];
        System.arraycopy(der, der.length - 32, point, 0, 32);
        return new Issuer(
                id,
                "EdDSA",
                pair.getPrivate(),
                pair.getPublic(),
                new JsonObject().put("kty", "OKP").put("crv", "Ed25519").put("x", base64(point)));
    }

    /** @param bits of the hash; the key is as long */
    public static Issuer hmac(String id, int bits) {
        byte[] secret = new byte[bits / 8];
        new Random(bits).nextBytes(secret);
        return new Issuer(
                id,
                "HS" + bits,
                new SecretKeySpec(secret, "HMAC"),
                null,
                new JsonObject().put("kty", "oct").put("k", base64(secret)));
    }

    private interface Setup {
        void on(KeyPairGenerator generator) throws GeneralSecurityException;
    }

    private static KeyPair pair(String type, Setup setup) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
            setup.on(generator);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public String id() {
        return id;
    }

    public JsonObject jwk() {
        return jwk.copy();
    }

    public static String jwks(Issuer... issuers) {
        JsonArray keys = new JsonArray();
        List.of(issuers).forEach(issuer -> keys.add(issuer.jwk()));
        return new JsonObject().put("keys", keys).encode();
    }

    public String pem() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(shown.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    /** The claims of a good token, for an hour. */
    public static JsonObject claims() {
        return new JsonObject().put("iss", ISS).put("aud", AUD).put("sub", "me").put("exp", now() + 3_600);
    }

    public static long now() {
        return System.currentTimeMillis() / 1_000;
    }

    /** A good token. */
    public String token() {
        return token(claims());
    }

    public String token(JsonObject claims) {
        return token(new JsonObject().put("alg", algorithm).put("typ", "JWT").put("kid", id), claims.encode());
    }

    /** Signed in the way of this issuer, whatever it holds. */
    public String token(JsonObject header, String claims) {
        String signed = base64(header.encode()) + "." + base64(claims);
        return signed + "." + base64(sign(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    public byte[] sign(byte[] bytes) {
        try {
            if (algorithm.startsWith("HS")) {
                return hmac("HmacSHA" + algorithm.substring(2), signing, bytes);
            }
            Signature signature = signature();
            signature.initSign((PrivateKey) signing);
            signature.update(bytes);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public static byte[] hmac(String algorithm, Key key, byte[] bytes) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(key);
            return mac.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private Signature signature() throws GeneralSecurityException {
        String bits = algorithm.substring(2);
        return switch (algorithm.substring(0, 2)) {
            case "RS" -> Signature.getInstance("SHA" + bits + "withRSA");
            case "ES" -> Signature.getInstance("SHA" + bits + "withECDSAinP1363Format");
            case "PS" -> {
                Signature pss = Signature.getInstance("RSASSA-PSS");
                pss.setParameter(new PSSParameterSpec(
                        "SHA-" + bits, "MGF1", new MGF1ParameterSpec("SHA-" + bits), Integer.parseInt(bits) / 8, 1));
                yield pss;
            }
            default -> Signature.getInstance("Ed25519");
        };
    }

    private static byte[] unsigned(BigInteger number, int length) {
        byte[] bytes = number.toByteArray();
        int from = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
        byte[] result = new byte[Math.max(length, bytes.length - from)];
        System.arraycopy(bytes, from, result, result.length - (bytes.length - from), bytes.length - from);
        return result;
    }

    public static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    public static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
