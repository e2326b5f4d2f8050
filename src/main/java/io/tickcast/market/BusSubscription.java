package io.tickcast.market;

import io.vertx.core.Future;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumers of the event bus that are registered together. After a split of the cluster the bus may have forgotten
 * them: they are registered anew, and the old ones end once the new ones are known. Belongs to one event loop.
 */
public final class BusSubscription {
    private static final Logger LOG = LoggerFactory.getLogger(BusSubscription.class);

    private final Supplier<List<MessageConsumer<?>>> consumers;
    private List<MessageConsumer<?>> registered = List.of();

    /** @param consumers registers them, each time anew; none ends the subscription until the next time */
    public BusSubscription(Supplier<List<MessageConsumer<?>>> consumers) {
        this.consumers = consumers;
    }

    /** @return done when the whole cluster knows them */
    public Future<Void> register() {
        List<MessageConsumer<?>> last = registered;
        registered = consumers.get();
        return Future.all(registered.stream().map(MessageConsumer::completion).toList())
                .onSuccess(known -> last.forEach(MessageConsumer::unregister))
                .mapEmpty();
    }

    /** Registers them anew; a failure is logged. */
    public void registerAnew() {
        register().onFailure(cause -> LOG.warn("The consumers of the event bus could not be registered again", cause));
    }

    /** Whether there are no consumers now. */
    public boolean isEmpty() {
        return registered.isEmpty();
    }
}
