package io.tickcast;

import io.tickcast.config.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Asks a node of this machine whether it lives, for supervisors whose image holds no other HTTP client than ours. */
final class HealthProbe {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final String ALIVE = "HTTP/1.1 200 ";
    private static final byte[] QUESTION = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);

    private final Settings.Http http;
    private final int patienceMillis;

    private HealthProbe(Settings.Http http, Duration patience) {
        this.http = http;
        patienceMillis = Math.toIntExact(patience.toMillis());
    }

    /** Blocks for some seconds at most. Returns the fault, in a line; empty: the node lives. */
    static Optional<String> fault(Settings.Http http) {
        return fault(http, PATIENCE);
    }

    /** The same with a limit for each step of an answer. */
    static Optional<String> fault(Settings.Http http, Duration patience) {
        if (http.listen().port() == 0) {
            return Optional.of("http.port is 0, so the port of the node is unknown; give it a number");
        }
        return new HealthProbe(http, patience).fault();
    }

    private Optional<String> fault() {
        String where = http.listen().host() + ":" + http.listen().port();
        try {
            String status = answer();
            return status.startsWith(ALIVE)
                    ? Optional.empty()
                    : Optional.of("The server at " + where + " is not a live node: it answers " + status);
        } catch (IOException e) {
            return Optional.of("No node answers on " + where + ": " + e.getMessage());
        }
    }

    /** The answer of the first address of the host that gives one; a node listens on one of them. */
    private String answer() throws IOException {
        IOException failure = new IOException("the host has no address");
        for (InetAddress address : InetAddress.getAllByName(http.listen().host())) {
            try {
                return answer(reachable(address));
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure;
    }

    private String answer(InetAddress address) throws IOException {
        String status = status(address, false);
        // A TLS server does not answer a plain request with a status line.
        return status.startsWith("HTTP/") ? status : status(address, true);
    }

    /** The first line of the answer; empty: none came. */
    private String status(InetAddress address, boolean tls) throws IOException {
        try (Socket plain = new Socket()) {
            plain.setSoTimeout(patienceMillis);
            plain.connect(new InetSocketAddress(address, http.listen().port()), patienceMillis);
            Socket socket = tls ? Any.tls(plain) : plain;
            socket.getOutputStream().write(QUESTION);
            String line = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            return line == null ? "" : line;
        }
    }

    /** A server that listens on the wildcard address is reached by loopback. */
    private static InetAddress reachable(InetAddress address) {
        return address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
    }

    /** Any certificate will do: it names the site and not this machine, and the answer is no secret. */
    private static final class Any implements X509TrustManager {
        static Socket tls(Socket socket) throws IOException {
            try {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, new TrustManager[] {new Any()}, null);
                return context.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
