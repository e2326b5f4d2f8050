package io.tickcast.http;

import io.tickcast.config.KnownExchanges;
import io.tickcast.market.PriceIndex;
import io.tickcast.sse.ExchangeSelection;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The exchanges that a request asks for.
 *
 * @param named  whether it names them: then each price names its own
 * @param single whether it can be one exchange only, and no list of them
 */
record ExchangeQuery(ExchangeSelection selection, boolean named, boolean single) {
    private static final String NAME = "exchange";

    /** @throws BadRequestException naming the exchange that is not known, and those that are */
    static ExchangeQuery of(MultiMap params, KnownExchanges known) {
        if (!params.contains(NAME)) {
            return new ExchangeQuery(ExchangeSelection.of(known.primary()), false, true);
        }
        List<String> items = PriceQuery.items(params, NAME);
        if (items.isEmpty()) {
            throw new BadRequestException(NAME + ": name at least one of " + choice(known));
        }
        Set<String> names = new TreeSet<>();
        for (String item : items) {
            if (item.equals("*")) {
                names.addAll(known.names());
            } else if (known.has(item)) {
                names.add(item);
            } else {
                throw new BadRequestException(
                        NAME + ": " + JsonResponses.shown(item) + " is not available here; there are " + choice(known));
            }
        }
        return new ExchangeQuery(ExchangeSelection.of(names, known), true, items.size() == 1 && !items.contains("*"));
    }

    private static String choice(KnownExchanges known) {
        return String.join(", ", known.names()) + ", * for all of these, and " + PriceIndex.NAME;
    }
}
