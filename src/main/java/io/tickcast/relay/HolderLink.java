package io.tickcast.relay;

import io.tickcast.market.BusAddresses;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells the node that has the upstream which streams this node wants: all of them first, then the changes, and once a
 * second at least how much has come. When an answer fails, it tells all of them again. Belongs to one event loop.
 */
final class HolderLink {
    private static final long EVERY_MILLIS = 1_000;
    private static final long JOIN_MILLIS = 10;
    private static final DeliveryOptions OPTIONS = new DeliveryOptions().setSendTimeout(2_000);
    private static final long NO_TIMER = -1;
    private static final long NOTHING = -1;

    private final Vertx vertx;
    private final String own;
    private final Set<RelayStream> wanted = new LinkedHashSet<>();
    private final Set<RelayStream> added = new LinkedHashSet<>();
    private final Set<RelayStream> removed = new LinkedHashSet<>();
    private Optional<String> holder = Optional.empty();
    private int holderTag;
    private boolean known;
    private StreamRoom room = StreamRoom.ANY;
    private boolean asking;
    /** Counts the holders, so that a late answer of one says nothing of the next. */
    private int generation;

    /** Bytes that the holder has sent to this node up to the last frame that came; -1: none has come. */
    private long received = NOTHING;

    private long timer = NO_TIMER;

    HolderLink(Vertx vertx, String own) {
        this.vertx = vertx;
        this.own = own;
    }

    /** The mark of a node's frames; never 0. */
    static int tag(String id) {
        return id.hashCode() | 1;
    }

    Set<RelayStream> wanted() {
        return wanted;
    }

    void change(Collection<RelayStream> come, Collection<RelayStream> gone) {
        wanted.addAll(come);
        gone.forEach(wanted::remove);
        if (known || asking) {
            move(come, removed, added);
            move(gone, added, removed);
        }
        tellAfter(JOIN_MILLIS);
    }

    /** A change that undoes one the holder has not been told of leaves nothing to tell. */
    private static void move(Collection<RelayStream> streams, Set<RelayStream> undone, Set<RelayStream> done) {
        for (RelayStream stream : streams) {
            if (!undone.remove(stream)) {
                done.add(stream);
            }
        }
    }

    /** Another node has the upstream from now on. */
    void begin(String id) {
        end();
        holder = Optional.of(id);
        holderTag = tag(id);
        received = NOTHING;
        tellAfter(1);
    }

    /** No other node has the upstream. */
    void end() {
        vertx.cancelTimer(timer);
        timer = NO_TIMER;
        holder = Optional.empty();
        holderTag = 0;
        generation++;
        known = false;
        room = StreamRoom.ANY;
        asking = false;
        added.clear();
        removed.clear();
    }

    /** The streams that the holder has room for. */
    StreamRoom room() {
        return room;
    }

    /** Whether a frame of this sender is to be taken: one that has lost the upstream may still send some. */
    boolean accepts(int sender) {
        return sender != 0 && sender == holderTag;
    }

    /** Takes note of a frame. @return whether none is missing between it and the last one */
    boolean isNext(long position, int length) {
        boolean isNext = received == NOTHING || position == received;
        received = position + length;
        return isNext;
    }

    private void tellAfter(long millis) {
        if (holder.isPresent() && !asking) {
            vertx.cancelTimer(timer);
            timer = vertx.setTimer(millis, due -> holder.ifPresent(this::tell));
        }
    }

    private void tell(String to) {
        JsonObject demand = new JsonObject().put("node", own).put("all", !known);
        demand.put("add", texts(known ? added : wanted))
                .put("remove", texts(known ? removed : List.of()))
                .put("received", received);
        added.clear();
        removed.clear();
        asking = true;
        int asked = generation;
        vertx.eventBus()
                .<Object>request(BusAddresses.relayDemand(to), demand, OPTIONS)
                .onComplete(answer -> {
                    if (generation == asked) {
                        asking = false;
                        known = false;
                        // A lost answer says nothing of the room: that of the last one still counts.
                        if (answer.succeeded() && answer.result().body() instanceof JsonObject told) {
                            known = Boolean.TRUE.equals(told.getValue("known"));
                            room = StreamRoom.of(told.getValue("room"));
                        }
                        tellAfter(!known || (added.isEmpty() && removed.isEmpty()) ? EVERY_MILLIS : JOIN_MILLIS);
                    }
                });
    }

    private static JsonArray texts(Collection<RelayStream> streams) {
        return new JsonArray(streams.stream().map(RelayStream::toText).toList());
    }
}
