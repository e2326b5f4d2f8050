package io.tickcast.http;

import io.tickcast.config.Settings;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.CorsHandler;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What pages of other sites may read; what changes anything is not among it. */
final class CrossOrigin {
  private final List<String> origins;
  private final Settings.Jwt jwt;

  /** @param origins sites whose pages may read; {@code *} is every site */
  CrossOrigin(List<String> origins, Settings.Jwt jwt) {
    this.origins = origins;
    this.jwt = jwt;
  }

  void addTo(Router router) {
    if (origins.isEmpty()) {
      return;
    }
    if (jwt.enabled()) {
      router.route(TicketRoute.PATH).handler(handler(Set.of(HttpMethod.POST, HttpMethod.OPTIONS)));
    }
    Handler<RoutingContext> reading = handler(Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS));
    Stream.of("/api/sse/prices", "/api/sse/signals", "/api/sse/status", "/api/prices", "/api/prices/:symbol")
        .forEach(path -> router.route(path).handler(reading));
  }

  private Handler<RoutingContext> handler(Set<HttpMethod> methods) {
    CorsHandler cors = CorsHandler.create().allowedMethods(methods).allowedHeader("Last-Event-ID");
    if (jwt.enabled()) {
      cors.allowedHeader("Authorization");
    }
    // With credentials, "*" would let every page read as whoever looks at it.
    CorsHandler handler = origins.contains("*") ? cors
        : cors.addOrigins(origins).allowCredentials(jwt.enabled() && !jwt.cookie().isEmpty());
    return context -> {
      if (TokenGate.isOfThisSite(context.request())) {
        // A browser names the origin of a POST of our own pages, too.
        context.next();
      } else {
        handler.handle(context);
      }
    };
  }
}
