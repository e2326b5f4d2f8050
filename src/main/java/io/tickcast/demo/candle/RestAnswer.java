package io.tickcast.demo.candle;

import java.util.Map;

/** An answer of an exchange to a REST call. */
public record RestAnswer(int status, Map<String, String> headers, String body) {
    public RestAnswer(int status, String body) {
        this(status, Map.of(), body);
    }

    public static RestAnswer ok(String body) {
        return new RestAnswer(200, body);
    }
}
