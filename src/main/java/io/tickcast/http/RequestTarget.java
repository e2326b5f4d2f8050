package io.tickcast.http;

import io.tickcast.http.connection.ErrorCounts;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Refuses a request target that is not in its normal form. A proxy may read such a target as another path than this
 * node does, and so let through what it is to hide.
 */
final class RequestTarget implements Handler<HttpServerRequest> {
    private static final Pattern ABSOLUTE = Pattern.compile("https?://([^/?]*)(/.*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern DOT_SEGMENT = Pattern.compile("/\\.\\.?(/|$)");
    /** Letters, digits and {@code - . _ ~}, which are never encoded, and what ends or divides a path once decoded. */
    private static final String NEVER_ENCODED = "-._~/\\?#%";

    private static final int DELETE = 0x7f;

    private final Handler<HttpServerRequest> next;
    private final ErrorCounts errors;

    RequestTarget(Handler<HttpServerRequest> next, ErrorCounts errors) {
        this.next = next;
        this.errors = errors;
    }

    @Override
    public void handle(HttpServerRequest request) {
        fault(request)
                .ifPresentOrElse(message -> JsonResponses.refuse(request, errors, message), () -> next.handle(request));
    }

    private static Optional<String> fault(HttpServerRequest request) {
        String uri = request.uri();
        if (uri.startsWith("/")) {
            return fault(uri);
        }
        Matcher absolute = ABSOLUTE.matcher(uri);
        if (request.version() == HttpVersion.HTTP_2 || !absolute.matches()) {
            return Optional.of("The request target must begin with /");
        }
        if (!absolute.group(1).equalsIgnoreCase(request.getHeader(HttpHeaders.HOST))) {
            return Optional.of("The request target and the Host header must name the same host");
        }
        return fault(absolute.group(2));
    }

    /** @param target from the path's first slash on */
    private static Optional<String> fault(String target) {
        if (target.indexOf('#') >= 0) {
            return Optional.of("The request target must not contain #");
        }
        if (target.chars().anyMatch(c -> c <= ' ' || c == DELETE)) {
            return Optional.of("The request target must not contain blanks or control characters");
        }
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        if (path.indexOf('\\') >= 0) {
            return Optional.of("The path must not contain \\");
        }
        if (path.contains("//")) {
            return Optional.of("The path must not contain //");
        }
        if (DOT_SEGMENT.matcher(path).find()) {
            return Optional.of("The path must not contain the segments . and ..");
        }
        return escapeFault(path);
    }

    private static Optional<String> escapeFault(String path) {
        for (int at = path.indexOf('%'); at >= 0; at = path.indexOf('%', at + 1)) {
            int high = at + 1 < path.length() ? Character.digit(path.charAt(at + 1), 16) : -1;
            int low = at + 2 < path.length() ? Character.digit(path.charAt(at + 2), 16) : -1;
            if (high < 0 || low < 0) {
                return Optional.of("In the path, % must be followed by two hexadecimal digits");
            }
            int decoded = high << 4 | low;
            if (isLetterOrDigit(decoded) || NEVER_ENCODED.indexOf(decoded) >= 0) {
                return Optional.of("The path must not contain the escape " + path.substring(at, at + 3));
            }
        }
        return Optional.empty();
    }

    private static boolean isLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
