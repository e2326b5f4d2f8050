package io.tickcast.http;

import io.tickcast.access.Grant;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * Lets through who owns alerts: where tokens are asked for the holder of one, and else whoever may administer the node.
 */
final class AlertOwners {
    private final JwtAuthHandler auth;
    private final AdminAuthHandler admin;

    AlertOwners(JwtAuthHandler auth, AdminAuthHandler admin) {
        this.auth = auth;
        this.admin = admin;
    }

    /** Wants a token, or an administrator. */
    Handler<RoutingContext> token() {
        return admitting(auth.token());
    }

    /** Wants a token, a ticket, or an administrator. */
    Handler<RoutingContext> tokenOrTicket() {
        return admitting(auth.tokenOrTicket());
    }

    private Handler<RoutingContext> admitting(Handler<RoutingContext> readers) {
        return context -> {
            if (!auth.isAsking()) {
                admin.handle(context);
            } else if (admin.admits(context.request()) && !auth.isOfReader(context)) {
                context.next();
            } else {
                readers.handle(context);
            }
        };
    }

    /** Whether a reader who comes with a token, where one is needed, owns alerts. */
    boolean mayOwn(HttpServerRequest request) {
        return auth.isAsking() || admin.admits(request);
    }

    /** Lets a reader of prices through; one who asks for alerts as well must own them. */
    void ofPriceStream(RoutingContext context) {
        if (auth.isAsking() || !AlertStreamRoute.isAskedFor(context)) {
            context.next();
        } else {
            admin.handle(context);
        }
    }

    /**
     * The owner, once it was let through: the holder of the token; empty for an administrator.
     *
     * @throws ForbiddenException when the token says of nobody whose it is
     */
    static String owner(RoutingContext context) {
        Grant grant = JwtAuthHandler.grant(context);
        if (grant.isNobodys()) {
            throw new ForbiddenException("Your token has no sub, which would be the owner of its alerts");
        }
        return grant.holder();
    }
}
