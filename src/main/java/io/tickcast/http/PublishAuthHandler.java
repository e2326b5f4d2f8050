package io.tickcast.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.SecurityPolicyHandler;

/**
 * Lets through who may make admin calls, and where tokens are asked for, who brings one. A token counts only in its
 * header: a browser sends a cookie with the requests of any page.
 */
final class PublishAuthHandler implements SecurityPolicyHandler {
    private final JsonResponses responses;
    private final AdminAuthHandler admin;
    private final JwtAuthHandler auth;

    PublishAuthHandler(JsonResponses responses, AdminAuthHandler admin, JwtAuthHandler auth) {
        this.responses = responses;
        this.admin = admin;
        this.auth = auth;
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (admin.admits(request)) {
            context.next();
        } else if (!auth.isAsking()) {
            admin.handle(context);
        } else if (request.headers().contains(HttpHeaders.AUTHORIZATION)) {
            // The token is checked on another thread, and the body is not to be lost meanwhile.
            request.pause();
            context.addEndHandler(ended -> {
                // What is left of the body of a refused one; HTTP/2 has none left behind the last frame.
                if (!request.isEnded()) {
                    request.resume();
                }
            });
            auth.token().handle(context);
        } else {
            context.response().putHeader("WWW-Authenticate", JwtAuthHandler.CHALLENGE);
            responses.error(
                    context,
                    401,
                    "Call from the machine of the node itself, or send admin.token, or a token that allows to publish,"
                            + " as \"Authorization: Bearer …\"");
        }
    }
}
