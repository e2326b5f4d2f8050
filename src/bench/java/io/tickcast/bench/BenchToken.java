package io.tickcast.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An issuer of tokens with a secret key of its own. */
final class BenchToken {
    private static final String ISSUER = "https://id.example";
    private static final String AUDIENCE = "prices";
    private static final long LATE = 4_000_000_000L;

    private final byte[] secret = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String base64(JsonObject json) {
        return base64(json.encode().getBytes(StandardCharsets.UTF_8));
    }

    String secret() {
        return new String(secret, StandardCharsets.US_ASCII);
    }

    String jwks() {
        return new JsonObject()
                .put(
                        "keys",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("kty", "oct")
                                        .put("alg", "HS256")
                                        .put("k", base64(secret))))
                .encode();
    }

    Map<String, String> settings(Path keys) {
        return Map.of(
                "TICKCAST_AUTH_JWT_ENABLED",
                "true",
                "TICKCAST_AUTH_JWT_ISSUER",
                ISSUER,
                "TICKCAST_AUTH_JWT_AUDIENCE",
                AUDIENCE,
                "TICKCAST_AUTH_JWT_KEY_FILE",
                keys.toString(),
                "TICKCAST_AUTH_JWT_ALGORITHMS",
                "HS256",
                "TICKCAST_AUTH_JWT_COOKIE",
                "t");
    }

    /** A token for these symbols. */
    String of(List<String> symbols) {
        return signed(new JsonObject()
                .put("iss", ISSUER)
                .put("aud", AUDIENCE)
                .put("exp", LATE)
                .put("sub", "bench")
                .put("symbols", new JsonArray(symbols)));
    }

    String signed(JsonObject claims) {
        String content = base64(new JsonObject().put("alg", "HS256")) + '.' + base64(claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return content + '.' + base64(mac.doFinal(content.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
