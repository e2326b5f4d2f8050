package io.tickcast.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code PATCH /api/sse/streams/{stream}}: changes an open stream of any node. */
final class StreamChangeRoute {
    static final String PREFIX = "/api/sse/streams/";
    static final String PATH = PREFIX + ":stream";
    static final String KEY_HEADER = "X-Stream-Key";

    private static final Pattern ID = Pattern.compile("[0-9a-f]{16}-\\d{1,18}");
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final JsonResponses responses;
    private final EventBus bus;

    StreamChangeRoute(JsonResponses responses, EventBus bus) {
        this.responses = responses;
        this.bus = bus;
    }

    void handle(RoutingContext context) {
        String stream = context.pathParam("stream");
        Optional<String> key = key(context);
        if (key.isEmpty()) {
            responses.error(
                    context,
                    401,
                    "Send the key that the event \"connected\" of the stream gave, as " + KEY_HEADER + " or ?key=");
            return;
        }
        JsonObject wanted = request(context.body().buffer()).toJson();
        if (!ID.matcher(stream).matches()) {
            responses.error(context, 404, "The stream is not open");
            return;
        }
        bus.<JsonObject>request(
                        StreamDirectory.addressOf(stream),
                        wanted.put(StreamDirectory.STREAM, stream).put(StreamDirectory.KEY, key.get()),
                        new DeliveryOptions().setSendTimeout(PATIENCE.toMillis()))
                .onSuccess(reply -> answer(context, reply.body()))
                .onFailure(cause -> fail(context, cause));
    }

    private static Optional<String> key(RoutingContext context) {
        String header = context.request().getHeader(KEY_HEADER);
        List<String> params = context.queryParam("key");
        return header != null
                ? Optional.of(header)
                : params.size() == 1 ? Optional.of(params.get(0)) : Optional.empty();
    }

    private static ChangeRequest request(Buffer body) {
        try {
            return ChangeRequest.of(body == null ? new JsonObject() : new JsonObject(body));
        } catch (DecodeException e) {
            throw new BadRequestException("The body is not a JSON object");
        }
    }

    private void answer(RoutingContext context, JsonObject reply) {
        int status = reply.getInteger(StreamDirectory.STATUS);
        if (status == 200) {
            JsonResponses.data(context, reply.getJsonObject(StreamDirectory.DATA));
        } else {
            Long retry = reply.getLong(StreamDirectory.RETRY);
            if (retry != null) {
                long seconds = Duration.ofMillis(retry).plusMillis(999).toSeconds();
                context.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
            }
            responses.error(context, status, reply.getString(StreamDirectory.MESSAGE));
        }
    }

    private void fail(RoutingContext context, Throwable cause) {
        ReplyFailure failure = cause instanceof ReplyException refused ? refused.failureType() : ReplyFailure.ERROR;
        switch (failure) {
            case NO_HANDLERS -> responses.error(context, 404, "The stream is not open");
            case TIMEOUT ->
                responses.error(
                        context, 503, "The change waits for the client of the stream, or its node does not answer");
            default -> context.fail(cause);
        }
    }
}
