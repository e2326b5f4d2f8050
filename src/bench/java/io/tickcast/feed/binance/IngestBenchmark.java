package io.tickcast.feed.binance;

import io.tickcast.bench.TimeBenchmark;
import io.tickcast.config.Settings.Channel;
import io.tickcast.demo.BenchExchange;
import io.tickcast.feed.Protocol.Sink;
import io.tickcast.market.BusAddresses;
import io.tickcast.market.LatestPrices;
import io.tickcast.market.Tick;
import io.tickcast.market.TickCodec;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The time of a message of the exchange until its tick is with a consumer of the bus. As in a node, all of it happens
 * on the event loop: from another thread the bus would make a context for each tick.
 */
public class IngestBenchmark extends TimeBenchmark {
    private static final int TIME_DIGITS = 13;
    /** Of ten digits, as those of the busiest symbols, and of as many for long. */
    private static final long FIRST = 5_000_000_000L;

    private static final int NUMBER_DIGITS = 10;
    /** So many that the way to the event loop and back is nothing beside them. */
    private static final int BATCH = 1_000;

    private final Buffer message = Buffer.buffer(BenchExchange.message("BTCUSDT"));
    private final int timeAt = message.toString().indexOf("\"E\":") + 4;
    private final BinanceProtocol protocol = new BinanceProtocol(List.of("BTCUSDT"), Set.of(Channel.TICKER), 1, false);
    private final LatestPrices book = new LatestPrices();
    private final Kept kept = new Kept();
    private long time = System.currentTimeMillis();
    private Vertx vertx;
    private Context context;

    private final Buffer trade = Buffer.buffer(BenchExchange.tradeMessage("BTCUSDT", FIRST));
    private final int[] tradeNumbersAt = {at("a"), at("f"), at("l")};
    private final int tradeTimeAt = at("T");
    private final BinanceProtocol trades =
            new BinanceProtocol(List.of("BTCUSDT"), Set.of(Channel.TICKER, Channel.TRADE), 2, false);
    private final LatestPrices tradeBook = new LatestPrices();
    private long number = FIRST;

    private int at(String name) {
        return trade.toString().indexOf('"' + name + "\":") + name.length() + 3;
    }

    private static final class Kept implements Sink {
        private Tick tick;

        @Override
        public void tick(Tick tick) {
            this.tick = tick;
        }

        @Override
        public void shutdownAnnounced() {}

        @Override
        public void refused(String reason) {
            throw new IllegalStateException(reason);
        }

        @Override
        public void refused(String symbol, String reason) {
            throw new IllegalStateException(reason);
        }

        @Override
        public void send(List<String> messages) {}

        @Override
        public void subscriptionsLost(String reason) {
            throw new IllegalStateException(reason);
        }

        @Override
        public void service(String state) {}

        @Override
        public void heartbeat() {}

        @Override
        public void acknowledged() {}

        @Override
        public void unknown() {
            throw new IllegalStateException("unknown");
        }

        @Override
        public void unknownFields(int count) {}

        @Override
        public void malformed(String reason) {
            throw new IllegalStateException(reason);
        }
    }

    @Setup
    public void start() {
        vertx = Vertx.vertx();
        vertx.eventBus().registerDefaultCodec(Tick.class, new TickCodec());
        context = vertx.getOrCreateContext();
        Promise<Void> ready = Promise.promise();
        context.runOnContext(v -> vertx.eventBus()
                .<Tick>consumer(BusAddresses.TICKS, delivered -> {})
                .completion()
                .onComplete(ready));
        ready.future().await();
        protocol.read(message, time * 1_000, kept);
        // The figures that each trade takes over.
        trades.read(message, time * 1_000, kept);
    }

    @TearDown
    public void stop() {
        vertx.close().await();
    }

    @Benchmark
    public Tick parse() {
        protocol.read(message, time * 1_000, kept);
        return kept.tick;
    }

    /** With its delivery to one consumer, and without what that does. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void parseBookPublish() {
        onLoop(() -> {
            later();
            protocol.read(message, time * 1_000, kept);
            if (!book.accept(kept.tick)) {
                throw new IllegalStateException("no news");
            }
            vertx.eventBus().publish(BusAddresses.TICKS, kept.tick, TickCodec.OPTIONS);
        });
    }

    /** The same for a trade, with the figures of 24 h that it takes over; ten of them share a ms. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void parseBookPublishTrade() {
        onLoop(() -> {
            nextTrade();
            trades.read(trade, time * 1_000, kept);
            if (!tradeBook.accept(kept.tick)) {
                throw new IllegalStateException("no news");
            }
            vertx.eventBus().publish(BusAddresses.TICKS, kept.tick, TickCodec.OPTIONS);
        });
    }

    /** The part of the bus: the floor under the rest. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void publish() {
        onLoop(() -> vertx.eventBus().publish(BusAddresses.TICKS, kept.tick, TickCodec.OPTIONS));
    }

    private void onLoop(Runnable one) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(v -> {
            try {
                for (int i = 0; i < BATCH; i++) {
                    one.run();
                }
                // Behind the deliveries.
                context.runOnContext(delivered -> done.complete());
            } catch (RuntimeException e) {
                done.fail(e);
            }
        });
        done.future().await();
    }

    private void later() {
        time++;
        write(message, timeAt, TIME_DIGITS, time);
    }

    private void nextTrade() {
        number++;
        for (int at : tradeNumbersAt) {
            write(trade, at, NUMBER_DIGITS, number);
        }
        time += number % 10 == 0 ? 1 : 0;
        write(trade, tradeTimeAt, TIME_DIGITS, time);
    }

    private static void write(Buffer out, int from, int digits, long value) {
        long rest = value;
        for (int at = from + digits - 1; at >= from; at--) {
            out.setByte(at, (byte) ('0' + rest % 10));
            rest /= 10;
        }
    }
}
