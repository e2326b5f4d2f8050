package io.tickcast.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** HTTP/1.1 by hand: sends what no client would, reads only when asked to, and sees each chunk as it was written. */
public final class RawHttp implements AutoCloseable {
    private final RawSocket socket;
    private final InputStream in;
    private final Deque<SseEvent> events = new ArrayDeque<>();
    private RawAnswer streamHead = RawAnswer.NONE;
    private Optional<SseParser> parser = Optional.empty();

    private RawHttp(RawSocket socket) {
        this.socket = socket;
        in = socket.in();
    }

    public static RawHttp connect(int port) {
        return connect(port, Wire.HTTP_1_1);
    }

    public static RawHttp connect(int port, Wire wire) {
        return connect(port, wire, false);
    }

    /** A client that takes few bytes before it reads: the node soon notices when it stops. */
    public static RawHttp connectNarrow(int port) {
        return connectNarrow(port, Wire.HTTP_1_1);
    }

    public static RawHttp connectNarrow(int port, Wire wire) {
        return connect(port, wire, true);
    }

    private static RawHttp connect(int port, Wire wire, boolean narrow) {
        return new RawHttp(wire.isTls() ? RawSocket.connectTls(port, narrow) : RawSocket.connect(port, narrow));
    }

    /** A request without a body; each line without its end. */
    public RawHttp send(String... lines) {
        return sendBytes((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
    }

    public RawHttp sendBytes(byte[] bytes) {
        socket.write(bytes);
        return this;
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

    /** Opens an event stream and reads its head. */
    public RawHttp stream(String uri, String... headers) {
        List<String> lines = new ArrayList<>(List.of("GET " + uri + " HTTP/1.1", "Host: 127.0.0.1"));
        lines.addAll(List.of(headers));
        streamHead = send(lines.toArray(String[]::new)).head();
        parser = Optional.of(new SseParser(streamHead.header("content-encoding"), events::add));
        return this;
    }

    public RawAnswer streamHead() {
        return streamHead;
    }

    /** Text of the next chunk, that of a compressed stream too; empty at the chunk that ends the body. */
    public Optional<String> chunk() {
        Optional<byte[]> chunk = chunkBytes();
        if (chunk.isEmpty()) {
            parser.ifPresent(SseParser::assertComplete);
        }
        return chunk.map(
                bytes -> new String(parser.map(reading -> reading.feed(bytes)).orElse(bytes), StandardCharsets.UTF_8));
    }

    /** Data of the next chunk as it was sent; events in it are lost. */
    public Optional<byte[]> chunkBytes() {
        String size = line();
        assertThat(size).as("size of a chunk").matches("[0-9a-fA-F]+");
        byte[] data = bytes(Integer.parseInt(size, 16));
        assertThat(line()).as("end of a chunk").isEmpty();
        return size.equals("0") ? Optional.empty() : Optional.of(data);
    }

    /** Text of all further chunks, to the one that ends the body. */
    public String restOfBody() {
        StringBuilder rest = new StringBuilder();
        for (Optional<String> chunk = chunk(); chunk.isPresent(); chunk = chunk()) {
            rest.append(chunk.get());
        }
        return rest.toString();
    }

    /** Events of the next chunk. */
    public List<SseEvent> chunkOfEvents() {
        events.clear();
        assertThat(chunk()).as("a chunk before the end").isPresent();
        return List.copyOf(events);
    }

    /** The next event, in this chunk or a later one. */
    public SseEvent next() {
        while (events.isEmpty()) {
            assertThat(chunk()).as("a chunk before the end").isPresent();
        }
        return events.remove();
    }

    public String lastEventId() {
        return parser.orElseThrow().lastEventId();
    }

    public List<Long> retries() {
        return parser.orElseThrow().retries();
    }

    /** Everything until the connection ends. */
    public String rest() {
        return new String(restOfBytes(), StandardCharsets.UTF_8);
    }

    public byte[] restOfBytes() {
        try {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] bytes(int count) {
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
        socket.shutdownOutput();
        return this;
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
        socket.reset();
    }

    @Override
    public void close() {
        socket.close();
    }
}
