package io.tickcast.trial;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** So many connections to a process that takes none that its machine lets further ones wait without an answer. */
final class FullBacklog implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 200;

    private final List<Socket> sockets = new ArrayList<>();

    private FullBacklog() {}

    /** @param port of loopback, of a process that stands still */
    static FullBacklog of(int port) {
        FullBacklog backlog = new FullBacklog();
        while (backlog.isTaken(new InetSocketAddress("127.0.0.1", port))) {
            // Until one is not.
        }
        return backlog;
    }

    private boolean isTaken(InetSocketAddress address) {
        Socket socket = new Socket();
        sockets.add(socket);
        try {
            socket.connect(address, PATIENCE_MILLIS);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
