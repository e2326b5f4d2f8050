package io.tickcast.bench;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;

/**
 * A POST request.
 *
 * @param headers lines of its head, beside its length
 */
record Post(String path, String headers, String body) {
    static Post json(String path, String body) {
        return new Post(path, "Content-Type: application/json\r\n", body);
    }

    void appendTo(Buffer out) {
        byte[] content = body.getBytes(StandardCharsets.US_ASCII);
        out.appendString("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "Content-Length: "
                        + content.length + "\r\n\r\n")
                .appendBytes(content);
    }
}
