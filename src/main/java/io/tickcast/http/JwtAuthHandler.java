package io.tickcast.http;

import io.tickcast.access.AccessDenied;
import io.tickcast.access.Authenticator;
import io.tickcast.access.Grant;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Lets through who brings a token, in the header {@code Authorization} or in a cookie, or a ticket where one counts;
 * and everyone where no token is asked for.
 */
final class JwtAuthHandler {
    private static final String GRANT = "io.tickcast.grant";
    private static final String NOTHING =
            "Send a token as \"Authorization: Bearer …\"; for a stream in a browser, get a" + " ticket with POST "
                    + TicketRoute.PATH + " and add ?ticket= to its URL";
    private static final String SCHEME = "Send exactly one token, as \"Authorization: Bearer …\"";
    private static final String SITE = "The cookie is accepted only from pages of this server, and of the sites that"
            + " http.cors-origins lists by name";
    static final String CHALLENGE = "Bearer realm=\"tickcast\"";

    private final JsonResponses responses;
    private final @Nullable Authenticator access;
    private final String cookie;
    private final List<String> origins;

    /**
     * @param access  empty: no token is required
     * @param cookie  cookie that may hold a token; empty: none
     * @param origins sites whose pages may read
     */
    JwtAuthHandler(JsonResponses responses, Optional<Authenticator> access, String cookie, List<String> origins) {
        this.responses = responses;
        this.access = access.orElse(null);
        this.cookie = cookie;
        this.origins = origins;
    }

    /** Whether reading asks for a token. */
    boolean isAsking() {
        return access != null;
    }

    /** The rights of a caller that was admitted. */
    static Grant grant(RoutingContext context) {
        return context.get(GRANT, Grant.ALL);
    }

    /** Wants a token. */
    Handler<RoutingContext> token() {
        return admitting((context, guard) -> byToken(context.request(), guard));
    }

    /** Wants a token or a ticket. */
    Handler<RoutingContext> tokenOrTicket() {
        return admitting(this::byEither);
    }

    private Handler<RoutingContext> admitting(BiFunction<RoutingContext, Authenticator, Future<Grant>> check) {
        Authenticator guard = access;
        return guard == null ? RoutingContext::next : context -> decide(context, check.apply(context, guard));
    }

    /** Wants a token of those who are not to administer this node anyway. */
    Handler<RoutingContext> tokenUnless(AdminAuthHandler admin) {
        return context -> {
            if (admin.admits(context.request())) {
                context.next();
            } else {
                token().handle(context);
            }
        };
    }

    /** Whether it has a token in a cookie, or a ticket. */
    boolean isOfReader(RoutingContext context) {
        boolean hasCookie =
                !cookie.isEmpty() && !Cookies.named(cookie, context.request()).isEmpty();
        return hasCookie || !context.queryParam("ticket").isEmpty();
    }

    private Future<Grant> byEither(RoutingContext context, Authenticator guard) {
        List<String> tickets = context.queryParam("ticket");
        // A token that comes with a ticket takes precedence, and the ticket stays valid.
        return tickets.size() != 1 || context.request().headers().contains(HttpHeaders.AUTHORIZATION)
                ? byToken(context.request(), guard)
                : guard.byTicket(tickets.get(0));
    }

    private Future<Grant> byToken(HttpServerRequest request, Authenticator guard) {
        if (request.headers().contains(HttpHeaders.AUTHORIZATION)) {
            return Bearer.of(request).map(guard::byToken).orElseGet(() -> Future.failedFuture(new Unasked(SCHEME)));
        }
        List<String> held = cookie.isEmpty() ? List.of() : Cookies.named(cookie, request);
        if (held.isEmpty()) {
            return Future.failedFuture(new Unasked(NOTHING));
        }
        // One that was set for another path or domain may be stale.
        return isOfKnownSite(request) ? guard.byAnyToken(held) : Future.failedFuture(new Unasked(SITE));
    }

    /**
     * A browser sends a cookie with the request of any page, so the page's site must be this one, or an allowed one.
     */
    private boolean isOfKnownSite(HttpServerRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin == null || origins.contains(origin) || isOfThisSite(request);
    }

    /** Whether a page of this server says that it asks. */
    static boolean isOfThisSite(HttpServerRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        return origin != null
                && HostHeader.of(request)
                        .filter(host -> origin.equals("https://" + host) || origin.equals("http://" + host))
                        .isPresent();
    }

    private void decide(RoutingContext context, Future<Grant> grant) {
        grant.onComplete((found, cause) -> {
            if (context.response().closed()) {
                // The client has disconnected meanwhile: a stream that began now would never learn it.
                return;
            }
            if (cause != null) {
                refuse(context, cause);
                return;
            }
            context.put(GRANT, found);
            // It is for one reader: nothing between may keep the answer for another.
            context.response().headers().add(HttpHeaders.VARY, "Authorization, Cookie");
            context.next();
        });
    }

    /** Answers a request that is not admitted, whatever the reason. */
    void refuse(RoutingContext context, Throwable cause) {
        if (cause instanceof Unasked unasked) {
            context.response().putHeader("WWW-Authenticate", CHALLENGE);
            responses.error(context, 401, String.valueOf(unasked.getMessage()));
        } else if (cause instanceof AccessDenied refusal) {
            if (refusal.status() == 401) {
                context.response().putHeader("WWW-Authenticate", invalid(String.valueOf(refusal.getMessage())));
            } else {
                context.response().putHeader(HttpHeaders.RETRY_AFTER, refusal.status() == 429 ? "30" : "5");
            }
            responses.error(context, refusal.status(), "Access denied: " + refusal.getMessage());
        } else {
            context.fail(cause);
        }
    }

    /**
     * The {@code WWW-Authenticate} header for a token that is not valid.
     *
     * @param why of our own words alone
     */
    static String invalid(String why) {
        return CHALLENGE + ", error=\"invalid_token\", error_description=\"" + why + "\"";
    }

    /** The request has nothing that could be checked. */
    private static final class Unasked extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unasked(String message) {
            super(message, null, false, false);
        }
    }
}
