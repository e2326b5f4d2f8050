package io.tickcast.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One stream: counts its events and how old they are. It looks for lines and for one key in them. Of Server-Sent Events
 * it takes no notice of the chunks when they hold whole events; of a WebSocket it reads the frames. All streams share
 * one loop.
 */
final class EventReader extends ChannelInboundHandlerAdapter {
    private static final byte[] RECEIVED_AT = ascii("\"received_at\": ");
    private static final byte[] SYMBOL = ascii("\"symbol\": \"");
    private static final byte[] OK = ascii("HTTP/1.1 200");
    private static final byte[] SWITCHED = ascii("HTTP/1.1 101");
    private static final byte[] END_OF_HEAD = ascii("\r\n\r\n");
    /** In the length of a frame: the real one follows in two bytes, or in eight. */
    private static final int SHORT_LENGTH = 126;

    private static final int LARGEST_READ = 1 << 20;
    private static final byte[] NONE = {};

    /** The bytes just read, behind the rest of the read before. */
    private static byte[] bytes = new byte[2 * LARGEST_READ];
    /** Place of the key in the event before: events of one server look alike. */
    private static int receivedAtHint;

    private final LoadResult result;
    private final String request;
    private final boolean webSocket;
    private final boolean parsed;
    private final boolean slow;
    /** The text before the number of a tick; empty when no order is watched. */
    private final byte[] numberKey;
    /** The newest tick of each symbol, by its number, for streams whose order is watched. */
    private final Map<String, Long> newest;

    /** Of a parsed stream whose chunks do not hold whole events as text. */
    private final Optional<ChunkedResponse> chunks;

    private byte[] rest = NONE;
    private boolean open;

    /**
     * @param transport  of the stream
     * @param numberedBy the field that numbers the ticks of a symbol; empty: their order is not watched
     */
    EventReader(
            LoadResult result, String request, Transport transport, boolean parsed, boolean slow, String numberedBy) {
        this.result = result;
        this.request = request;
        webSocket = transport == Transport.WEBSOCKET;
        chunks = parsed ? chunks(transport) : Optional.empty();
        this.parsed = parsed;
        this.slow = slow;
        numberKey = numberedBy.isEmpty() ? NONE : ascii('"' + numberedBy + "\": ");
        newest = new HashMap<>();
    }

    private static Optional<ChunkedResponse> chunks(Transport transport) {
        return switch (transport) {
            case GZIP -> Optional.of(ChunkedResponse.gzip());
            case CHUNKED -> Optional.of(ChunkedResponse.plain());
            case SSE, WEBSOCKET -> Optional.empty();
        };
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Opens its stream on a loop, from an address of loopback, and reads at most so many bytes at once. */
    Channel connect(EventLoopGroup loop, int port, String from, int readBytes) {
        return new Bootstrap()
                .group(loop)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(readBytes).maxMessagesPerRead(1))
                .option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true)
                .handler(this)
                .connect(new InetSocketAddress("127.0.0.1", port), new InetSocketAddress(from, 0))
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        result.failed++;
                    }
                })
                .channel();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.writeAndFlush(
                context.alloc().buffer(request.length()).writeBytes(ascii(request)), context.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        result.bytes += in.readableBytes();
        if (parsed || !open) {
            parse(in);
        }
        in.release();
        if (!open) {
            opened(context);
        }
    }

    private void opened(ChannelHandlerContext context) {
        open = true;
        byte[] expected = webSocket ? SWITCHED : OK;
        if (Arrays.equals(bytes, 0, expected.length, expected, 0, expected.length)) {
            result.open++;
        } else {
            result.failed++;
        }
        if (slow) {
            context.channel().config().setAutoRead(false);
        }
    }

    private void parse(ByteBuf in) {
        result.parsedBytes += in.readableBytes();
        ByteBuf text = chunks.map(reader -> reader.feed(in)).orElse(in);
        int end = rest.length + text.readableBytes();
        if (end > bytes.length) {
            bytes = new byte[2 * end];
        }
        System.arraycopy(rest, 0, bytes, 0, rest.length);
        text.readBytes(bytes, rest.length, text.readableBytes());
        long now = LoadResult.nowMicros();
        int from =
                webSocket ? frames(open ? 0 : Math.max(0, search(END_OF_HEAD, 0, end)), end, now) : lines(0, end, now);
        rest = from == end ? NONE : Arrays.copyOfRange(bytes, from, end);
    }

    /** @return start of the line that has not ended */
    private int lines(int begin, int end, long now) {
        int from = begin;
        for (int at = begin; at < end; at++) {
            if (bytes[at] == '\n') {
                line(from, at, now);
                from = at + 1;
            }
        }
        return from;
    }

    /** @return start of the frame that has not ended */
    private int frames(int begin, int end, long now) {
        int from = begin;
        while (end - from >= 2) {
            int length = bytes[from + 1] & Byte.MAX_VALUE;
            int sized = length < SHORT_LENGTH ? 0 : length == SHORT_LENGTH ? Short.BYTES : Long.BYTES;
            int payload = from + 2 + sized;
            if (payload > end) {
                break;
            }
            if (sized > 0) {
                length = 0;
                for (int at = payload - sized; at < payload; at++) {
                    length = length << Byte.SIZE | bytes[at] & 0xff;
                }
            }
            if (end - payload < length) {
                break;
            }
            from = payload + length;
            // The last event of a message has no line end.
            line(lines(payload, from, now), from, now);
        }
        return from;
    }

    private void line(int from, int to, long now) {
        if (!webSocket && (to - from < 6 || bytes[from] != 'd' || bytes[from + 4] != ':')) {
            return;
        }
        int at = find(RECEIVED_AT, from, to, from + receivedAtHint);
        if (at < 0) {
            return;
        }
        receivedAtHint = Math.max(0, at - from - RECEIVED_AT.length - 2);
        if (open) {
            // What comes with the head is the snapshot, whose prices are as old as they are.
            result.event(now - number(at, to));
        }
        if (numberKey.length > 0) {
            watch(from, to);
        }
    }

    private void watch(int from, int to) {
        int symbol = find(SYMBOL, from, to, from);
        int number = find(numberKey, from, to, from);
        if (number < 0) {
            return;
        }
        int quote = symbol;
        while (quote < to && bytes[quote] != '"') {
            quote++;
        }
        long sequence = number(number, to);
        Long before = newest.put(new String(bytes, symbol, quote - symbol, StandardCharsets.US_ASCII), sequence);
        if (before != null) {
            result.watched++;
            result.missing += Math.max(0, sequence - before - 1);
            // A ticker between two trades repeats the last one's number.
            result.misplaced += sequence < before ? 1 : 0;
        }
    }

    /** Index behind the key; -1 without one. */
    private static int find(byte[] key, int from, int to, int hint) {
        int found = search(key, hint, to);
        return found < 0 && hint > from ? search(key, from, to) : found;
    }

    private static int search(byte[] key, int from, int to) {
        for (int at = from; at <= to - key.length; at++) {
            if (bytes[at] == key[0]
                    && bytes[at + 1] == key[1]
                    && Arrays.equals(bytes, at, at + key.length, key, 0, key.length)) {
                return at + key.length;
            }
        }
        return -1;
    }

    private static long number(int from, int to) {
        long value = 0;
        for (int at = from; at < to && bytes[at] >= '0' && bytes[at] <= '9'; at++) {
            value = value * 10 + bytes[at] - '0';
        }
        return value;
    }

    /** It closes the connection itself now. */
    void leave() {
        open = false;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (open) {
            result.lost++;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
