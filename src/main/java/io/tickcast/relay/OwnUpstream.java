package io.tickcast.relay;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.function.Function;

/** The frames of a node without a cluster. */
final class OwnUpstream implements FrameSource {
    private static final String NODE = "";

    private final Upstream upstream;

    /** @param upstream made with what takes its frames */
    OwnUpstream(Function<Upstream.Out, Upstream> upstream, Consumer<RelayFrame> out) {
        this.upstream = upstream.apply((frame, nodes) -> out.accept(frame));
    }

    @Override
    public Future<Void> start() {
        return Future.succeededFuture();
    }

    @Override
    public void change(Collection<RelayStream> added, Collection<RelayStream> removed) {
        upstream.change(NODE, added, removed);
    }

    @Override
    public void stop() {
        upstream.close();
    }

    @Override
    public int connections() {
        return upstream.connections();
    }

    @Override
    public int waiting() {
        return upstream.waiting();
    }

    /** The node's own count decides. */
    @Override
    public StreamRoom room() {
        return StreamRoom.ANY;
    }

    @Override
    public int streams() {
        return upstream.streams();
    }
}
