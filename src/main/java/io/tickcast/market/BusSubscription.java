package io.tickcast.market;

import io.vertx.core.Future;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.ArrayList;
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
    /** The oldest first; several while the cluster is told of the newest. */
    private final List<Registration> registrations = new ArrayList<>();

    private static final class Registration {
        final List<MessageConsumer<?>> consumers;

        Registration(List<MessageConsumer<?>> consumers) {
            this.consumers = consumers;
        }

        Future<?> known() {
            return Future.all(
                    consumers.stream().map(MessageConsumer::completion).toList());
        }

        void end() {
            consumers.forEach(MessageConsumer::unregister);
        }
    }

    /** @param consumers registers them, each time anew; none ends the subscription until the next time */
    public BusSubscription(Supplier<List<MessageConsumer<?>>> consumers) {
        this.consumers = consumers;
    }

    /** @return done when the whole cluster knows them; after a failure there are those of before */
    public Future<Void> register() {
        Registration made = new Registration(consumers.get());
        registrations.add(made);
        return made.known()
                .onSuccess(known -> endBefore(made))
                .onFailure(cause -> {
                    registrations.remove(made);
                    made.end();
                })
                .mapEmpty();
    }

    private void endBefore(Registration known) {
        // A newer one may have ended it.
        int older = Math.max(0, registrations.indexOf(known));
        List<Registration> before = registrations.subList(0, older);
        before.forEach(Registration::end);
        before.clear();
    }

    /** Registers them anew; a failure is logged. */
    public void registerAnew() {
        register().onFailure(cause -> LOG.warn("The consumers of the event bus could not be registered again", cause));
    }

    /** Whether there are no consumers now. */
    public boolean isEmpty() {
        return registrations.stream().allMatch(one -> one.consumers.isEmpty());
    }
}
