package io.tickcast.alert.delivery;

import io.tickcast.alert.rule.Receiver;
import io.vertx.core.Future;
import java.net.URI;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * The slots of all receivers, in pools by how they answered last: those that fail or are slow take no slot of those that
 * answer. Belongs to one event loop.
 */
final class ReceiverSlots {
    /** Requests in flight at once, to all receivers. */
    static final int MOST = Arrays.stream(Standing.values())
            .mapToInt(standing -> standing.slots)
            .sum();

    private static final int MOST_REMEMBERED = 20_000;

    private final Map<Standing, SlotPool> pools = new EnumMap<>(Standing.class);
    private final Map<Receiver, Standing> standings = new Recent<>(MOST_REMEMBERED);

    private enum Standing {
        NEW(192, 32),
        RELIABLE(192, 32),
        /** Its last attempt failed or was slow. */
        UNRELIABLE(64, 8);

        private final int slots;
        private final int slotsPerHost;

        Standing(int slots, int slotsPerHost) {
            this.slots = slots;
            this.slotsPerHost = slotsPerHost;
        }
    }

    /** A slot for a request of this owner to this receiver, perhaps at once. */
    Future<Slot> take(String owner, Receiver receiver) {
        Standing standing = standing(receiver);
        return pool(standing).take(owner, host(receiver.webhook())).compose(slot -> {
            if (standing(receiver) == standing) {
                return Future.succeededFuture(slot);
            }
            // Another attempt has ended meanwhile.
            slot.release();
            return take(owner, receiver);
        });
    }

    private SlotPool pool(Standing standing) {
        return pools.computeIfAbsent(standing, made -> new SlotPool(made.slots, made.slotsPerHost));
    }

    private Standing standing(Receiver receiver) {
        return standings.getOrDefault(receiver, Standing.NEW);
    }

    /** Whether it took its last message soon. */
    boolean isReliable(Receiver receiver) {
        return standing(receiver) == Standing.RELIABLE;
    }

    private static String host(URI webhook) {
        return (webhook.getHost() + ":" + webhook.getPort()).toLowerCase(Locale.ROOT);
    }

    /** @param isReliable whether the receiver took the message soon */
    void ended(Receiver receiver, boolean isReliable) {
        standings.put(receiver, isReliable ? Standing.RELIABLE : Standing.UNRELIABLE);
    }
}
