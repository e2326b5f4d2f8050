package io.tickcast.feed;

import io.tickcast.market.Tick;
import io.tickcast.time.Micros;
import io.vertx.core.buffer.Buffer;

/** Hears one connection of a link, the current one or the one that is to follow it, and tells the link what it says. */
final class ConnectionHandler implements Connection.Listener, Protocol.Sink {
    private final ManagedConnection link;
    private final Feed feed;
    private final Connection connection;

    ConnectionHandler(ManagedConnection link, Feed feed, Connection connection) {
        this.link = link;
        this.feed = feed;
        this.connection = connection;
    }

    @Override
    public void message(Buffer message) {
        feed.protocol().read(message, Micros.now(), this);
    }

    @Override
    public void pingUnanswered() {
        feed.counters().unansweredPings++;
    }

    @Override
    public void lost(String reason) {
        link.lost(connection, reason);
    }

    @Override
    public void tick(Tick tick) {
        link.tick(connection, tick);
    }

    @Override
    public void shutdownAnnounced() {
        link.endAnnounced(connection);
    }

    @Override
    public void refused(String reason) {
        feed.counters().refused++;
        feed.trouble("a request was refused", reason);
    }

    @Override
    public void acknowledged() {
        feed.counters().acknowledged++;
    }

    @Override
    public void unknown() {
        feed.counters().unknown++;
    }

    @Override
    public void unknownFields(int count) {
        feed.counters().unknownFields += count;
    }

    @Override
    public void malformed(String reason) {
        feed.counters().malformed++;
        feed.trouble("a message could not be read", reason);
    }
}
