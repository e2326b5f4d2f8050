package io.tickcast.alert.rule;

import io.tickcast.market.JsonText;
import io.vertx.core.json.Json;
import java.time.Instant;

/**
 * One time that the condition of a rule came true, as streams and receivers are told. Immutable.
 *
 * @param id        the same on all nodes and at each attempt: {@code webhook-id}
 * @param alert     id of the rule
 * @param owner     of the rule
 * @param price     digits as the exchange sent them
 * @param ageMillis age of the price when the rule fired, by our own clock
 * @param note      of the rule; may be empty
 * @param timestamp of the price, by the exchange
 * @param demo      whether the price comes from the built-in fake exchange
 */
public record Firing(
        String id,
        String alert,
        String owner,
        String symbol,
        String exchange,
        String price,
        long ageMillis,
        Condition when,
        String note,
        Instant timestamp,
        boolean demo) {

    /** The data of {@code event: alert}, and of a standard webhook: a JSON object with the price in its own digits. */
    public String data() {
        StringBuilder json = new StringBuilder(256)
                .append("{\"alert\": ")
                .append(quoted(alert))
                .append(", \"symbol\": ")
                .append(quoted(symbol))
                .append(", \"exchange\": ")
                .append(quoted(exchange))
                .append(", \"price\": ")
                .append(price)
                .append(", \"age_ms\": ")
                .append(ageMillis)
                .append(", \"when\": ")
                .append(when.toJson().encode())
                .append(", \"note\": ")
                .append(quoted(note))
                .append(", \"timestamp\": ")
                .append(quoted(timestamp.toString()));
        return JsonText.onOneLine(json.append(demo ? ", \"demo\": true}" : "}").toString());
    }

    private static String quoted(String text) {
        return Json.encode(text);
    }

    /** The firing in one line of plain text, to be escaped for each messenger. */
    public String text() {
        String text = symbol + ' ' + when.words() + ": " + price + " (" + exchange + ')';
        return note.isEmpty() ? text : text + " - " + note;
    }
}
