package io.tickcast.relay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Duration;

/** Finds answers with candles that never change again: all of them closed some time ago, and none is missing at the end. */
final class ClosedCandles {
    /** Exchanges correct a candle for a while after its end. */
    static final Duration SETTLED = Duration.ofMinutes(2);

    private static final int DEFAULT_ROWS = 500;
    private static final int CLOSE_TIME = 6;
    private static final JsonFactory JSON = new JsonFactory();

    private ClosedCandles() {}

    /** @param now by the exchange, in ms */
    static boolean isFinal(RestQuestion question, Buffer answer, long now) {
        long settled = now - SETTLED.toMillis();
        Rows rows = rows(answer);
        if (rows.count == 0 || rows.lastClose >= settled) {
            return false;
        }
        long limit = question.number("limit").orElse((long) DEFAULT_ROWS);
        return question.number("endTime").filter(end -> end < settled).isPresent()
                || (question.number("startTime").isPresent() && rows.count >= limit);
    }

    private record Rows(int count, long lastClose) {}

    /** Rows of 12 columns, oldest first. */
    private static Rows rows(Buffer answer) {
        int count = 0;
        long lastClose = Long.MAX_VALUE;
        try (JsonParser parser = JSON.createParser(answer.getBytes())) {
            int depth = 0;
            int column = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.START_ARRAY) {
                    depth++;
                    column = 0;
                    count += depth == 2 ? 1 : 0;
                } else if (token == JsonToken.END_ARRAY) {
                    depth--;
                } else {
                    if (depth == 2 && column == CLOSE_TIME && token == JsonToken.VALUE_NUMBER_INT) {
                        lastClose = parser.getLongValue();
                    }
                    column++;
                }
            }
            return new Rows(count, lastClose);
        } catch (IOException e) {
            return new Rows(0, Long.MAX_VALUE);
        }
    }
}
