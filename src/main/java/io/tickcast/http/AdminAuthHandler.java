package io.tickcast.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.SecurityPolicyHandler;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Lets admin calls through that come from this machine itself, or that carry {@code admin.token} as a bearer token. A
 * forwarding header means that a proxy on this machine speaks for someone else, and so may a {@code Host} that is not
 * this machine's; an {@code Origin} that is not ours means that a page of another site speaks through the browser of
 * someone on this machine.
 */
final class AdminAuthHandler implements SecurityPolicyHandler {
    private static final Set<String> FORWARDING = Set.of(
            "forwarded",
            "via",
            "cdn-loop",
            "x-real-ip",
            "x-client-ip",
            "x-cluster-client-ip",
            "true-client-ip",
            "cf-connecting-ip",
            "cf-connecting-ipv6",
            "fastly-client-ip",
            "fly-client-ip");
    private static final List<String> FORWARDING_PREFIXES = List.of("x-forwarded", "x-original-", "x-envoy-");
    /**
     * Hosts that mean this machine wherever they are looked up. A page of any other name may be another site's, whose
     * owner made the name lead here.
     */
    private static final Pattern THIS_MACHINE = Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d{1,5})?");

    private final JsonResponses responses;
    private final byte[] token;

    /** @param token empty when only this machine may call */
    AdminAuthHandler(JsonResponses responses, String token) {
        this.responses = responses;
        this.token = token.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (admits(request)) {
            context.next();
        } else if (request.headers().contains(HttpHeaders.AUTHORIZATION)) {
            String why = "This token is not admin.token";
            context.response().putHeader("WWW-Authenticate", JwtAuthHandler.invalid(why));
            responses.error(context, 401, why);
        } else {
            context.response().putHeader("WWW-Authenticate", "Bearer");
            responses.error(
                    context,
                    401,
                    "Call from the machine of the node itself, or send the token of admin.token as "
                            + "\"Authorization: Bearer …\"");
        }
    }

    /** Whether this one may make admin calls. */
    boolean admits(HttpServerRequest request) {
        return request.headers().contains(HttpHeaders.AUTHORIZATION)
                ? token.length > 0
                        && Bearer.of(request)
                                .filter(given -> MessageDigest.isEqual(token, given.getBytes(StandardCharsets.UTF_8)))
                                .isPresent()
                : isFromHere(request);
    }

    /** Describes the caller for the log. */
    static String caller(HttpServerRequest request) {
        String address = request.remoteAddress().hostAddress();
        String proxied = request.getHeader("X-Forwarded-For");
        boolean hasToken = request.headers().contains(HttpHeaders.AUTHORIZATION);
        return (hasToken ? "the holder of admin.token at " : "this machine at ")
                + address
                + (proxied == null ? "" : ", forwarded for " + JsonResponses.shown(proxied));
    }

    private static boolean isFromHere(HttpServerRequest request) {
        return isLoopback(request.remoteAddress().hostAddress())
                && request.headers().names().stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .noneMatch(name -> FORWARDING.contains(name)
                                || FORWARDING_PREFIXES.stream().anyMatch(name::startsWith))
                && HostHeader.of(request)
                        .filter(host -> isOwn(host, request.getHeader(HttpHeaders.ORIGIN)))
                        .isPresent();
    }

    private static boolean isOwn(String host, String origin) {
        return THIS_MACHINE.matcher(host).matches()
                && (origin == null || origin.equals("http://" + host) || origin.equals("https://" + host));
    }

    private static boolean isLoopback(String address) {
        try {
            // A literal address is not looked up.
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
