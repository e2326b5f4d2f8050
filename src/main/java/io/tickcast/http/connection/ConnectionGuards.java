package io.tickcast.http.connection;

import io.tickcast.liveness.Liveness;
import io.tickcast.net.ConnectionBacklog;
import io.tickcast.net.UnsentQueue;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;

/** Admits new connections of one event loop, and puts in place what holds them to the rules. */
public final class ConnectionGuards implements Handler<HttpConnection> {
    private final InboundLimits inboundLimits;
    private final UnsentQueue unsent;
    private final Duration patience;
    private final Liveness liveness;

    /** @param patience with the head of a request */
    public ConnectionGuards(InboundLimits inboundLimits, UnsentQueue unsent, Duration patience, Liveness liveness) {
        this.inboundLimits = inboundLimits;
        this.unsent = unsent;
        this.patience = patience;
        this.liveness = liveness;
    }

    @Override
    public void handle(HttpConnection connection) {
        inboundLimits.accepting().guard(connection);
        if (!inboundLimits.connectionLimiter().admit(connection)) {
            return;
        }
        Protocols.refuseUpgrade(connection);
        inboundLimits.http2Faults().guard(connection);
        ConnectionBacklog.guard(connection, unsent, Protocols.isHttp2(connection), this::failed);
        // What fails further on, where HTTP is decoded or answered.
        connection.exceptionHandler(liveness::report);
        // The order of these three, for HTTP/1, matters. Each goes in right behind the codec, in front of those before
        // it:
        // HeadTimeout and HalfClosure must count a request that RequestGate still holds. Bytes that are not decoded yet
        // pass RequestGate first: what it holds back is no head that has begun.
        RequestGate.guard(connection);
        HeadTimeout.guard(connection, patience, inboundLimits);
        HalfClosure.guard(connection);
        StreamRequest.guard(connection);
    }

    private void failed(Throwable cause) {
        liveness.report(cause);
        inboundLimits.connectionLimiter().failed();
    }
}
