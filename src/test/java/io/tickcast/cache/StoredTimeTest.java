package io.tickcast.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StoredTimeTest {
    @ParameterizedTest
    @CsvSource({
        "2026-01-10T07:15:00.123Z,             2026-01-10T07:15:00.123Z",
        "2026-01-10T07:15:00Z,                 2026-01-10T07:15:00Z",
        "2026-01-10T07:15:00.123456,           2026-01-10T07:15:00.123456Z",
        "2026-01-10T07:15:00,                  2026-01-10T07:15:00Z",
        "2026-01-10T15:15:00.123456+08:00,     2026-01-10T07:15:00.123456Z",
        "2026-01-10T07:15:00.123456+00:00,     2026-01-10T07:15:00.123456Z",
        "2026-01-10 07:15:00.123456,           2026-01-10T07:15:00.123456Z",
        "1768029300,                           2026-01-10T07:15:00Z",
        "1768029300.5,                         2026-01-10T07:15:00.500Z",
        "1768029300.1239999,                   2026-01-10T07:15:00.123Z",
        "1768029300123,                        2026-01-10T07:15:00.123Z",
        "1768029300123.75,                     2026-01-10T07:15:00.123Z",
    })
    void reads(String text, Instant time) {
        assertThat(StoredTime.of(text)).contains(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "yesterday",
                "2026-01-10",
                "07:15:00",
                "2026-13-10T07:15:00",
                "1.768e9",
                "-1",
                "99999999999999999999",
                "1768029300.",
                "2026-01-10T07:15:00 UTC",
                "2026-01-10T07:15:00Z\n",
                "2026-01-10T07:15:00.000000000000000000000000000000000000000000000000000000Z"
            })
    void refuses(String text) {
        assertThat(StoredTime.of(text)).isEmpty();
    }
}
