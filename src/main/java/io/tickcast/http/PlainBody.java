package io.tickcast.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;

/**
 * Reads the body of a request as it is, whatever type it claims. {@link BodyHandler} alone decodes what {@code curl -d}
 * calls a form, and fails at a value of more than 1 KiB and at a {@code %} that escapes nothing.
 */
final class PlainBody implements Handler<RoutingContext> {
    private final BodyHandler reader;

    /** @param maxBytes most that a body may have; a larger one is refused with 413 */
    PlainBody(long maxBytes) {
        reader = BodyHandler.create(false).setBodyLimit(maxBytes);
    }

    @Override
    public void handle(RoutingContext context) {
        context.request().headers().remove(HttpHeaders.CONTENT_TYPE);
        reader.handle(context);
    }
}
