package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.LogLines;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RateLimitedLoggerTest {
    private static final String NAME = "test.quiet";
    private static final long NOW = Long.MAX_VALUE - 3;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final LogLines lines = new LogLines(NAME);
    private final RateLimitedLogger log = new RateLimitedLogger(LoggerFactory.getLogger(NAME));

    @AfterEach
    void close() {
        lines.close();
    }

    @Test
    void saysATroubleOnceAMinuteAndHowOftenItCameMeanwhile() {
        for (int i = 0; i < 125; i++) {
            log.warn("it broke", "number " + i, NOW + i * SECOND);
        }

        assertThat(lines.all())
                .containsExactly(
                        "WARN it broke: number 0",
                        "WARN it broke: number 60 (and 59 times before)",
                        "WARN it broke: number 120 (and 59 times before)");
    }

    @Test
    void oneTroubleDoesNotHideAnother() {
        log.warn("it broke", "x", NOW);
        log.warn("it leaks", "y", NOW);

        assertThat(lines.all()).containsExactly("WARN it broke: x", "WARN it leaks: y");
    }

    @Test
    void aLongDetailIsCut() {
        log.warn("it broke", "x".repeat(1 << 20), NOW);

        assertThat(lines.all()).containsExactly("WARN it broke: " + "x".repeat(200) + "…");
    }

    @Test
    void aLineEndOfADetailIsReplaced() {
        log.warn("it broke", "a\nb\u202ec", NOW);

        assertThat(lines.all()).containsExactly("WARN it broke: a?b?c");
    }
}
