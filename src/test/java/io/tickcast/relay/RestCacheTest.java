package io.tickcast.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The answers that hold, and for how long. */
class RestCacheTest {
    private static final long MINUTE = 60_000;
    private static final long NOW = 1_768_028_400_000L;

    private static String row(long open) {
        return "[" + open + ",\"1\",\"1\",\"1\",\"1\",\"1\"," + (open + MINUTE - 1) + ",\"1\",1,\"1\",\"1\",\"0\"]";
    }

    /** Candles of consecutive minutes. */
    private static Buffer rows(int count, long lastOpen) {
        StringBuilder rows = new StringBuilder("[");
        for (int i = count - 1; i >= 0; i--) {
            rows.append(row(lastOpen - i * MINUTE)).append(i == 0 ? "" : ",");
        }
        return Buffer.buffer(rows.append(']').toString());
    }

    @ParameterizedTest
    @CsvSource({
        "startTime=1&limit=3, -10, true",
        "startTime=1&limit=3, -1, false",
        "startTime=1&limit=4, -10, false",
        "limit=3, -10, false",
        "startTime=1, -10, false",
        "endTime=1768027800000, -10, true",
        "endTime=1768028399999, -10, false",
        "startTime=1&endTime=1768027800000, -10, true"
    })
    void candlesAreFinalWhenNoneCanFollowOrChange(String query, int minutes, boolean isFinal) {
        MultiMap params = MultiMap.caseInsensitiveMultiMap();
        for (String param : query.split("&")) {
            params.add(param.split("=")[0], param.split("=")[1]);
        }
        RestQuestion question = RestQuestion.of("klines", params).orElseThrow();
        assertThat(ClosedCandles.isFinal(question, rows(3, NOW + minutes * MINUTE), NOW))
                .isEqualTo(isFinal);
        assertThat(ClosedCandles.isFinal(question, Buffer.buffer("[]"), NOW)).isFalse();
        assertThat(ClosedCandles.isFinal(question, Buffer.buffer("no"), NOW)).isFalse();
    }

    @Test
    void anAnswerEndsWithItsTime() {
        AnswerCache cache = new AnswerCache(100_000);
        cache.put("a", Buffer.buffer("1"), Duration.ofNanos(10), 0);
        assertThat(cache.get("a", 9)).contains(Buffer.buffer("1"));
        assertThat(cache.get("a", 10)).isEmpty();
        assertThat(cache.bytes()).isZero();
    }

    @Test
    void theAnswersThatWereNotAskedForGoFirst() {
        AnswerCache cache = new AnswerCache(3_000);
        for (String question : new String[] {"a", "b", "c"}) {
            cache.put(question, Buffer.buffer("x".repeat(600)), Duration.ofDays(1), 0);
        }
        assertThat(cache.get("a", 1)).isPresent();
        cache.put("d", Buffer.buffer("x".repeat(600)), Duration.ofDays(1), 0);
        assertThat(cache.get("b", 1)).isEmpty();
        assertThat(cache.get("a", 1)).isPresent();
        assertThat(cache.bytes()).isLessThanOrEqualTo(3_000);
        cache.put("e", Buffer.buffer("x".repeat(2_000)), Duration.ofDays(1), 0);
        assertThat(cache.get("e", 1)).as("one that would be most of it").isEmpty();
        assertThat(cache.size()).isEqualTo(3);
    }
}
