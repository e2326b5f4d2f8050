package io.tickcast.testing;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A TCP connection to a port of loopback, with or without TLS. */
final class RawSocket implements AutoCloseable {
    private static final int NARROW = 4_096;

    private final Socket socket;
    private final InputStream in;

    private RawSocket(Socket socket) throws IOException {
        this.socket = socket;
        in = new BufferedInputStream(socket.getInputStream());
        patience((int) Await.PATIENCE.toMillis());
    }

    /** @param narrow buffers little that is unread, so that the sender soon notices an idle reader */
    static RawSocket connect(int port, boolean narrow) {
        try {
            Socket socket = new Socket();
            if (narrow) {
                socket.setReceiveBufferSize(NARROW);
            }
            socket.connect(new InetSocketAddress("127.0.0.1", port), (int) Await.PATIENCE.toMillis());
            return new RawSocket(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same with TLS, whatever certificate is shown; the handshake waits for the first byte. */
    static RawSocket connectTls(int port, boolean narrow, String... protocols) {
        try {
            SSLSocket socket = (SSLSocket) Trusting.CONTEXT
                    .getSocketFactory()
                    .createSocket(connect(port, narrow).socket, "127.0.0.1", port, true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(protocols);
            socket.setSSLParameters(parameters);
            return new RawSocket(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void handshake() {
        try {
            ((SSLSocket) socket).startHandshake();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    InputStream in() {
        return in;
    }

    /** Time limit for each read. */
    void patience(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    void write(byte... bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void shutdownOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void reset() {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One for all, so that a further connection to a server resumes the session of the one before. */
    private static final class Trusting {
        static final SSLContext CONTEXT = context();

        private static SSLContext context() {
            try {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
                return context;
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }
    }
}
