package io.tickcast;

import io.tickcast.config.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Asks a node of this machine whether it lives, for supervisors whose image holds no other HTTP client than ours. */
final class Health {
  private static final int PATIENCE_MILLIS = 3_000;
  private static final String ALIVE = "HTTP/1.1 200 ";

  private Health() {}

  /** Blocks for some seconds at most. What is wrong, in a line; empty: the node lives. */
  static Optional<String> fault(Settings.Http http) {
    if (http.port() == 0) {
      return Optional.of("http.port is 0, so nobody can know where the node listens; give it a number");
    }
    String where = http.host() + ":" + http.port();
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.connect(new InetSocketAddress(reachable(http.host()), http.port()), PATIENCE_MILLIS);
      socket.getOutputStream().write(
          "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      String status = new BufferedReader(
          new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)).readLine();
      return status != null && status.startsWith(ALIVE) ? Optional.empty()
          : Optional.of("What listens on " + where + " does not live as a node: it answers " + status);
    } catch (IOException e) {
      return Optional.of("No node answers on " + where + ": " + e.getMessage());
    }
  }

  /** Nobody can be called at "every address". */
  private static InetAddress reachable(String host) throws IOException {
    InetAddress address = InetAddress.getByName(host);
    return address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
  }
}
