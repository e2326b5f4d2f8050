package io.tickcast.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.config.Settings;
import io.tickcast.market.Signal;
import io.tickcast.market.Symbols;
import io.tickcast.testing.Issuer;
import io.tickcast.testing.Mutations;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tokens, claims and keys, changed at random: each is refused in order unless it is as good as before. */
@Tag("slow")
class AuthenticatorFuzzTest {
    private static final Settings.Jwt SETTINGS = WithAccess.settings(Path.of("keys"), Map.of());
    private static final Issuer HMAC = Issuer.hmac("h", 256);
    private static final Issuer EC = Issuer.ec("e", 256);
    private static final Issuer ED = Issuer.ed25519("d");
    /** The same at every run, or the inputs would be others. */
    private static final long LATE = 4_102_444_800L;

    private static final Instant NOW = Instant.ofEpochSecond(1_768_028_460);
    private static final int COUNT = 30_000;
    private static final int SIGNED = 20_000;

    /** Some differ at each run, so a failure prints them for a repetition. */
    private static final String KEYS = Issuer.jwks(HMAC, EC, ED);

    private final List<VerifyingKey> keys = KeyParser.parse(KEYS.getBytes(StandardCharsets.UTF_8), true);
    private final ClaimsChecker claims = new ClaimsChecker(SETTINGS);

    /** As a token is let in, without its threads. */
    private Grant admit(String text) {
        ParsedToken token = ParsedToken.parse(text);
        if (keys.stream().noneMatch(key -> key.fits(token) && key.verifies(token))) {
            throw AccessDenied.invalid("the token's signature is wrong");
        }
        return claims.check(token.claims(), NOW);
    }

    private boolean isAdmitted(String text) {
        try {
            admit(text);
            return true;
        } catch (AccessDenied refusal) {
            assertThat(refusal.status()).isEqualTo(401);
            assertThat(refusal.getMessage()).doesNotContainPattern("\\p{Cntrl}");
            return false;
        }
    }

    private static String token(Issuer issuer) {
        return issuer.token(Issuer.claims().put("exp", LATE));
    }

    @Test
    void noChangedTokenIsAdmitted() {
        String[] tokens = {token(HMAC), token(EC), token(ED)};
        for (String token : tokens) {
            assertThat(isAdmitted(token)).as("the token as it was").isTrue();
        }

        int admitted = new Mutations(13, tokens).texts(COUNT / 3, text -> {
            boolean same = List.of(tokens).contains(text);
            assertThat(isAdmitted(text)).as("with %s", KEYS).isEqualTo(same);
            return same;
        });

        assertThat(admitted).as("those whose changes changed nothing").isLessThan(COUNT / 30);
    }

    @Test
    void claimsThatAreSignedAreAGrantOrARefusal() {
        String all = Issuer.claims().put("exp", LATE).put("nbf", 1_768_028_400).encode();
        String some = Issuer.claims()
                .put("exp", LATE)
                .put("aud", new JsonArray().add("x").add(Issuer.AUD))
                .put(SETTINGS.symbolsClaim(), new JsonArray().add("BTCUSDT").add("ETH*"))
                .put(SETTINGS.signalsClaim(), new JsonArray().add("spread").add("top-10"))
                .encode();

        int granted = new Mutations(14, all, some).bytes(SIGNED, bytes -> {
            String text = HMAC.token(
                    new JsonObject().put("alg", "HS256").put("kid", "h"), new String(bytes, StandardCharsets.UTF_8));
            try {
                assertPlausible(admit(text));
                return true;
            } catch (AccessDenied refusal) {
                assertThat(refusal.status()).isEqualTo(401);
                return false;
            }
        });

        assertThat(granted).isBetween(SIGNED / 10, SIGNED * 9 / 10);
    }

    private static void assertPlausible(Grant grant) {
        assertThat(grant.until().orElseThrow()).isAfter(NOW.minus(SETTINGS.leeway()));
        assertThat(grant.holder()).hasSize(43);
        grant.symbols().ifPresent(symbols -> {
            assertThat(grant.signals()).as("signals may tell of any symbol").isPresent();
            assertThat(symbols).allMatch(name -> Symbols.isValid(name.replaceFirst("\\*$", "")));
        });
        assertThat(grant.signals().orElse(List.of()))
                .allMatch(name -> Signal.problem(name).isEmpty());
        assertThat(Grant.of(grant.toText())).isEqualTo(grant);
    }

    @Test
    void theHeadOfATokenIsOneOfOursOrIsRefused() {
        String rest = "." + Issuer.base64(Issuer.claims().encode()) + "." + Issuer.base64("signature");
        Mutations heads = new Mutations(
                15,
                "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"h\"}",
                "{\"alg\":\"EdDSA\"}",
                "{\"crit\":[\"x\"],\"alg\":\"HS256\"}",
                "{\"kid\":\"币\",\"alg\":\"ES256\",\"x\":[1,{}]}");

        int taken = heads.bytes(COUNT, head -> {
            try {
                ParsedToken token = ParsedToken.parse(Issuer.base64(head) + rest);
                assertThat(token.keyId().map(String::length).orElse(0)).isLessThanOrEqualTo(256);
                assertThat(new String(head, StandardCharsets.UTF_8)).doesNotContain("\"crit\"");
                return true;
            } catch (AccessDenied refusal) {
                assertThat(refusal.status()).isEqualTo(401);
                return false;
            }
        });

        assertThat(taken).isBetween(COUNT / 10, COUNT * 9 / 10);
    }

    @Test
    void keysThatAreWrittenDownAreKeysOrAreRefused() {
        Mutations texts = new Mutations(16, KEYS, EC.jwk().encode(), ED.pem(), EC.pem());

        int taken = texts.texts(COUNT / 3, text -> {
            try {
                List<VerifyingKey> read = KeyParser.parse(text.getBytes(StandardCharsets.UTF_8), false);
                assertThat(read)
                        .hasSizeBetween(1, 100)
                        .noneMatch(key -> key.key().getAlgorithm().equals("HMAC"));
                return true;
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageStartingWith("it ");
                return false;
            }
        });

        assertThat(taken).isBetween(COUNT / 100, COUNT / 3 * 9 / 10);
    }
}
