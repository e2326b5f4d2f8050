package io.tickcast.http;

import io.tickcast.access.Grant;
import io.tickcast.market.Signal;
import io.tickcast.sse.signal.SignalNames;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The query of a signal stream. */
final class SignalQuery {
    private static final int MAX_NAMES = 100;

    private SignalQuery() {}

    /**
     * @param grant the rights of the client
     * @return empty when there is no such parameter
     * @throws ForbiddenException naming the signal that the client may not read
     * @throws BadRequestException naming the parameter and its valid values
     */
    static Optional<SignalNames> names(MultiMap params, String parameter, Grant grant) {
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
                return Optional.of(all(grant));
            }
            Signal.problem(item).ifPresent(problem -> {
                throw new BadRequestException(parameter + ": " + problem + "; * is all signals");
            });
            if (!grant.allowsSignal(item)) {
                throw new ForbiddenException("Your token does not allow the signal " + item);
            }
            names.add(item);
        }
        return Optional.of(SignalNames.of(names));
    }

    /** All signals that the caller may see. */
    static SignalNames all(Grant grant) {
        if (grant.signals().isEmpty()) {
            return SignalNames.ALL;
        }
        if (grant.signals().get().isEmpty()) {
            throw new ForbiddenException("Your token allows no signal");
        }
        return SignalNames.of(Set.copyOf(grant.signals().get()));
    }
}
