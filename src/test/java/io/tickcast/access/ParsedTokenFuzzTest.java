package io.tickcast.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import io.tickcast.testing.Issuer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random input from a fixed seed. */
class ParsedTokenFuzzTest {
    private static final String CHARACTERS = "ABCabc019-_.=+/ {}[]\":,\\\u0000\u00e9\ud83d";
    private static final Issuer HMAC = Issuer.hmac("h", 256);

    private final Random random = new Random(7);

    /** A token that was changed is refused in order, or else it is one and its signature is wrong. */
    private void assertHarmless(String text, String original, VerifyingKey key) {
        ParsedToken token;
        try {
            token = ParsedToken.parse(text);
        } catch (AccessDenied refusal) {
            assertThat(refusal.status()).isEqualTo(401);
            return;
        }
        boolean signed = key.fits(token) && key.verifies(token);
        assertThat(signed).as(text).isEqualTo(text.equals(original));
    }

    @Test
    void aTokenThatWasChangedSomewhereIsNone() {
        VerifyingKey key = KeyParser.parse(Issuer.jwks(HMAC).getBytes(StandardCharsets.UTF_8), true)
                .get(0);
        String original = HMAC.token();
        assertHarmless(original, original, key);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(original);
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                change(text);
            }
            assertHarmless(text.toString(), original, key);
        }
    }

    private void change(StringBuilder text) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(4)) {
            case 0 -> text.setCharAt(at, any());
            case 1 -> text.insert(at, any());
            case 2 -> text.deleteCharAt(at);
            default ->
                text.replace(
                        at,
                        Math.min(text.length(), at + random.nextInt(30)),
                        text.substring(random.nextInt(at + 1), at));
        }
        if (text.isEmpty()) {
            text.append('.');
        }
    }

    private char any() {
        return CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
    }

    @Test
    void claimsOfAnyShapeAreRefusedInOrder() {
        for (int i = 0; i < 5_000; i++) {
            String header = i % 2 == 0 ? "{\"alg\":\"HS256\",\"kid\":" + json(2) + "}" : json(4);
            String text = Issuer.base64(header) + "." + Issuer.base64(json(5)) + "." + Issuer.base64(json(1));
            try {
                assertThat(ParsedToken.parse(text).algorithm()).isEqualTo(JWSAlgorithm.HS256);
            } catch (AccessDenied refusal) {
                assertThat(refusal.status()).isEqualTo(401);
            }
        }
    }

    @Test
    void keysOfAnyShapeAreRefusedInOrder() {
        String[] names = {"kty", "alg", "use", "key_ops", "n", "e", "x", "y", "crv", "k", "kid", "keys"};
        String[] values = {
            "\"RSA\"",
            "\"EC\"",
            "\"OKP\"",
            "\"oct\"",
            "\"P-256\"",
            "\"Ed25519\"",
            "\"AQAB\"",
            "\"\"",
            "\"ES256\"",
            "\"sig\"",
            "[\"verify\"]",
            "1",
            "null",
            "{}",
            "[[]]",
            "\"=\"",
            "\"" + "A".repeat(43) + "\""
        };
        for (int i = 0; i < 20_000; i++) {
            StringBuilder jwk = new StringBuilder("{\"kid\":\"1\"");
            for (int fields = random.nextInt(8); fields > 0; fields--) {
                jwk.append(",\"")
                        .append(names[random.nextInt(names.length)])
                        .append("\":")
                        .append(values[random.nextInt(values.length)]);
            }
            try {
                KeyParser.parse(jwk.append('}').toString().getBytes(StandardCharsets.UTF_8), random.nextBoolean());
            } catch (IllegalArgumentException expected) {
                assertThat(expected).hasMessageStartingWith("it ");
            }
        }
    }

    private String json(int depth) {
        return switch (depth == 0 ? random.nextInt(5) : random.nextInt(7)) {
            case 0 -> Long.toString(random.nextLong());
            case 1 -> "\"" + "exp".repeat(random.nextInt(3)) + "\"";
            case 2 -> "null";
            case 3 -> "1e" + random.nextInt(400);
            case 4 -> random.nextBoolean() ? "true" : "{";
            case 5 -> "[" + json(depth - 1) + "," + json(depth - 1) + "]";
            default -> "{\"exp\":" + json(depth - 1) + ",\"" + random.nextInt(3) + "\":" + json(depth - 1) + "}";
        };
    }
}
