package io.tickcast.bench;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Streams that come and go, as those of people do, some of which read less than they are sent. All on one loop. */
final class SoakStreams {
    private static final int ROUND_MILLIS = 100;
    private static final int ROUNDS_PER_SECOND = 10;
    private static final int OPENS_PER_ROUND = 250;
    private static final int PARSE_EVERY = 10;
    private static final int READ_BYTES = 64 * 1024;
    /** Each second; a stream of 16 symbols at a tick a second is sent about twice that. */
    private static final int SLOW_READ_BYTES = 2 * 1024;

    private static final int SOURCE_ADDRESSES = 8;

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final LoadResult result = new LoadResult();
    private final int port;
    private final int streams;
    private final int slowPercent;
    private final double leavesPerRound;
    private final List<Open> open = new ArrayList<>();
    private double leavesDue;
    private int number;
    private int round;

    private record Open(Channel channel, EventReader reader, boolean slow) {}

    /**
     * @param churnPercent share of the streams that go in each second, and come anew
     * @param slowPercent  share of the streams that read too little
     */
    SoakStreams(int port, int streams, int churnPercent, int slowPercent) {
        this.port = port;
        this.streams = streams;
        this.slowPercent = slowPercent;
        leavesPerRound = streams * churnPercent / 100.0 / ROUNDS_PER_SECOND;
        loop.scheduleAtFixedRate(this::round, 0, ROUND_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void round() {
        if (round++ % ROUNDS_PER_SECOND == 0) {
            open.stream().filter(Open::slow).forEach(stream -> stream.channel.read());
        }
        boolean full = open.size() == streams;
        leavesDue += full ? leavesPerRound : 0;
        for (; leavesDue >= 1; leavesDue--) {
            leave(open.remove((int) (Math.random() * open.size())));
        }
        for (int i = 0; i < OPENS_PER_ROUND && open.size() < streams; i++) {
            open();
        }
    }

    /** In the way of a browser whose page is closed. */
    private static void leave(Open stream) {
        stream.reader.leave();
        stream.channel.close();
    }

    private void open() {
        int stream = number++;
        boolean slow = stream % 100 < slowPercent;
        EventReader reader = new EventReader(
                result,
                "GET /api/sse/prices HTTP/1.1\r\nHost: localhost:" + port + "\r\nAccept: text/event-stream\r\n\r\n",
                Transport.SSE,
                !slow && stream % PARSE_EVERY == 3,
                slow,
                slow ? "" : "volume");
        Channel channel = reader.connect(
                loop, port, "127.0.0." + (2 + stream % SOURCE_ADDRESSES), slow ? SLOW_READ_BYTES : READ_BYTES);
        open.add(new Open(channel, reader, slow));
    }

    private <T> T ask(Supplier<T> question) {
        return CompletableFuture.supplyAsync(question, loop).join();
    }

    boolean isFull() {
        return ask(() -> open.size() == streams);
    }

    /** Takes the events that they received since the last call. */
    LoadResult take() {
        return ask(() -> {
            LoadResult taken = new LoadResult();
            taken.add(result.encode());
            result.startWindow();
            result.failed = 0;
            return taken;
        });
    }
}
