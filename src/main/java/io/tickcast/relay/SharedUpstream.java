package io.tickcast.relay;

import io.tickcast.lease.LeasePeers;
import io.tickcast.lease.SoleLease;
import io.tickcast.market.BusAddresses;
import io.tickcast.market.BusSubscription;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The frames of a node in a cluster. One node has the upstream, and sends each frame once to each node that wants it.
 * When that node ends, another takes the upstream over.
 */
final class SharedUpstream implements FrameSource {
    private static final SoleLease.Work WORK =
            new SoleLease.Work("relay", BusAddresses.RELAY_STATE, "the relay's upstream");

    private final Vertx vertx;
    private final String id;
    private final Function<Upstream.Out, Upstream> make;
    private final Consumer<RelayFrame> out;
    private final Runnable lost;
    private final SoleLease lease;
    private final HolderLink link;
    private final NodeDemand demand;
    private final BusSubscription consumers;
    private @Nullable Upstream upstream;

    /**
     * @param id   of this node
     * @param node as this node calls itself
     * @param make an upstream with what takes its frames
     * @param out  takes the frames of this node
     * @param lost hears that frames were lost between the nodes
     */
    SharedUpstream(
            Vertx vertx,
            String id,
            String node,
            LeasePeers peers,
            Function<Upstream.Out, Upstream> make,
            Consumer<RelayFrame> out,
            Runnable lost) {
        this.vertx = vertx;
        this.id = id;
        this.make = make;
        this.out = out;
        this.lost = lost;
        lease = new SoleLease(vertx, WORK, id, node, peers, new Holding());
        link = new HolderLink(vertx, id);
        demand = new NodeDemand(peers);
        consumers = new BusSubscription(() -> List.of(
                vertx.eventBus().consumer(BusAddresses.relayFrames(id), message -> take(message.body())), demands()));
    }

    private MessageConsumer<Object> demands() {
        return vertx.eventBus().consumer(BusAddresses.relayDemand(id), message -> {
            Upstream mine = upstream;
            boolean known = mine != null && demand.take(message.body(), mine);
            JsonObject answer = new JsonObject().put("known", known);
            Optional.ofNullable(mine).flatMap(each -> each.room().toJson()).ifPresent(room -> answer.put("room", room));
            message.reply(answer);
        });
    }

    @Override
    public Future<Void> start() {
        return consumers.register().compose(registered -> lease.start());
    }

    @Override
    public void registerAnew() {
        consumers.registerAnew();
        lease.registerAnew();
    }

    @Override
    public void change(Collection<RelayStream> added, Collection<RelayStream> removed) {
        link.change(added, removed);
        if (upstream != null) {
            upstream.change(id, added, removed);
        }
    }

    private void take(Object message) {
        if (message instanceof Buffer bytes && link.accepts(RelayFrame.sender(bytes))) {
            if (!link.isNext(RelayFrame.position(bytes), bytes.length())) {
                lost.run();
            }
            RelayFrame.ofBus(bytes).ifPresent(out);
        }
    }

    private void send(RelayFrame frame, Set<String> nodes) {
        for (String node : nodes) {
            if (node.equals(id)) {
                out.accept(frame);
            } else {
                demand.position(node, frame.busLength())
                        .ifPresent(position -> vertx.eventBus()
                                .send(BusAddresses.relayFrames(node), frame.toBus(HolderLink.tag(id), position)));
            }
        }
    }

    private final class Holding implements SoleLease.Listener {
        @Override
        public void taken() {
            link.end();
            Upstream own = make.apply(SharedUpstream.this::send);
            upstream = own;
            own.replace(id, link.wanted());
            demand.begin(vertx, own);
        }

        @Override
        public void released() {
            close();
        }

        @Override
        public void heldBy(String holder) {
            link.begin(holder);
        }
    }

    private void close() {
        demand.end(vertx);
        if (upstream != null) {
            upstream.close();
            upstream = null;
        }
    }

    @Override
    public void stop() {
        lease.leave();
        link.end();
        close();
    }

    @Override
    public int connections() {
        return upstream == null ? 0 : upstream.connections();
    }

    @Override
    public int waiting() {
        return upstream == null ? 0 : upstream.waiting();
    }

    @Override
    public StreamRoom room() {
        return upstream == null ? link.room() : upstream.room();
    }

    @Override
    public int streams() {
        return upstream == null ? 0 : upstream.streams();
    }
}
