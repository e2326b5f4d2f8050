package io.tickcast.sse.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The text that the streams of a group have in common, and the part that each stream has. */
class SharedWindowTest {
    private static final int MANY = 20;

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private final Frames frames = new Frames(allocator);
    private final SharedWindow window = new SharedWindow();
    private final List<GzipClient> group = new ArrayList<>();
    private final Random random = new Random(1);

    @AfterEach
    void nothingIsLeft() {
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    private GzipClient join() {
        GzipClient client = new GzipClient(frames.envelope(Encoding.GZIP));
        client.begin(Buffer.buffer("event: connected\ndata: " + random.nextInt() + "\n\n"));
        client.takeText();
        group.add(client);
        return client;
    }

    private void join(int count) {
        for (int i = 0; i < count; i++) {
            join();
        }
    }

    private List<byte[]> prices(int count) {
        List<byte[]> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String price = "event: price\ndata: {\"symbol\": \"S" + random.nextInt(16) + "USDT\", \"price\": "
                    + random.nextInt(100_000) + ".25}\n\n";
            events.add(price.getBytes(US_ASCII));
        }
        return events;
    }

    /** @return the frames that this took */
    private Set<Frame> flush(List<byte[]> events) {
        return flush(events, group);
    }

    private Set<Frame> flush(List<byte[]> events, List<GzipClient> clients) {
        GroupFrame all =
                frames.of(window, group.size(), () -> group.stream().map(StreamConnection.class::cast), events);
        Set<Frame> made = new HashSet<>();
        for (GzipClient client : clients) {
            Frame own = all.suiting(client);
            made.add(own);
            client.write(own);
            assertThat(client.takeText())
                    .isEqualTo(Buffer.buffer().appendBytes(joined(events)).getBytes());
        }
        all.release();
        return made;
    }

    private static byte[] joined(List<byte[]> events) {
        Buffer all = Buffer.buffer();
        events.forEach(all::appendBytes);
        return all.getBytes();
    }

    private void tell(List<GzipClient> clients, String text) {
        Frame frame = frames.of(Encoding.GZIP, List.of(text.getBytes(US_ASCII)));
        clients.forEach(client -> client.write(frame));
        clients.forEach(GzipClient::takeText);
        frame.release();
    }

    @Test
    void whatAStreamGotOnItsOwnFillsTheWindowAtMost() {
        join(MANY);
        flush(prices(4));
        for (int i = 0; i < 3; i++) {
            tell(group, "data: " + "x".repeat(SharedWindow.MAX_BYTES) + "\n\n");
        }
        assertThat(group)
                .allSatisfy(client ->
                        assertThat(client.gzip().orElseThrow().aside()).isEqualTo(SharedWindow.MAX_BYTES));
        Set<Frame> made = flush(prices(4));
        assertThat(made).hasSize(1);
        assertThat(made.iterator().next().deflated().refersBack())
                .as("nothing is left to refer to")
                .isFalse();
    }

    private static int bytes(Set<Frame> made) {
        assertThat(made).hasSize(1);
        return made.iterator().next().deflated().bytes().length;
    }

    @Test
    void theFirstFrameRefersToNothingAndTheNextOnesToIt() {
        join(MANY);
        int first = bytes(flush(prices(1)));
        flush(prices(1));
        assertThat(bytes(flush(prices(1)))).isLessThan(first / 2);
    }

    @Test
    void whoeverComesWhenAFrameIsMadeThreeTimesAtMost() {
        join(MANY);
        for (int round = 0; round < 200; round++) {
            join(random.nextInt(3));
            assertThat(flush(prices(1 + random.nextInt(4))).size()).isBetween(1, 3);
        }
    }

    @Test
    void thoseThatCameLatelyAreSoonLikeTheOthers() {
        join(MANY);
        flush(prices(16));
        join();
        assertThat(flush(prices(16))).as("with one for the new stream").hasSize(2);
        int rounds = 0;
        while (flush(prices(16)).size() > 1) {
            rounds++;
        }
        assertThat(rounds).isLessThan(20);
    }

    @Test
    void wherePeopleComeOneByOneTheOthersKeepMostOfTheWindow() {
        join(MANY);
        int alone = bytes(flush(prices(16)));
        int bytes = 0;
        for (int round = 0; round < 100; round++) {
            if (round % 10 == 0) {
                group.remove(0);
                join();
            }
            Set<Frame> made = flush(prices(16));
            bytes += made.stream()
                    .mapToInt(frame -> frame.deflated().bytes().length)
                    .min()
                    .orElseThrow();
        }
        assertThat(bytes / 100).isLessThan(alone * 3 / 4);
    }

    @Test
    void whatAllAreToldCostsNothing() {
        join(MANY);
        flush(prices(16));
        tell(group, "event: heartbeat\ndata: {\"timestamp\": 1704868500}\n\n");
        tell(group, "event: feed\ndata: {\"state\": \"live\"}\n\n");
        Set<Frame> made = flush(prices(16));
        assertThat(made).hasSize(1);
        assertThat(made.iterator().next().deflated().refersBack()).isTrue();
    }

    @Test
    void whoIsToldMoreOrLessThanTheOthersJoinsAnew() {
        join(MANY);
        flush(prices(16));
        tell(group, "event: heartbeat\n\n");
        tell(group.subList(3, 5), "event: ack\n\n");
        assertThat(flush(prices(16), group.subList(3, 5)))
                .singleElement()
                .satisfies(frame -> assertThat(frame.deflated().refersBack()).isFalse());
    }

    @Test
    void whatIsLongerThanTheWindowEndsItForAWhile() {
        join(MANY);
        flush(prices(16));
        tell(group, "x".repeat(3 * SharedWindow.MAX_BYTES));
        int alone = bytes(flush(prices(1)));
        assertThat(bytes(flush(prices(1)))).isLessThan(alone / 2);
        flush(prices(600));
        assertThat(bytes(flush(prices(1)))).isLessThan(alone / 2);
    }

    @Test
    void whoMissesAFrameJoinsAnewWhateverItIsToldInstead() {
        join(MANY);
        flush(prices(16));
        List<byte[]> missed = prices(1);
        flush(missed, group.subList(1, MANY));
        tell(group.subList(0, 1), "x".repeat(joined(missed).length));
        assertThat(flush(prices(16))).hasSize(2);
    }

    @Test
    void whileTheLoopIsBusyWhatFewStreamsGetIsNotCompressed() {
        join(SharedWindow.MANY - 1);
        flush(prices(4));
        frames.busy(true);
        List<byte[]> events = prices(4);
        int text = joined(events).length;
        assertThat(bytes(flush(events))).isBetween(text, text + 10);
        join();
        assertThat(flush(prices(4)))
                .allSatisfy(frame -> assertThat(frame.deflated().bytes()).hasSizeLessThan(text / 2));
        group.remove(0);
        frames.busy(false);
        flush(prices(4));
        assertThat(flush(prices(4)))
                .allSatisfy(frame -> assertThat(frame.deflated().bytes()).hasSizeLessThan(text / 2));
    }

    @Test
    void groupsThatHaveGotTheSameShareWhatIsCompressed() {
        SharedDeflater deflater = new SharedDeflater();
        FrameText first = deflater.text(prices(16));
        List<byte[]> events = prices(16);
        DeflateBlock block = deflater.deflate(deflater.text(events), List.of(first, FrameText.gap(70)));
        List<byte[]> same = new ArrayList<>(events);
        assertThat(deflater.deflate(deflater.text(same), List.of(first, FrameText.gap(70))))
                .isSameAs(block);
        assertThat(deflater.deflate(deflater.text(same), List.of(first))).isNotSameAs(block);
        assertThat(deflater.deflate(deflater.text(same), List.of(first, FrameText.gap(71))))
                .isNotSameAs(block);
        assertThat(deflater.deflate(deflater.text(same), List.of())).isNotSameAs(block);
    }

    @Test
    void aGroupThatShrinksOrGrowsGoesOn() {
        join(1);
        for (int round = 0; round < 100; round++) {
            flush(prices(8));
            if (round % 7 == 0 && group.size() > 1) {
                group.subList(1, group.size()).clear();
            } else if (round % 3 == 0) {
                join(3);
            }
        }
    }
}
