package io.tickcast.alert;

import io.tickcast.alert.evaluation.RuleBook;
import io.tickcast.log.Occurrences;
import io.tickcast.market.BusSubscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The consumers of prices, from the first rule on: each tick of every exchange comes by there. Belongs to one event loop.
 */
final class PriceSubscription {
    private static final Logger LOG = LoggerFactory.getLogger(PriceSubscription.class);

    private final RuleBook book;
    private final BusSubscription consumers;
    private final Occurrences failures = new Occurrences();

    PriceSubscription(RuleBook book, BusSubscription consumers) {
        this.book = book;
        this.consumers = consumers;
    }

    /** Registers the consumers if there are rules; after a failure the next call tries again. */
    void registerIfNeeded() {
        if (book.size() > 0 && consumers.isEmpty()) {
            consumers
                    .register()
                    .onFailure(cause -> failures.add()
                            .ifPresent(count -> LOG.error(
                                    "Alerts do not receive prices, and try again each second (occurrence {})",
                                    count,
                                    cause)));
        }
    }

    /** Registers the consumers again, after the cluster has lost them. */
    void registerAnew() {
        if (!consumers.isEmpty()) {
            consumers.registerAnew();
        }
    }
}
