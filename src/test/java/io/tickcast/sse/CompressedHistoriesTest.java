package io.tickcast.sse;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.tickcast.sse.stats.CloseReason;
import io.tickcast.sse.wire.Encoding;
import io.tickcast.sse.wire.Frames;
import io.tickcast.sse.wire.GzipClient;
import io.tickcast.testing.Ticks;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compressed streams that come, lag, are told things of their own, change what they want, and go. Each has a twin that
 * is not compressed, and may read after each step what that may. {@code -Dcompressed.steps} takes more of them.
 */
class CompressedHistoriesTest {
    private static final int STEPS = Integer.getInteger("compressed.steps", 2_000);
    private static final int MOST = 16;
    private static final int SYMBOLS = 40;

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private final Frames frames = new Frames(allocator);
    private final HubLoop loop = new HubLoop();
    private final SlowConsumers slowConsumers = loop.slowConsumers(frames, Duration.ofDays(1));
    private final StreamShard shard = Shards.shard();
    private final List<Subscription> kinds =
            List.of(HubLoop.ALL, some(Encoding.IDENTITY, 7, 0), some(Encoding.IDENTITY, 20, 100));
    private final List<Twins> all = new ArrayList<>();
    private long sequence;
    private long now;
    private long written;
    private long referring;

    /** Streams with the same history. */
    private record Twins(PriceStream compressed, PriceStream plain) {
        GzipClient client() {
            return (GzipClient) compressed.connection();
        }

        GzipClient plainClient() {
            return (GzipClient) plain.connection();
        }

        void both(BiConsumer<PriceStream, GzipClient> action) {
            action.accept(compressed, client());
            action.accept(plain, plainClient());
        }
    }

    @AfterEach
    void close() {
        loop.close();
    }

    private static Subscription some(Encoding encoding, int symbols, long interval) {
        Set<String> names = IntStream.range(0, symbols)
                .mapToObj(CompressedHistoriesTest::name)
                .collect(Collectors.toSet());
        return new Subscription(
                ExchangeSelection.of(Ticks.EXCHANGE), SymbolSelection.of(names), HubLoop.JSON, interval, encoding);
    }

    private static String name(int symbol) {
        return "S" + symbol + "USDT";
    }

    private PriceStream open(Subscription subscription) {
        GzipClient client = new GzipClient(frames.envelope(subscription.encoding()));
        return shard.add(client, subscription);
    }

    private void join(Random random) {
        Subscription kind = kinds.get(random.nextInt(kinds.size()));
        Twins twins = new Twins(open(kind.in(Encoding.GZIP)), open(kind));
        Buffer greeting = Buffer.buffer(text(random, 1 + random.nextInt(3)));
        boolean replaying = random.nextInt(5) == 0;
        twins.both((stream, client) -> {
            client.begin(greeting);
            if (replaying) {
                stream.leave();
            } else {
                stream.joined(sequence);
            }
        });
        all.add(twins);
    }

    private void leave(Twins twins) {
        all.remove(twins);
        twins.both((stream, client) -> {
            slowConsumers.remove(stream);
            shard.remove(stream);
            client.end(Buffer.buffer("bye"), CloseReason.DRAIN);
        });
        compare(twins);
        written += twins.client().frames();
        referring += twins.client().referring();
    }

    /** As like prices as it can be, so that the compressor is tempted to refer to it. */
    private static byte[] text(Random random, int events) {
        return IntStream.range(0, events)
                .mapToObj(i -> "event: price\ndata: {\"symbol\": \"" + name(random.nextInt(SYMBOLS)) + "\", \"price\": "
                        + random.nextInt(3) + "." + random.nextInt(100) + "}\n\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
    }

    private void tick(Random random) {
        int symbol = random.nextInt(SYMBOLS);
        String price = 95_000 + random.nextInt(10) + "." + random.nextInt(100);
        shard.arrive(Arrivals.of(Ticks.tick(name(symbol), sequence + 1, price), sequence, symbol), now);
        sequence++;
    }

    private void flush() {
        now += Duration.ofMillis(60).toNanos();
        shard.flush(frames, slowConsumers, now, Arrivals.HERE);
        // Whatever the flush took.
        frames.busy(false);
    }

    private void tell(Twins twins, List<byte[]> events) {
        twins.both((stream, client) -> {
            if (stream.keepsUp()) {
                stream.writeAlone(frames, events);
            }
        });
    }

    private void lag(Twins twins) {
        boolean full = !twins.client().isFull();
        twins.both((stream, client) -> {
            client.full(full);
            if (!full) {
                slowConsumers.catchUp(stream);
            }
        });
    }

    private void change(Twins twins, Random random) {
        flush();
        Subscription wanted = kinds.get(random.nextInt(kinds.size()));
        List<byte[]> first = List.of(text(random, 1 + random.nextInt(20)));
        twins.both((stream, client) -> {
            if (stream.isLive()) {
                shard.move(stream, stream.group().subscription().with(wanted.symbols(), wanted.intervalMillis()));
                stream.writeAlone(frames, first);
            }
        });
    }

    private void heartbeat(Random random) {
        List<byte[]> event = List.of(text(random, 1));
        boolean late = random.nextInt(4) == 0;
        all.stream().filter(twins -> !late || random.nextBoolean()).forEach(twins -> tell(twins, event));
    }

    private void step(Random random) {
        int kind = random.nextInt(100);
        if (all.isEmpty() || kind < 4) {
            if (all.size() < MOST) {
                join(random);
            }
            return;
        }
        Twins one = all.get(random.nextInt(all.size()));
        if (kind < 6) {
            leave(one);
        } else if (kind < 9) {
            lag(one);
        } else if (kind < 11) {
            tell(one, List.of(text(random, random.nextInt(20) == 0 ? 100 : 1 + random.nextInt(5))));
        } else if (kind < 13) {
            change(one, random);
        } else if (kind < 15) {
            heartbeat(random);
        } else if (kind < 17) {
            one.both((stream, client) -> stream.joined(sequence));
        } else if (kind < 60) {
            int ticks = random.nextInt(300) == 0 ? 400 : 1 + random.nextInt(8);
            IntStream.range(0, ticks).forEach(i -> tick(random));
        } else {
            flush();
            frames.busy(random.nextInt(4) == 0);
        }
    }

    private static void compare(Twins twins) {
        byte[] text = twins.client().takeText();
        byte[] expected = twins.plainClient().takeText();
        // An assertion for each stream and step would take longer than all the rest.
        if (!Arrays.equals(text, expected)) {
            assertThat(text).asString().isEqualTo(new String(expected, StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whateverHappensEachMayReadAtOnceWhatItWasGiven(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < STEPS; i++) {
            step(random);
            all.forEach(CompressedHistoriesTest::compare);
        }
        List.copyOf(all).forEach(this::leave);
        assertThat(referring).as("of %d frames", written).isGreaterThan(written / 2);
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }
}
