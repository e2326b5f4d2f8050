package io.tickcast.ws;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The opening handshake of WebSocket over HTTP/1.1 (RFC 6455, 4.2), as a server checks and answers it. */
public final class Handshake {
    private static final String VERSION = "13";
    private static final String KEY = "Sec-WebSocket-Key";
    private static final String VERSION_HEADER = "Sec-WebSocket-Version";
    private static final String PROTOCOL = "Sec-WebSocket-Protocol";
    private static final String JSON = "json";
    private static final int KEY_BYTES = 16;
    /** A constant of the protocol. */
    private static final String SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private Handshake() {}

    /** An answer to a request that is no handshake. */
    public record Fault(int status, String message) {}

    /** @return empty when the request may be accepted */
    public static Optional<Fault> fault(HttpServerRequest request) {
        MultiMap headers = request.headers();
        if (!request.method().equals(HttpMethod.GET)
                || request.version() != HttpVersion.HTTP_1_1
                || !has(headers, HttpHeaders.CONNECTION, "upgrade")
                || !has(headers, HttpHeaders.UPGRADE, "websocket")) {
            return Optional.of(new Fault(426, "Open this path with a WebSocket client, over HTTP/1.1"));
        }
        if (!headers.getAll(VERSION_HEADER).equals(List.of(VERSION))) {
            return Optional.of(new Fault(426, VERSION_HEADER + " must be " + VERSION));
        }
        List<String> keys = headers.getAll(KEY);
        if (keys.size() != 1 || !isKey(keys.get(0))) {
            return Optional.of(new Fault(400, KEY + " must be 16 bytes in base64"));
        }
        String length = headers.get(HttpHeaders.CONTENT_LENGTH);
        if (headers.contains(HttpHeaders.TRANSFER_ENCODING) || (length != null && !length.equals("0"))) {
            return Optional.of(new Fault(400, "A WebSocket handshake has no body"));
        }
        return Optional.empty();
    }

    /** Whether a header that lists words has this one. */
    private static boolean has(MultiMap headers, CharSequence name, String word) {
        return words(headers, name).anyMatch(word::equalsIgnoreCase);
    }

    private static Stream<String> words(MultiMap headers, CharSequence name) {
        return headers.getAll(name).stream()
                .flatMap(value -> Stream.of(value.split(",")))
                .map(String::strip);
    }

    private static boolean isKey(String key) {
        try {
            return Base64.getDecoder().decode(key.strip()).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Adds the headers of an answer with the status 426. */
    public static void addUpgrade(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        response.putHeader(VERSION_HEADER, VERSION);
        if (request.version() == HttpVersion.HTTP_1_1) {
            response.putHeader(HttpHeaders.UPGRADE, "websocket").putHeader(HttpHeaders.CONNECTION, "Upgrade");
        }
    }

    /** Adds the headers of the answer that accepts the request. */
    static void addAccept(HttpServerRequest request) {
        request.response()
                .putHeader(HttpHeaders.UPGRADE, "websocket")
                .putHeader(HttpHeaders.CONNECTION, "Upgrade")
                .putHeader("Sec-WebSocket-Accept", accept(request.getHeader(KEY).strip()));
        // A browser ends a connection that confirms none of its protocols. Any other name may be a token.
        if (words(request.headers(), PROTOCOL).anyMatch(JSON::equals)) {
            request.response().putHeader(PROTOCOL, JSON);
        }
    }

    static String accept(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + SUFFIX).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has SHA-1", e);
        }
    }
}
