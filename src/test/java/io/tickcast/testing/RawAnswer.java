package io.tickcast.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An answer of HTTP as it came; names of headers in small letters. */
public record RawAnswer(String version, int status, Map<String, String> headers, String body) {
    static final RawAnswer NONE = new RawAnswer("", 0, Map.of(), "");

    static RawAnswer of(String head) {
        String[] lines = head.split("\n");
        String[] first = lines[0].split(" ", 3);
        Map<String, String> headers = new TreeMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.merge(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).strip(),
                    (one, other) -> one + ", " + other);
        }
        return new RawAnswer(first[0], Integer.parseInt(first[1]), headers, "");
    }

    RawAnswer withBody(String body) {
        return new RawAnswer(version, status, headers, body);
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** Checks that this is an error of the API, and returns its message. */
    public String error(int expectedStatus) {
        assertThat(status).as(body).isEqualTo(expectedStatus);
        assertThat(header("content-type")).contains("application/json; charset=utf-8");
        assertThat(json().fieldNames()).containsExactly("code", "message");
        assertThat(json().getInteger("code")).isZero();
        assertThat(json().getString("message")).isNotBlank();
        return json().getString("message");
    }

    public JsonObject json() {
        return new JsonObject(body);
    }
}
