package io.tickcast.bench;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks one node for its status; on a shared port, whichever node the connection meets. */
final class NodeStatus {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final byte[] REQUEST = ("GET /api/sse/status HTTP/1.1\r\n"
                    + "Host: localhost\r\nConnection: close\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;

    /** Asks. */
    NodeStatus(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.getOutputStream().write(REQUEST);
    }

    /** Waits for the answer, once. */
    JsonObject answer() throws IOException {
        try (socket) {
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new JsonObject(answer.substring(answer.indexOf("\r\n\r\n"))).getJsonObject("data");
        } catch (StringIndexOutOfBoundsException | DecodeException e) {
            throw new IOException("no status", e);
        }
    }
}
