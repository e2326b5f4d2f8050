package io.tickcast.http;

import io.tickcast.market.Signal;
import io.tickcast.sse.SignalNames;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which signals the query of a stream asks for. */
final class SignalQuery {
  private static final int MAX_NAMES = 100;

  private SignalQuery() {}

  /**
   * @return empty when there is no such parameter
   * @throws BadRequestException naming the parameter and what it may be
   */
  static Optional<SignalNames> names(MultiMap params, String parameter) {
    if (!params.contains(parameter)) {
      return Optional.empty();
    }
    List<String> items = PriceQuery.items(params, parameter);
    if (items.isEmpty() || items.size() > MAX_NAMES) {
      throw new BadRequestException(parameter + ": name 1 to " + MAX_NAMES + " signals, or * for all");
    }
    Set<String> names = new TreeSet<>();
    for (String item : items) {
      if (item.equals("*")) {
        return Optional.of(SignalNames.ALL);
      }
      Signal.problem(item).ifPresent(problem -> {
        throw new BadRequestException(parameter + ": " + problem + "; * is all signals");
      });
      names.add(item);
    }
    return Optional.of(SignalNames.of(names));
  }
}
