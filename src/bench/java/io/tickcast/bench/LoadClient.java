package io.tickcast.bench;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * A process that opens streams and says what they receive. On stdin it is told {@code start} and {@code stop}, the ends
 * of a window; on stdout it says {@code ready} when all have been tried, and then one line of JSON per window.
 *
 * <p>Arguments: port, first stream, streams, symbols, symbols wanted, the same for all, percent slow, parse one of so
 * many, the transport, the field that numbers ticks, what a stream asks for.
 */
final class LoadClient {
    private static final int OPENS_PER_ROUND = 20;
    private static final int MOST_OPENING = 1_000;
    private static final int STREAMS_PER_ADDRESS = 4_000;
    private static final int WATCH_EVERY = 100;
    /** To inflate what all streams get would take more than one core. */
    private static final int INFLATE_EVERY = 10;

    private static final String EVENTS = "Accept: text/event-stream\r\n";
    private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    private static final int READ_BYTES = 64 * 1024;

    private final LoadResult result = new LoadResult();
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final int port;
    private final int first;
    private final int streams;
    private final int symbols;
    private final int wanted;
    private final boolean same;
    private final int slowPercent;
    private final int parseEvery;
    private final Transport transport;
    private final String numberedBy;
    private final String prices;
    private int next;

    private LoadClient(String[] args) {
        port = Integer.parseInt(args[0]);
        first = Integer.parseInt(args[1]);
        streams = Integer.parseInt(args[2]);
        symbols = Integer.parseInt(args[3]);
        wanted = Integer.parseInt(args[4]);
        same = Boolean.parseBoolean(args[5]);
        slowPercent = Integer.parseInt(args[6]);
        int every = Integer.parseInt(args[7]);
        transport = Transport.valueOf(args[8]);
        parseEvery = transport == Transport.GZIP ? Math.max(every, INFLATE_EVERY) : every;
        numberedBy = args[9];
        prices = args[10];
    }

    public static void main(String[] args) throws IOException {
        LoadClient client = new LoadClient(args);
        client.loop.execute(client::openSome);
        client.obey();
        System.exit(0);
    }

    private void obey() throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            switch (command) {
                case "start" -> loop.execute(result::startWindow);
                case "stop" -> loop.execute(() -> System.out.println(result.encode()));
                default -> throw new IllegalArgumentException(command);
            }
        }
    }

    private void openSome() {
        int done = result.open + result.failed;
        if (done == streams) {
            System.out.println("ready");
            return;
        }
        for (int i = 0; i < OPENS_PER_ROUND && next < streams && next - done < MOST_OPENING; i++) {
            open(first + next++);
        }
        loop.schedule(this::openSome, 5, TimeUnit.MILLISECONDS);
    }

    private void open(int stream) {
        boolean slow = stream % 100 < slowPercent;
        String path = Scenario.path(prices, stream, symbols, wanted, same);
        String request = "GET " + (transport == Transport.WEBSOCKET ? path.replace("/sse/", "/ws/") : path)
                + " HTTP/1.1\r\nHost: localhost:" + port + "\r\n" + headers() + "\r\n";
        EventReader reader = new EventReader(
                result,
                request,
                transport,
                stream % parseEvery == 0,
                slow,
                stream % WATCH_EVERY == WATCH_EVERY / 2 || parseEvery > 1 ? numberedBy : "");
        reader.connect(loop, port, "127.0.0." + (2 + stream / STREAMS_PER_ADDRESS), READ_BYTES);
    }

    private String headers() {
        return switch (transport) {
            case SSE, CHUNKED -> EVENTS;
            case GZIP -> EVENTS + "Accept-Encoding: gzip\r\n";
            case WEBSOCKET -> UPGRADE;
        };
    }
}
