package io.tickcast;

import io.tickcast.feed.LineLeases;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The feeds of a node, one for each exchange. Thread-safe. */
final class NodeFeeds {
    private final Vertx vertx;
    private final List<? extends Deployable> feeds;
    private final List<LineLeases> lines;
    private final List<String> deployments = new CopyOnWriteArrayList<>();

    private NodeFeeds(Vertx vertx, List<? extends Deployable> feeds, List<LineLeases> lines) {
        this.vertx = vertx;
        this.feeds = feeds;
        this.lines = lines;
    }

    /** The feeds of a node alone. */
    static NodeFeeds alone(Vertx vertx, List<? extends Deployable> feeds) {
        return new NodeFeeds(vertx, feeds, List.of());
    }

    /** The feeds of a node in a cluster, which run while this node holds a line. */
    static NodeFeeds clustered(Vertx vertx, List<LineLeases> lines) {
        return new NodeFeeds(vertx, lines, lines);
    }

    Future<Void> deploy() {
        return Future.all(feeds.stream()
                        .map(feed -> vertx.deployVerticle(feed).onSuccess(deployments::add))
                        .toList())
                .mapEmpty();
    }

    /** Registers the consumers of all lines again, after the cluster has lost them. */
    void registerAnew() {
        lines.forEach(LineLeases::registerAnew);
    }

    /** Lets other nodes take the lines. */
    Future<Void> handOver(Duration patience) {
        return Future.join(lines.stream().map(line -> line.handOver(patience)).toList())
                .mapEmpty();
    }

    Future<Void> end() {
        return Future.join(deployments.stream().map(vertx::undeploy).toList()).mapEmpty();
    }
}
