package io.tickcast.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** HTTP by hand, on a plain socket: sends what no client would, and sees each chunk as it was written. */
public final class RawHttp implements AutoCloseable {
    private static final int PATIENCE_MILLIS = (int) Await.PATIENCE.toMillis();

    private final Socket socket;
    private final InputStream in;

    private RawHttp(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
    }

    public static RawHttp connect(int port) {
        return connect(port, new Socket());
    }

    /** Takes little before it is read, so that who stops reading is noticed soon. */
    public static RawHttp connectNarrow(int port) {
        try {
            Socket socket = new Socket();
            socket.setReceiveBufferSize(4_096);
            return connect(port, socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Over TLS, whatever certificate is shown. */
    public static RawHttp connectTls(int port) {
        return over(tls(connect(port).socket, port));
    }

    /** The same, which takes little before it is read. */
    public static RawHttp connectNarrowTls(int port) {
        return over(tls(connectNarrow(port).socket, port));
    }

    private static RawHttp over(Socket socket) {
        try {
            return new RawHttp(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Socket tls(Socket socket, int port) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
            return context.getSocketFactory().createSocket(socket, "127.0.0.1", port, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static RawHttp connect(int port, Socket socket) {
        try {
            socket.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MILLIS);
            return over(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A request without a body; each line without its end. */
    public RawHttp send(String... lines) {
        return sendBytes((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
    }

    public RawHttp sendBytes(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Status and headers of the answer, without a body yet. */
    public RawAnswer head() {
        StringBuilder head = new StringBuilder();
        for (String line = line(); !line.isEmpty(); line = line()) {
            head.append(line).append('\n');
        }
        return RawAnswer.of(head.toString());
    }

    /** An answer whose length is known, or that lasts until the connection ends. */
    public RawAnswer answer() {
        RawAnswer head = head();
        return head.withBody(head.header("content-length")
                .map(length -> new String(bytes(Integer.parseInt(length)), StandardCharsets.UTF_8))
                .orElseGet(this::rest));
    }

    /** The data of the next chunk; empty at the one that ends the body. */
    public Optional<String> chunk() {
        return chunkBytes().map(data -> new String(data, StandardCharsets.UTF_8));
    }

    /** The same where it is no text. */
    public Optional<byte[]> chunkBytes() {
        String size = line();
        assertThat(size).as("size of a chunk").matches("[0-9a-fA-F]+");
        byte[] data = bytes(Integer.parseInt(size, 16));
        assertThat(line()).as("end of a chunk").isEmpty();
        return size.equals("0") ? Optional.empty() : Optional.of(data);
    }

    /** Everything until the connection ends. */
    public String rest() {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] bytes(int count) {
        try {
            byte[] read = in.readNBytes(count);
            assertThat(read).as("bytes before the end").hasSize(count);
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first line of an answer; empty where the connection ends instead. */
    public Optional<String> firstLine() {
        try {
            in.mark(1);
            if (in.read() < 0) {
                return Optional.empty();
            }
            in.reset();
            return Optional.of(line());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says that nothing more will be sent. */
    public RawHttp finish() {
        try {
            socket.shutdownOutput();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of a body without chunks, as much as a line is. */
    public String line() {
        try {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                assertThat(b).as("a byte after \"%s\"", line).isNotNegative();
                line.write(b);
            }
            String text = line.toString(StandardCharsets.UTF_8);
            return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Breaks the connection, as a client does that crashes. */
    public void reset() {
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
}
