package io.tickcast.http;

import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.tickcast.http.connection.ErrorCounts;
import io.tickcast.http.connection.HttpDate;
import io.tickcast.http.connection.UnknownVersionException;
import io.tickcast.log.Printable;
import io.tickcast.net.LongAnswers;
import io.tickcast.net.StreamBacklog;
import io.tickcast.relay.Relay;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The envelope of every JSON answer: {@code {"code": 1, "data": …}} or {@code {"code": 0, "message": …}}. */
final class JsonResponses {
    private static final Logger LOG = LoggerFactory.getLogger(JsonResponses.class);
    private static final int MAX_SHOWN = 60;
    private static final Set<String> POSTED = Set.of(TestBroadcast.PATH, TicketRoute.PATH, PublishRoute.PATH);
    /** A shorter body fits a packet as it is. */
    private static final int MIN_COMPRESSED = 1_000;

    private final ErrorCounts errors;
    private final LongAnswers longAnswers;

    JsonResponses(ErrorCounts errors, LongAnswers longAnswers) {
        this.errors = errors;
        this.longAnswers = longAnswers;
    }

    static Future<Void> data(RoutingContext context, Object data) {
        return json(context, 200, new JsonObject().put("code", 1).put("data", data));
    }

    /** The same for what was made. */
    static Future<Void> created(RoutingContext context, Object data) {
        return json(context, 201, new JsonObject().put("code", 1).put("data", data));
    }

    /** The same for what is done, but has no lasting place. */
    static Future<Void> accepted(RoutingContext context, Object data) {
        return json(context, 202, new JsonObject().put("code", 1).put("data", data));
    }

    static Future<Void> message(RoutingContext context, String message) {
        return json(context, 200, new JsonObject().put("code", 1).put("message", message));
    }

    Future<Void> error(RoutingContext context, int status, String message) {
        errors.add(status);
        return json(context, status, failure(context, message));
    }

    /** The same in a form of its own. */
    Future<Void> error(RoutingContext context, int status, JsonObject body) {
        errors.add(status);
        return json(context, status, body);
    }

    private static JsonObject failure(RoutingContext context, String message) {
        JsonObject failure = failure(message);
        return Relay.has(context.normalizedPath()) ? failure.put(Relay.ERROR_TEXT, message) : failure;
    }

    private static JsonObject failure(String message) {
        return new JsonObject().put("code", 0).put("message", message);
    }

    private static Future<Void> json(RoutingContext context, int status, JsonObject body) {
        return json(context, status, body.toBuffer());
    }

    private static Future<Void> json(RoutingContext context, int status, Buffer body) {
        return json(context.request(), status, body);
    }

    /** The same for a body that may be long: compressed for clients that allow it. */
    void compressedJson(RoutingContext context, Buffer body) {
        jsonHead(context.response());
        compressed(context, body);
    }

    /**
     * The same for a body that takes milliseconds to make. It is made and compressed by a worker; where too many wait
     * for one, the answer is 503.
     */
    void compressedJson(RoutingContext context, Callable<Buffer> body) {
        boolean gzip = wantsGzip(context);
        longAnswers
                .tryRun(() -> gzip ? gzip(body.call()) : body.call())
                .ifPresentOrElse(
                        made -> made.onFailure(context::fail).onSuccess(bytes -> {
                            jsonHead(context.response());
                            end(context, bytes, gzip);
                        }),
                        () -> {
                            context.response().putHeader(HttpHeaders.RETRY_AFTER, "1");
                            error(context, 503, "Too many long answers are being written; ask again in a second");
                        });
    }

    /**
     * The same for a body that is made elsewhere, from what must be read first.
     *
     * @param maker makes it; on any thread, it compresses with what it is given
     */
    Future<Void> compressedJson(RoutingContext context, Function<UnaryOperator<Buffer>, Future<Buffer>> maker) {
        boolean gzip = wantsGzip(context);
        return maker.apply(body -> gzip ? gzip(body) : body)
                .onSuccess(bytes -> {
                    jsonHead(context.response());
                    end(context, bytes, gzip);
                })
                .mapEmpty();
    }

    /**
     * Sends a body, compressed for clients that allow it. A worker compresses, since a long body takes milliseconds;
     * where too many wait for one, the body goes out as it is.
     */
    void compressed(RoutingContext context, Buffer body) {
        Optional<Future<Buffer>> compressing = body.length() >= MIN_COMPRESSED && wantsGzip(context)
                ? longAnswers.tryRun(() -> gzip(body))
                : Optional.empty();
        compressing.ifPresentOrElse(
                gzip -> gzip.onFailure(context::fail).onSuccess(bytes -> end(context, bytes, true)),
                () -> end(context, body, false));
    }

    /** The same in another form than ours, with the status that it has. */
    void compressed(RoutingContext context, Buffer body, int status) {
        if (status >= 400) {
            errors.add(status);
        }
        compressed(context, body);
    }

    private static boolean wantsGzip(RoutingContext context) {
        return AcceptEncoding.wantsGzip(context.request().headers().getAll(HttpHeaders.ACCEPT_ENCODING));
    }

    private static Buffer gzip(Buffer body) {
        return Buffer.buffer(WebFile.gzip(body.getBytes()));
    }

    private static void end(RoutingContext context, Buffer body, boolean gzip) {
        context.response().headers().add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        if (gzip) {
            context.response().putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
        }
        StreamBacklog.end(context.request(), body);
    }

    private static Future<Void> json(HttpServerRequest request, int status, Buffer body) {
        jsonHead(request.response().setStatusCode(status));
        return StreamBacklog.end(request, body);
    }

    private static void jsonHead(HttpServerResponse response) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    /**
     * Answers whatever goes wrong on any route of this router.
     *
     * @param maxBody bytes that a body may have on a path
     */
    void errorsOf(Router router, ToIntFunction<String> maxBody) {
        router.errorHandler(
                404,
                context -> error(
                        context,
                        404,
                        "There is nothing at " + shown(context.normalizedPath())
                                + "; see GET / for the paths of this node"));
        router.errorHandler(405, context -> {
            context.response().putHeader(HttpHeaders.ALLOW, allowed(context.normalizedPath()));
            error(
                    context,
                    405,
                    shown(context.request().method().name()) + " is not allowed for "
                            + shown(context.normalizedPath()));
        });
        router.errorHandler(
                413,
                context -> error(
                        context,
                        413,
                        "The body is larger than " + maxBody.applyAsInt(context.normalizedPath()) + " bytes"));
        router.errorHandler(400, context -> error(context, 400, "The request could not be read"));
        router.errorHandler(500, this::failed);
    }

    private static String allowed(String path) {
        if (path.startsWith(StreamChangeRoute.PREFIX)) {
            return "PATCH";
        }
        if (path.startsWith(AlertsRoute.PATH)) {
            return AlertsRoute.methods(path);
        }
        return POSTED.contains(path) ? "POST" : "GET, HEAD";
    }

    private void failed(RoutingContext context) {
        if (context.response().headWritten()) {
            // Over HTTP/1.1 this ends the connection, too.
            context.response().reset();
        } else if (context.failure() instanceof BadRequestException bad) {
            error(context, 400, String.valueOf(bad.getMessage()));
        } else if (context.failure() instanceof ForbiddenException forbidden) {
            context.response().putHeader("WWW-Authenticate", "Bearer error=\"insufficient_scope\"");
            error(context, 403, String.valueOf(forbidden.getMessage()));
        } else {
            // It leads from the response to the log line.
            String id = UUID.randomUUID().toString();
            LOG.error(
                    "{} {} failed, request {}",
                    shown(context.request().method().name()),
                    shown(context.normalizedPath()),
                    id,
                    context.failure());
            context.response().putHeader("X-Request-Id", id);
            errors.add(500);
            json(
                    context,
                    500,
                    failure(context, "This node failed to answer; see its log").put("request_id", id));
        }
    }

    /** Answers invalid or oversized HTTP; nothing that follows on the connection could be read either. */
    static void unreadable(HttpServerRequest request, ErrorCounts errors) {
        Throwable cause = request.decoderResult().cause();
        if (cause instanceof PrematureChannelClosureException) {
            // The request ended within its head: there is no client left to answer.
            request.connection().close();
            return;
        }
        if (cause instanceof TooLongHttpLineException) {
            unreadable(request, errors, 414, "The address is too long");
        } else if (cause instanceof TooLongHttpHeaderException) {
            unreadable(request, errors, 431, "The headers are too long");
        } else if (cause instanceof UnknownVersionException) {
            unreadable(request, errors, 505, String.valueOf(cause.getMessage()));
        } else {
            unreadable(request, errors, 400, "This is not HTTP");
        }
        request.connection().close();
    }

    private static Future<Void> unreadable(HttpServerRequest request, ErrorCounts errors, int status, String message) {
        errors.add(status);
        restrict(request.response());
        return json(request, status, failure(message).toBuffer());
    }

    /** Answers a request with 400 before any route sees it, and reads nothing more of it. */
    static void refuse(HttpServerRequest request, ErrorCounts errors, String message) {
        if (request.version() == HttpVersion.HTTP_2) {
            // Others share the connection.
            unreadable(request, errors, 400, message).onSuccess(sent -> {
                if (!request.isEnded()) {
                    request.response().reset(0);
                }
            });
        } else {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            // Where it could not be sent the connection is over, and a close within the failed write would write again.
            unreadable(request, errors, 400, message)
                    .onSuccess(sent -> request.connection().close());
        }
    }

    /**
     * Says when it is answered, and what a browser may make of it: it is no page, unless it is one that has a policy of
     * its own.
     */
    static void restrict(HttpServerResponse response) {
        response.putHeader(HttpHeaders.DATE, HttpDate.now())
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
                .putHeader("Referrer-Policy", "no-referrer");
    }

    /**
     * A client's text, made fit for a message and a log line: short, and without characters that end or turn a line.
     */
    static String shown(String text) {
        return Printable.shown(text, MAX_SHOWN);
    }
}
