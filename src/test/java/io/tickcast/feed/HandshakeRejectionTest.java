package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.rest.RetryAfter;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.UpgradeRejectedException;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeRejectionTest {
    private static final Instant NOW = Instant.parse("2026-01-10T07:15:00Z");
    private static final Duration LONGEST = Duration.ofDays(3);

    private static Optional<Duration> retryAfter(String value) {
        return RetryAfter.parse(value, NOW);
    }

    private static UpgradeRejectedException rejected(int status, MultiMap headers) {
        return new UpgradeRejectedException("refused", status, headers, Buffer.buffer());
    }

    @Test
    void retryAfterMayBeSeconds() {
        assertThat(retryAfter("120")).contains(Duration.ofMinutes(2));
        assertThat(retryAfter(" 7 ")).contains(Duration.ofSeconds(7));
        assertThat(retryAfter("0")).contains(Duration.ZERO);
    }

    @Test
    void retryAfterMayBeADate() {
        assertThat(retryAfter("Sat, 10 Jan 2026 07:17:30 GMT")).contains(Duration.ofSeconds(150));
    }

    @Test
    void aDateThatHasPassedIsNow() {
        assertThat(retryAfter("Fri, 09 Jan 2026 07:15:00 GMT")).contains(Duration.ZERO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "259201",
                "999999999",
                "9999999999",
                "99999999999999999999999999",
                "Fri, 31 Dec 9999 23:59:59 GMT"
            })
    void noWaitIsLongerThanTheLongestBan(String value) {
        assertThat(retryAfter(value)).contains(LONGEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-1",
                "-120",
                "+5",
                "1.5",
                "1e3",
                "0x10",
                "soon",
                "120 s",
                "٣٠",
                "1\n2",
                "Sat, 10 Jan 2026",
                "Sun, 10 Jan 2026 07:17:30 GMT",
                "2026-01-10T07:17:30Z"
            })
    void whatIsNeitherIsLeftOut(String value) {
        assertThat(retryAfter(value)).isEmpty();
    }

    @Test
    void statusAndRetryAfterAreReadFromTheHandshake() {
        assertThat(HandshakeRejection.of(
                        rejected(429, MultiMap.caseInsensitiveMultiMap().add("retry-after", "30"))))
                .contains(new HandshakeRejection(429, Optional.of(Duration.ofSeconds(30))));
        assertThat(HandshakeRejection.of(rejected(502, MultiMap.caseInsensitiveMultiMap())))
                .contains(new HandshakeRejection(502, Optional.empty()));
        assertThat(HandshakeRejection.of(rejected(502, null))).contains(new HandshakeRejection(502, Optional.empty()));
    }

    @Test
    void anotherFailureIsNoRefusal() {
        assertThat(HandshakeRejection.of(new ConnectException("refused"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {451, 403})
    void aPlaceThatIsNotServedStaysSo(int status) {
        assertThat(new HandshakeRejection(status, Optional.empty()).isPermanent())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 418, 429, 500, 502, 503})
    void allElseMayPass(int status) {
        assertThat(new HandshakeRejection(status, Optional.empty()).isPermanent())
                .isFalse();
    }
}
