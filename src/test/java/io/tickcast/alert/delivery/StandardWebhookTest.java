package io.tickcast.alert.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.alert.rule.Receiver;
import io.tickcast.alert.rule.WebhookFormat;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandardWebhookTest {
    /** The key is the bytes 0 to 31. */
    private static final String SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private static final Receiver RECEIVER =
            new Receiver(URI.create("https://hooks.example/in?a=%20b"), WebhookFormat.STANDARD, SECRET, false);

    private final StandardWebhook standard = new StandardWebhook();

    private static WebhookRequest request(Instant now) {
        return new StandardWebhook().request(RECEIVER, List.of(Firings.firing("päivää")), now);
    }

    @Test
    void theSignatureIsThatOfOpenssl() {
        WebhookRequest request = request(Instant.ofEpochSecond(1_767_607_201));
        assertThat(request.uri()).hasToString("https://hooks.example/in?a=%20b");
        assertThat(request.body())
                .hasToString("{\"type\":\"price.alert\",\"timestamp\":\"2026-01-05T10:00:00.120Z\",\"data\":"
                        + "{\"alert\": \"a1\", \"symbol\": \"BTCUSDT\", \"exchange\": \"binance\", "
                        + "\"price\": 100000.10, \"age_ms\": 45, \"when\": {\"above\":\"100000\"}, "
                        + "\"note\": \"päivää\", \"timestamp\": \"2026-01-05T10:00:00.120Z\"}}");
        // printf '%s' "f1.1767607201.<body>" | openssl dgst -sha256 -mac HMAC -macopt hexkey:0001…1f -binary | base64
        assertThat(request.headers())
                .isEqualTo(Map.of(
                        "Content-Type", "application/json",
                        "webhook-id", "f1",
                        "webhook-timestamp", "1767607201",
                        "webhook-signature", "v1,yoJdrQW9v4HvEsrw17lhYz42MaFbvL/vfxNI6KPs4j8="));
    }

    @Test
    void aLaterAttemptHasTheSameIdAndBodyAndAnotherSignature() {
        WebhookRequest first = request(Instant.ofEpochSecond(1_767_607_201));
        WebhookRequest second = request(Instant.ofEpochSecond(1_767_607_501));
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.headers()).containsEntry("webhook-id", "f1").containsEntry("webhook-timestamp", "1767607501");
        assertThat(second.headers().get("webhook-signature"))
                .isNotEqualTo(first.headers().get("webhook-signature"));
    }

    @Test
    void eachSuccessIsDeliveredAndGoneDisables() {
        assertThat(standard.outcome(Responses.of(204, ""))).isEqualTo(new Outcome.Delivered(204, Duration.ZERO));
        assertThat(standard.outcome(Responses.of(410, ""))).isEqualTo(new Outcome.Disabled(410));
    }

    @Test
    void everythingElseIsTriedAgain() {
        assertThat(standard.outcome(Responses.of(404, "secret inside")))
                .isEqualTo(new Outcome.Failed("it answers 404", Optional.empty()));
        assertThat(standard.outcome(Responses.of(302, "")))
                .isEqualTo(new Outcome.Failed("it answers 302 (redirects are not followed)", Optional.empty()));
        assertThat(standard.outcome(Responses.of(503, "", "Retry-After", "120")))
                .isEqualTo(new Outcome.Failed("it answers 503", Optional.of(Duration.ofMinutes(2))));
    }

    @Test
    void aRetryAfterIsADateOrSecondsWithinBounds() {
        assertThat(Responses.retryAfter(
                        standard.outcome(Responses.of(429, "", "Retry-After", "Mon, 05 Jan 2026 10:01:00 GMT"))))
                .contains(Duration.ofMinutes(1));
        assertThat(Responses.retryAfter(standard.outcome(Responses.of(429, "", "Retry-After", "0"))))
                .contains(Duration.ofSeconds(1));
        assertThat(Responses.retryAfter(standard.outcome(Responses.of(429, "", "Retry-After", "99999999999"))))
                .contains(Duration.ofDays(1));
        assertThat(Responses.retryAfter(standard.outcome(Responses.of(429, "", "Retry-After", "soon"))))
                .isEmpty();
    }

    @Test
    void aGeneratedSecretIsOneOfTheStandard() {
        String secret = WebhookSecret.generate();
        assertThat(WebhookSecret.problem(secret)).isEmpty();
        assertThat(WebhookSecret.key(secret)).hasSize(32);
        assertThat(secret).isNotEqualTo(WebhookSecret.generate());
    }

    @Test
    void aSecretHas24To64Bytes() {
        for (int length = 0; length < 80; length++) {
            String secret = "whsec_" + Base64.getEncoder().encodeToString(new byte[length]);
            assertThat(WebhookSecret.problem(secret).isEmpty()).isEqualTo(length >= 24 && length <= 64);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "whsec_", "whsec_%%%%", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "whsk_AAEC"})
    void anotherSecretIsNamed(String secret) {
        assertThat(WebhookSecret.problem(secret))
                .contains("secret must be whsec_ and the base64 of 24 to 64 bytes; without a secret, one is generated");
    }
}
