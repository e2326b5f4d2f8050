package io.tickcast.alert.delivery;

import io.vertx.core.json.Json;
import java.nio.charset.StandardCharsets;

/** The length of a text as a part of a JSON body. */
final class JsonLength {
    private static final int QUOTES = 2;

    private JsonLength() {}

    static int bytes(String text) {
        return Json.encode(text).getBytes(StandardCharsets.UTF_8).length - QUOTES;
    }
}
