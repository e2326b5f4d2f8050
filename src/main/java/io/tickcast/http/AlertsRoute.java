package io.tickcast.http;

import io.tickcast.alert.Alerts;
import io.tickcast.alert.AlertsUnavailableException;
import io.tickcast.alert.TooManyAlertsException;
import io.tickcast.alert.rule.InvalidRuleException;
import io.tickcast.alert.rule.RuleDraft;
import io.tickcast.alert.store.AlertStoreException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** {@code /api/alerts}: the rules of one owner, and the log of their deliveries. */
final class AlertsRoute {
    static final String PATH = "/api/alerts";
    static final String ONE = PATH + "/:id";
    static final String DISABLED = "there are no alerts here: alert.enabled is false";

    private static final String DELIVERIES = ONE + "/deliveries";
    private static final String RETRY_SECONDS = "5";

    private final JsonResponses responses;
    private final Supplier<Catalog> catalogs;
    private final Optional<Alerts> alerts;

    /** @param alerts empty: there are none */
    AlertsRoute(JsonResponses responses, Supplier<Catalog> catalogs, Optional<Alerts> alerts) {
        this.responses = responses;
        this.catalogs = catalogs;
        this.alerts = alerts;
    }

    /** The methods of a path of these, as in {@code Allow}. */
    static String methods(String path) {
        return path.equals(PATH)
                ? "GET, HEAD, POST"
                : path.endsWith("/deliveries") ? "GET, HEAD" : "GET, HEAD, PATCH, DELETE";
    }

    /**
     * @param owners lets through who owns alerts
     * @param body   reads that of a request
     */
    void addTo(Router router, Handler<RoutingContext> owners, Handler<RoutingContext> body) {
        router.post(PATH).handler(body).handler(owners).handler(with(this::create));
        router.patch(ONE).handler(body).handler(owners).handler(with(this::change));
        router.delete(ONE).handler(owners).handler(with(this::delete));
        get(router, PATH).handler(owners).handler(with(this::list));
        get(router, ONE).handler(owners).handler(with(this::one));
        get(router, DELIVERIES).handler(owners).handler(with(this::deliveries));
    }

    private static Route get(Router router, String path) {
        return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
    }

    private Handler<RoutingContext> with(BiConsumer<RoutingContext, Alerts> action) {
        return context -> alerts.ifPresentOrElse(
                all -> action.accept(context, all), () -> responses.error(context, 404, DISABLED));
    }

    private void create(RoutingContext context, Alerts all) {
        RuleDraft draft = AlertBody.draft(context.body().buffer());
        all.create(AlertOwners.owner(context), wanted(context).complete(draft))
                .onSuccess(rule -> JsonResponses.created(context, rule))
                .onFailure(cause -> fail(context, cause));
    }

    private void change(RoutingContext context, Alerts all) {
        RuleDraft draft = AlertBody.draft(context.body().buffer());
        String owner = AlertOwners.owner(context);
        String id = context.pathParam("id");
        AlertSymbol wanted = wanted(context);
        Future<Optional<JsonObject>> changed = all.rule(owner, id)
                .compose(rule -> rule.map(known -> all.change(owner, id, wanted.change(known, draft)))
                        .orElseGet(() -> Future.succeededFuture(Optional.empty())));
        answer(context, changed);
    }

    private AlertSymbol wanted(RoutingContext context) {
        return new AlertSymbol(catalogs.get().seenBy(JwtAuthHandler.grant(context)));
    }

    private void delete(RoutingContext context, Alerts all) {
        String id = context.pathParam("id");
        answer(
                context,
                all.delete(AlertOwners.owner(context), id)
                        .map(deleted -> deleted ? Optional.of(new JsonObject().put("id", id)) : Optional.empty()));
    }

    private void one(RoutingContext context, Alerts all) {
        answer(context, all.get(AlertOwners.owner(context), context.pathParam("id")));
    }

    private void list(RoutingContext context, Alerts all) {
        all.list(AlertOwners.owner(context))
                .onSuccess(rules -> answer(context, "alerts", rules))
                .onFailure(cause -> fail(context, cause));
    }

    private void deliveries(RoutingContext context, Alerts all) {
        all.deliveries(AlertOwners.owner(context), context.pathParam("id"))
                .onSuccess(found -> found.ifPresentOrElse(
                        attempts -> answer(context, "deliveries", attempts), () -> unknown(context)))
                .onFailure(cause -> fail(context, cause));
    }

    private void answer(RoutingContext context, String name, List<JsonObject> rows) {
        responses.compressedJson(
                context,
                () -> new JsonObject()
                        .put("code", 1)
                        .put("data", new JsonObject().put(name, new JsonArray(rows)))
                        .toBuffer());
    }

    private void answer(RoutingContext context, Future<Optional<JsonObject>> found) {
        found.onSuccess(rule ->
                        rule.ifPresentOrElse(shown -> JsonResponses.data(context, shown), () -> unknown(context)))
                .onFailure(cause -> fail(context, cause));
    }

    private void unknown(RoutingContext context) {
        responses.error(context, 404, "You have no alert " + JsonResponses.shown(context.pathParam("id")));
    }

    private void fail(RoutingContext context, Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof InvalidRuleException) {
            responses.error(context, 400, message);
        } else if (cause instanceof TooManyAlertsException) {
            responses.error(context, 409, message);
        } else if (cause instanceof AlertsUnavailableException || cause instanceof AlertStoreException) {
            context.response().putHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
            responses.error(context, 503, message);
        } else {
            context.fail(cause);
        }
    }
}
