package io.tickcast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;

/** Checks of every recorded 24hrTicker payload, and of two that follow one another. */
final class TickerCheck {
    private static final List<String> FIELDS = List.of(
            "e", "E", "s", "p", "P", "w", "x", "c", "Q", "b", "B", "a", "A", "o", "h", "l", "v", "q", "O", "C", "F",
            "L", "n");
    private static final List<String> AMOUNTS =
            List.of("p", "w", "x", "c", "Q", "b", "B", "a", "A", "o", "h", "l", "v", "q");
    /** P is rounded twice in a few frames of the real exchange. */
    private static final BigDecimal ROUNDED_TWICE = new BigDecimal("0.001");

    private TickerCheck() {}

    static void check(List<String> payloads) {
        Optional<JsonObject> before = Optional.empty();
        for (String payload : payloads) {
            JsonObject ticker = new JsonObject(payload);
            checkOne(payload, ticker);
            before.ifPresent(earlier -> checkOrder(payload, earlier, ticker));
            before = Optional.of(ticker);
        }
    }

    private static void checkOne(String payload, JsonObject t) {
        assertThat(t.fieldNames()).as(payload).containsExactlyElementsOf(FIELDS);
        assertThat(t.getString("e")).as(payload).isEqualTo("24hrTicker");
        assertThat(AMOUNTS).as(payload).allMatch(field -> t.getString(field).matches("-?\\d+\\.\\d{8}"));
        assertThat(t.getString("P")).as(payload).matches("-?\\d+\\.\\d{3}");

        assertThat(number(t, "p"))
                .as(payload)
                .isEqualByComparingTo(number(t, "c").subtract(number(t, "o")));
        BigDecimal percent = number(t, "p").movePointRight(2).divide(number(t, "o"), 3, RoundingMode.HALF_UP);
        assertThat(number(t, "P")).as(payload).isBetween(percent.subtract(ROUNDED_TWICE), percent.add(ROUNDED_TWICE));
        assertThat(t.getLong("n")).as(payload).isEqualTo(t.getLong("L") - t.getLong("F") + 1);
        assertThat(t.getLong("C") - t.getLong("O")).as(payload).isEqualTo(86_400_000);
        assertThat(t.getLong("E")).as(payload).isGreaterThanOrEqualTo(t.getLong("C"));

        for (String field : List.of("c", "o", "w")) {
            assertThat(number(t, field)).as(payload).isBetween(number(t, "l"), number(t, "h"));
        }
        assertThat(number(t, "b")).as(payload).isLessThan(number(t, "a"));
        for (String field : List.of("l", "b", "v", "q", "Q", "A", "B", "x")) {
            assertThat(number(t, field)).as(payload).isPositive();
        }
    }

    private static void checkOrder(String payload, JsonObject earlier, JsonObject t) {
        assertThat(t.getLong("E")).as(payload).isGreaterThan(earlier.getLong("E"));
        for (String field : List.of("C", "L", "F")) {
            assertThat(t.getLong(field)).as(payload).isGreaterThanOrEqualTo(earlier.getLong(field));
        }
    }

    private static BigDecimal number(JsonObject ticker, String field) {
        return new BigDecimal(ticker.getString(field));
    }
}
