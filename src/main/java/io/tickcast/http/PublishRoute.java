package io.tickcast.http;

import io.tickcast.access.Grant;
import io.tickcast.http.connection.ClientAddress;
import io.tickcast.publish.PostRefused;
import io.tickcast.publish.PostResult;
import io.tickcast.publish.Publisher;
import io.tickcast.publish.Publishing;
import io.tickcast.publish.Refusal;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** {@code POST /api/ticks}: puts the ticks of the body on the bus, and says of each line that is none why. */
final class PublishRoute {
    static final String PATH = "/api/ticks";

    private static final String PUBLISHER = "io.tickcast.publisher";
    /** The second to last is what curl sends unless it is told otherwise. */
    private static final Set<String> TYPES = Set.of(
            "application/json",
            "application/x-ndjson",
            "application/ndjson",
            "application/jsonl",
            "application/x-www-form-urlencoded",
            "");

    private final JsonResponses responses;
    private final Publishing publishing;
    private final ClientAddress addresses;

    PublishRoute(JsonResponses responses, Publishing publishing, ClientAddress addresses) {
        this.responses = responses;
        this.publishing = publishing;
        this.addresses = addresses;
    }

    /** Refuses what is not worth a look at the body. */
    void admit(RoutingContext context) {
        HttpServerRequest request = context.request();
        Grant grant = JwtAuthHandler.grant(context);
        if (!grant.allowsPublishing()) {
            context.fail(new ForbiddenException(
                    "Your token allows to publish nothing: its claim must list prices as desk:EURUSD or desk:*"));
            return;
        }
        Optional<String> unreadable = unreadable(request);
        if (unreadable.isPresent()) {
            responses.error(context, 415, unreadable.get());
            return;
        }
        Publisher publisher = publisher(context, grant);
        Optional<PostRefused> refusal = publishing.enter(publisher);
        if (refusal.isPresent()) {
            refuse(context, refusal.get());
            return;
        }
        context.put(PUBLISHER, publisher);
        context.addEndHandler(ended -> publishing.leave(publisher));
        request.resume();
        context.next();
    }

    private static Optional<String> unreadable(HttpServerRequest request) {
        String type = header(request, HttpHeaders.CONTENT_TYPE).split(";", 2)[0].strip();
        if (!TYPES.contains(type)) {
            return Optional.of(
                    "Content-Type: send application/json or application/x-ndjson, not " + JsonResponses.shown(type));
        }
        String encoding = header(request, HttpHeaders.CONTENT_ENCODING);
        return encoding.isEmpty() || encoding.equals("identity")
                ? Optional.empty()
                : Optional.of("Content-Encoding: send the body as it is, not in " + JsonResponses.shown(encoding));
    }

    private static String header(HttpServerRequest request, CharSequence name) {
        String value = request.getHeader(name);
        return value == null ? "" : value.strip().toLowerCase(Locale.ROOT);
    }

    /** All tokens of one subject are one publisher, and so are all calls without one from an address. */
    private Publisher publisher(RoutingContext context, Grant grant) {
        HttpServerRequest request = context.request();
        String address = request.remoteAddress().hostAddress();
        return grant.equals(Grant.ALL)
                ? new Publisher(
                        "address "
                                + HexFormat.of().formatHex(addresses.of(request).array()),
                        AdminAuthHandler.caller(request),
                        (source, symbol) -> true)
                : new Publisher(
                        "subject " + grant.holder(), "the holder of a token at " + address, grant::allowsPublishing);
    }

    void handle(RoutingContext context) {
        Publisher publisher = context.get(PUBLISHER);
        Buffer body = context.body().buffer();
        publishing
                .post(context.vertx(), publisher, body == null ? new byte[0] : body.getBytes())
                .onSuccess(result -> JsonResponses.accepted(context, json(result)))
                .onFailure(cause -> {
                    if (cause instanceof PostRefused refusal) {
                        refuse(context, refusal);
                    } else {
                        context.fail(cause);
                    }
                });
    }

    private void refuse(RoutingContext context, PostRefused refusal) {
        if (refusal.retryAfterSeconds() > 0) {
            context.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(refusal.retryAfterSeconds()));
        }
        responses.error(context, refusal.status(), String.valueOf(refusal.getMessage()));
    }

    private static JsonObject json(PostResult result) {
        JsonArray refused = new JsonArray();
        for (Refusal refusal : result.refusals()) {
            refused.add(new JsonObject().put("line", refusal.line()).put("message", refusal.message()));
        }
        JsonObject json = new JsonObject()
                .put("accepted", result.accepted())
                .put("repeated", result.repeated())
                .put("refused", refused);
        int unlisted = result.refused() - refused.size();
        return unlisted > 0 ? json.put("refused_unlisted", unlisted) : json;
    }
}
