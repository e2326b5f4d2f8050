package io.tickcast.testing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A proxy on loopback. Whatever host a client names, the tunnel leads to that port of loopback, so that a test can name
 * hosts which only the proxy knows. Closed with its {@link Vertx}.
 */
public abstract class ProxyServer {
    static final String LOOPBACK = "127.0.0.1";

    private final NetServer server;
    private final NetClient client;
    /** {@code user:password}; empty when it asks for none. */
    private final String credentials;

    private final List<String> targets = new CopyOnWriteArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();

    ProxyServer(Vertx vertx, String... userAndPassword) {
        server = vertx.createNetServer();
        client = vertx.createNetClient();
        credentials = String.join(":", userAndPassword);
    }

    final Future<Void> listen() {
        return server.connectHandler(socket -> new Guest(socket).listen())
                .listen(0, LOOPBACK)
                .mapEmpty();
    }

    public final int port() {
        return server.actualPort();
    }

    /** The targets of the tunnels, as {@code host:port}. */
    public final List<String> targets() {
        return List.copyOf(targets);
    }

    /** Credentials that were not good enough. */
    public final List<String> refused() {
        return List.copyOf(refused);
    }

    final boolean asksForCredentials() {
        return !credentials.isEmpty();
    }

    /** Reads on in what the client of the proxy has sent; called whenever there is more of it. */
    abstract void negotiate(Guest guest);

    /** A client of the proxy, until its tunnel is open. */
    final class Guest {
        private final NetSocket socket;
        private Buffer unread = Buffer.buffer();
        /** Progress in a protocol of several steps. */
        int step;

        private Guest(NetSocket socket) {
            this.socket = socket;
        }

        private void listen() {
            socket.exceptionHandler(ignored -> {});
            socket.handler(bytes -> {
                unread.appendBuffer(bytes);
                negotiate(this);
            });
        }

        Buffer unread() {
            return unread;
        }

        void read(int bytes) {
            unread = unread.getBuffer(bytes, unread.length());
        }

        void say(Buffer answer) {
            socket.write(answer);
        }

        boolean mayPass(String offered) {
            boolean passes = credentials.isEmpty() || credentials.equals(offered);
            if (!passes) {
                refused.add(offered);
            }
            return passes;
        }

        void refuse(Buffer answer) {
            socket.end(answer);
        }

        void tunnel(String host, int port, Buffer answer) {
            targets.add(host + ':' + port);
            socket.pause();
            client.connect(port, LOOPBACK).onFailure(cause -> socket.close()).onSuccess(far -> {
                far.exceptionHandler(ignored -> {});
                far.closeHandler(closed -> socket.close());
                socket.closeHandler(closed -> far.close());
                socket.write(answer);
                far.handler(socket::write);
                socket.handler(far::write);
                socket.resume();
            });
        }
    }
}
