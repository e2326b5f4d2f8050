package io.tickcast.sse;

import io.tickcast.config.Settings;
import io.tickcast.config.SettingsReader;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Side;
import io.tickcast.market.Tick;
import io.tickcast.market.TickBuilder;
import io.tickcast.market.TickCodec;
import io.tickcast.sse.replay.ReplayLog;
import io.tickcast.sse.replay.ReplayState;
import io.vertx.core.buffer.Buffer;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The heap of the replay logs of a node's event loops, and the time that they cover, after two minutes by their own
 * clock with so many trades per second, 500 symbols and the default settings. Needs a heap of 2 GB for the copies.
 *
 * <p>Argument: trades per second, 10000 unless named.
 */
public final class ReplayMemory {
    private static final int SYMBOLS = 500;
    private static final int SECONDS = 120;
    private static final long START = 1_704_868_500_000L;
    private static final Duration CLOCKS = Duration.ofSeconds(2);

    private ReplayMemory() {}

    public static void main(String[] args) {
        int rate = args.length == 0 ? 10_000 : Integer.parseInt(args[0]);
        System.out.println("| event loops | ticks reach them | ticks | MB | bytes a tick | covers |");
        System.out.println("|---|---|---|---|---|---|");
        for (int loops : new int[] {1, 2, 4}) {
            for (Way way : Way.values()) {
                System.out.println(row(rate, loops, way));
            }
        }
    }

    private enum Way {
        COPIED("as copies that share nothing"),
        DECODED("decoded from the bus"),
        LOCAL("from a feed of the node");

        private final String words;

        Way(String words) {
            this.words = words;
        }
    }

    private static String row(int rate, int loops, Way way) {
        long before = usedBytes();
        Settings.Stream settings = SettingsReader.read(Optional.empty(), Map.of()).stream();
        List<ReplayLog> logs = new ArrayList<>();
        for (int i = 0; i < loops; i++) {
            logs.add(new ReplayLog(
                    settings.replay()
                            .period()
                            .plus(settings.heartbeat())
                            .plus(CLOCKS)
                            .plusSeconds(2),
                    settings.replay().ticks(),
                    settings.replay().bytes(),
                    CLOCKS,
                    START,
                    () -> 0));
        }
        TickCodec codec = new TickCodec();
        long trades = (long) rate * SECONDS;
        for (long i = 0; i < trades; i++) {
            Tick tick = trade(i, rate);
            Buffer wire = Buffer.buffer(256);
            codec.encodeToWire(wire, tick);
            for (ReplayLog log : logs) {
                log.add(
                        switch (way) {
                            case COPIED -> trade(i, rate);
                            case DECODED -> codec.decodeFromWire(0, wire);
                            case LOCAL -> codec.transform(tick);
                        });
            }
        }
        ReplayState state = logs.get(0).state(START + SECONDS * 1_000L);
        double bytes = usedBytes() - before;
        Reference.reachabilityFence(logs);
        return String.format(
                Locale.ROOT,
                "| %d | %s | %,d | %.0f | %.0f | %.0f s |",
                loops,
                way.words,
                state.ticks(),
                bytes / 1e6,
                bytes / state.ticks(),
                state.coversMillis() / 1e3);
    }

    /** A trade of Binance: the figures of the last day change once a second. */
    private static Tick trade(long number, int rate) {
        long millis = START + number * 1_000 / rate;
        long second = millis / 1_000 % 1_000;
        TickBuilder tick = new TickBuilder()
                .exchange("binance")
                .symbol("S" + number % SYMBOLS + "USDT")
                .eventTime(millis)
                .receivedAt(millis * 1_000 + 300)
                .tradeId(3_000_000_000L + number / SYMBOLS)
                .side(number % 3 == 0 ? Side.SELL : Side.BUY);
        tick.figure(DecimalField.PRICE, "95" + (100 + number % 900) + ".12000000");
        tick.figure(DecimalField.QUANTITY, "0.00" + (100 + number % 900) + "000");
        tick.figure(DecimalField.CHANGE_24H, "2." + (100 + second % 900));
        tick.figure(DecimalField.OPEN, "92683.10000000");
        tick.figure(DecimalField.HIGH, "96683.10000000");
        tick.figure(DecimalField.LOW, "91683.10000000");
        tick.figure(DecimalField.VOLUME, "12" + (100 + second) + ".34500000");
        tick.figure(DecimalField.QUOTE_VOLUME, "1174" + (100 + second) + "321.12345678");
        tick.figure(DecimalField.BID, "95" + (100 + second % 900) + ".11000000");
        tick.figure(DecimalField.ASK, "95" + (100 + second % 900) + ".13000000");
        return tick.build();
    }

    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
