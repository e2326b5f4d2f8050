package io.tickcast.relay;

import io.vertx.core.Future;
import java.util.Collection;

/** Brings this node the frames of the streams that its clients want. Belongs to one event loop. */
interface FrameSource {
    Future<Void> start();

    /** This node wants these streams, too, and those no longer. */
    void change(Collection<RelayStream> added, Collection<RelayStream> removed);

    /** Lets another node take over. */
    void stop();

    /** Registers its consumers of the event bus again, after the cluster has lost them. */
    default void registerAnew() {}

    /** Connections to the exchange that this node has open. */
    int connections();

    /** Streams that there is no room for at the exchange, of all nodes, if this node has the connections. */
    int waiting();

    /** The streams that this node may want besides those that it wants. */
    StreamRoom room();

    /** Streams that this node has subscribed at the exchange. */
    int streams();
}
