package io.tickcast.access;

import static io.tickcast.access.WithAccess.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickcast.testing.Await;
import io.tickcast.testing.Issuer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tokens that count, and the ones that do not, however they are made up. */
class AuthenticatorTest {
    private static final Issuer RSA = Issuer.rsa("rsa", "RS256", 2048);
    private static final Issuer EC = Issuer.ec("ec", 256);
    private static final Issuer HMAC = Issuer.hmac("hmac", 256);
    private static final Issuer PSS = Issuer.rsa("pss", "PS384", 2048);
    private static final List<Issuer> ALL = List.of(
            RSA,
            EC,
            HMAC,
            PSS,
            Issuer.rsa("rsa512", "RS512", 2048),
            Issuer.ec("ec384", 384),
            Issuer.ec("ec521", 521),
            Issuer.ed25519("ed"),
            Issuer.hmac("hmac512", 512));
    private static final Issuer ODD = Issuer.ec("\u5bc6\u94a5-\u00fc", 256);
    private static final Vertx VERTX = Vertx.vertx();
    private static Authenticator authenticator;

    @BeforeAll
    static void start(@TempDir Path directory) {
        authenticator = WithAccess.of(VERTX, directory, Issuer.jwks(ALL.toArray(Issuer[]::new)), Map.of());
    }

    @AfterAll
    static void close() {
        Await.result(VERTX.close());
    }

    static Stream<Issuer> issuers() {
        return ALL.stream();
    }

    /** Null and empty are as good as missing, in whatever way a server or an editor writes them. */
    static Stream<String> oddFiles() {
        JsonObject plain = new JsonObject(Issuer.jwks(ODD)).getJsonArray("keys").getJsonObject(0);
        JsonObject full = plain.copy();
        JsonObject empty = plain.copy();
        for (String member : List.of("use", "alg", "x5u", "x5t", "x5t#S256", "exp")) {
            full.putNull(member);
            empty.put(member, "");
        }
        for (String member : List.of("key_ops", "x5c")) {
            full.putNull(member);
            empty.put(member, new JsonArray());
        }
        JsonObject odd = plain.copy()
                .put("key_ops", new JsonArray().add("ours").add("verify"))
                .put("x5c", "?")
                .put("exp", -1);
        Stream<JsonObject> keys = Stream.of(
                full, empty, odd, plain.copy().putNull("kid"), plain.copy().put("kid", ""));
        return Stream.concat(
                keys.map(key -> new JsonObject()
                        .put("keys", new JsonArray().addNull().add(key))
                        .encode()),
                Stream.of(
                        "\uFEFF" + plain.encode(),
                        "\uFEFF" + ODD.pem(),
                        "\uFEFF\r\n# M\u00fcller\r\n" + ODD.pem(),
                        "-----BEGIN DH PARAMETERS-----\nMAA=\n-----END DH PARAMETERS-----\n" + ODD.pem()));
    }

    @ParameterizedTest
    @MethodSource("oddFiles")
    void keysCountHoweverTheirFileIsWritten(String text, @TempDir Path directory) {
        Vertx vertx = Vertx.vertx();
        try {
            Authenticator odd = WithAccess.of(vertx, directory, text, Map.of());
            assertThat(Await.result(odd.byToken(ODD.token()))).isNotNull();
        } finally {
            Await.result(vertx.close());
        }
    }

    @Test
    void keysComeFromARegularFile() {
        assertThatThrownBy(() -> Authenticator.check(WithAccess.settings(Path.of("/dev/zero"), Map.of())))
                .hasMessage("auth.jwt.key-file is /dev/zero, but that file is a pipe or a device, not a regular file");
    }

    private static Grant taken(JsonObject claims) {
        return Await.result(authenticator.byToken(RSA.token(claims)));
    }

    private static void assertRefused(String token, String why) {
        AccessDenied refusal = refusal(authenticator.byToken(token));
        assertThat(refusal).hasMessageContaining(why);
        assertThat(refusal.status()).isEqualTo(401);
    }

    @ParameterizedTest
    @MethodSource("issuers")
    void aTokenOfEachKindOfKeyCounts(Issuer issuer) {
        assertThat(Await.result(authenticator.byToken(issuer.token())).until()).isPresent();
    }

    @ParameterizedTest
    @MethodSource("issuers")
    void noneCountsWhoseClaimsWereChanged(Issuer issuer) {
        String[] parts = issuer.token().split("\\.");
        String forged = Issuer.base64(Issuer.claims().put("sub", "root").encode());
        assertRefused(parts[0] + "." + forged + "." + parts[2], "signature is wrong");
    }

    @ParameterizedTest
    @MethodSource("issuers")
    void noneCountsWithASignatureOfZeros(Issuer issuer) {
        String token = issuer.token();
        int length = Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1)).length;
        assertRefused(
                token.substring(0, token.lastIndexOf('.') + 1) + Issuer.base64(new byte[length]), "signature is wrong");
    }

    /** JDKs took such for a signature of everything (CVE-2022-21449). */
    @ParameterizedTest
    @CsvSource({"ec,ES256,256", "ec384,ES384,384", "ec521,ES512,521"})
    void whatComesToZeroIsNoSignature(String kid, String algorithm, int bits) throws GeneralSecurityException {
        AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec("secp" + bits + "r1"));
        BigInteger order = curve.getParameterSpec(ECParameterSpec.class).getOrder();
        int length = (bits + 7) / 8;
        String signed = Issuer.base64(
                        new JsonObject().put("alg", algorithm).put("kid", kid).encode()) + "."
                + Issuer.base64(Issuer.claims().encode()) + ".";
        BigInteger one = BigInteger.ONE;
        for (BigInteger[] pair : new BigInteger[][] {
            {BigInteger.ZERO, one}, {one, BigInteger.ZERO}, {order, one}, {one, order}, {order, order}, {one}
        }) {
            assertRefused(signed + Issuer.base64(signature(length, pair)), "signature is wrong");
        }
    }

    private static byte[] signature(int length, BigInteger... numbers) {
        byte[] signature = new byte[length * numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            byte[] number = numbers[i].toByteArray();
            int from = Math.max(0, number.length - length);
            System.arraycopy(number, from, signature, (i + 1) * length - (number.length - from), number.length - from);
        }
        return signature;
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None", "NONE", "", "RS1", "HS1", "rs256"})
    void noneCountsThatSaysItNeedsNoSignatureOrAWeakOne(String algorithm) {
        String head = Issuer.base64(new JsonObject().put("alg", algorithm).encode());
        String claims = Issuer.base64(Issuer.claims().encode());
        assertRefused(head + "." + claims + ".AAAA", "the token's signature algorithm is unknown");
        assertRefused(head + "." + claims + ".", "is unknown");
        assertRefused(head + "." + claims, "three parts");
    }

    @Test
    void aPublicKeyIsNoSecret() {
        // HS256 with what everyone can read: the oldest forgery there is.
        for (byte[] secret : List.of(
                RSA.pem().getBytes(StandardCharsets.US_ASCII),
                RSA.jwk().encode().getBytes(StandardCharsets.US_ASCII),
                Base64.getUrlDecoder().decode(RSA.jwk().getString("n")))) {
            for (String kid : List.of("rsa", "hmac")) {
                String signed = Issuer.base64(new JsonObject()
                                .put("alg", "HS256")
                                .put("kid", kid)
                                .encode()) + "." + Issuer.base64(Issuer.claims().encode());
                byte[] mac = Issuer.hmac(
                        "HmacSHA256", new SecretKeySpec(secret, "HMAC"), signed.getBytes(StandardCharsets.US_ASCII));
                assertThat(refusal(authenticator.byToken(signed + "." + Issuer.base64(mac)))
                                .status())
                        .isEqualTo(401);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"ES256,ec384", "ES384,ec", "PS256,ec", "RS256,hmac", "HS256,ec", "EdDSA,rsa"})
    void aKeyIsNotUsedForWhatItIsNot(String algorithm, String kid) {
        String token = EC.token(
                new JsonObject().put("alg", algorithm).put("kid", kid),
                Issuer.claims().encode());
        assertRefused(token, "an unknown key");
    }

    @Test
    void aKeyThatTheTokenBringsAlongDoesNotCount() {
        Issuer stranger = Issuer.rsa("rsa", "RS256", 2048);
        assertRefused(
                stranger.token(
                        new JsonObject()
                                .put("alg", "RS256")
                                .put("kid", "rsa")
                                .put("jwk", stranger.jwk())
                                .put("jku", "http://127.0.0.1:1/keys"),
                        Issuer.claims().encode()),
                "signature is wrong");
    }

    @Test
    void aSignatureOfAnotherFormDoesNotCount() {
        // The same two numbers in ASN.1: a second text of one token.
        String token = EC.token();
        byte[] pair = Base64.getUrlDecoder().decode(token.substring(token.lastIndexOf('.') + 1));
        byte[] der = new byte[72];
        der[0] = 0x30;
        der[1] = 70;
        der[2] = 2;
        der[3] = 33;
        System.arraycopy(pair, 0, der, 5, 32);
        der[37] = 2;
        der[38] = 33;
        System.arraycopy(pair, 32, der, 40, 32);
        assertRefused(token.substring(0, token.lastIndexOf('.') + 1) + Issuer.base64(der), "signature is wrong");
        assertRefused(token + "A", "signature is wrong");
        assertRefused(token + "==", "not base64url");
    }

    @Test
    void whatOnlyLooksLikeATokenIsRefused() {
        JsonObject header = new JsonObject().put("alg", "RS256").put("kid", "rsa");
        String claims = Issuer.claims().encode();
        assertRefused("", "three parts");
        assertRefused("a.b.c.d.e", "three parts");
        assertRefused("..", "not base64url");
        assertRefused("x".repeat(8_193), "longer than 8192");
        assertRefused(
                RSA.token(header.copy().put("crit", new JsonArray().add("b64")).put("b64", false), claims), "critical");
        assertRefused(RSA.token(header.copy().put("kid", 1), claims), "kid");
        for (String none : Arrays.asList(null, "")) {
            assertThat(Await.result(
                            authenticator.byToken(RSA.token(header.copy().put("kid", none), claims))))
                    .isNotNull();
        }
        assertRefused(RSA.token(header, "[]"), "consist of JSON objects");
        assertRefused(RSA.token(header, claims + "{}"), "contains invalid JSON");
        assertRefused(RSA.token(header, claims.replace("{", "{\"sub\":\"root\",")), "contains invalid JSON");
        assertRefused(
                RSA.token(header, "{\"a\":" + "[".repeat(1_000) + "]".repeat(1_000) + "}"), "contains invalid JSON");
    }

    @Test
    void aTokenCountsFromItsTimeWithLeewayAndUntilItsTimeWithout() {
        assertThat(taken(Issuer.claims().put("exp", Issuer.now() + 60.5))
                        .until()
                        .orElseThrow()
                        .getEpochSecond())
                .isGreaterThan(Issuer.now());
        assertRefused(RSA.token(Issuer.claims().put("exp", Issuer.now() - 1)), "has expired");
        assertThat(taken(Issuer.claims().put("nbf", Issuer.now() + 2))).isNotNull();
        assertRefused(RSA.token(Issuer.claims().put("nbf", Issuer.now() + 60)), "not valid yet");
        assertThat(taken(Issuer.claims().put("exp", 1e30)).until()).isPresent();
    }

    @Test
    void aTokenThatNeverExpiresDoesNotCount() {
        JsonObject claims = Issuer.claims();
        claims.remove("exp");
        assertRefused(RSA.token(claims), "no exp");
        for (Object none : Arrays.asList("9999999999", true, null, -1, new JsonArray())) {
            assertRefused(RSA.token(Issuer.claims().put("exp", none)), "exp is not a time");
        }
        assertRefused(RSA.token(Issuer.claims().put("nbf", "0")), "nbf is not a time");
    }

    @Test
    void aTokenOfAnotherIssuerOrForAnotherAudienceDoesNotCount() {
        for (Object none : Arrays.asList("https://id.example/", "", null, 1, new JsonArray().add(Issuer.ISS))) {
            assertRefused(RSA.token(Issuer.claims().put("iss", none)), "another issuer");
        }
        for (Object none : Arrays.asList(
                "Prices",
                "",
                null,
                1,
                new JsonArray(),
                new JsonArray().add("x").add(1),
                new JsonObject().put("a", Issuer.AUD))) {
            assertRefused(RSA.token(Issuer.claims().put("aud", none)), "another audience");
        }
        assertThat(taken(Issuer.claims().put("aud", new JsonArray().add("x").add("other"))))
                .isNotNull();
    }

    @Test
    void whatItMayReadStandsInItsClaims() {
        Grant all = taken(Issuer.claims());
        assertThat(all.allowsSymbol("ANY") && all.allowsSignal("any")).isTrue();
        Grant some = taken(
                Issuer.claims().put("symbols", new JsonArray().add("btcusdt").add("ETH*")));
        assertThat(some.symbols()).isEqualTo(Optional.of(List.of("BTCUSDT", "ETH*")));
        assertThat(some.allowsSymbol("BTCUSDT") && some.allowsSymbol("ETHBTC")).isTrue();
        assertThat(some.allowsSymbol("BTCUSDT2") || some.allowsSymbol("XETH")).isFalse();
        assertThat(some.allowsSignal("movers"))
                .as("a signal may tell of any symbol")
                .isFalse();
        assertThat(taken(Issuer.claims().put("symbols", new JsonArray()).put("signals", new JsonArray().add("movers"))))
                .matches(grant ->
                        !grant.allowsSymbol("BTCUSDT") && grant.allowsSignal("movers") && !grant.allowsSignal("x"));
        assertThat(taken(Issuer.claims().put("symbols", new JsonArray().add("A").add("*")))
                        .symbols())
                .isEmpty();
    }

    @Test
    void aClaimThatCannotBeUnderstoodIsNotTakenForNone() {
        for (Object wrong : Arrays.asList(
                "BTCUSDT",
                null,
                1,
                new JsonObject(),
                new JsonArray().add(1),
                new JsonArray().add("A B"),
                new JsonArray().add("**"),
                new JsonArray().add(""))) {
            assertThat(refusal(authenticator.byToken(RSA.token(Issuer.claims().put("symbols", wrong))))
                            .status())
                    .isEqualTo(401);
        }
        assertRefused(
                RSA.token(Issuer.claims().put("signals", new JsonArray().add("Not A Name"))),
                "an invalid symbol or signal");
    }
}
