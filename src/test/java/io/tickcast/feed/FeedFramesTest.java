package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tickcast.demo.Connection;
import io.tickcast.demo.Frames;
import io.tickcast.demo.Limits;
import io.tickcast.demo.Received;
import io.tickcast.demo.Recording;
import io.tickcast.market.DecimalField;
import io.tickcast.market.FeedState;
import io.tickcast.market.FeedState.State;
import io.tickcast.market.Tick;
import io.tickcast.testing.Await;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The frames that a connection may carry. Nothing that it carries does harm. */
class FeedFramesTest extends WithFeed {
    private static final String RVN = "RVNUSDT";
    private static final int MIB = 1 << 20;
    /** The most that a control frame may carry. */
    private static final int PING_BYTES = 125;

    private static List<Long> times(int first, int count) {
        return LongStream.range(TIME + first, TIME + first + count).boxed().toList();
    }

    @Test
    void aRecordedStreamArrivesFrameByFrame() {
        binance = exchange(List.of(RVN));
        feed(List.of(RVN), Map.of());
        Await.result(binance.subscribed(1));
        Recording recording = Recording.rvn();
        List<Tick> heard = List.of();
        // A portion at a time: the exchange drops frames that overfill the write queue of a connection.
        while (recording.left() > 0) {
            recording.burst(binance, 50);
            heard = ticks.reached(recording.frames().size() - recording.left());
        }

        assertThat(heard)
                .extracting(tick -> tick.digits(DecimalField.PRICE))
                .isEqualTo(recording.frames().stream()
                        .map(frame -> new JsonObject(frame).getString("c"))
                        .toList());
    }

    @Test
    void aFirstPriceThatIsDatedAheadDoesNotSilenceItsSymbol() {
        feed();
        Connection only = nextConnection();

        Await.result(send(only, BTC, System.currentTimeMillis() + 540_000));
        tick();

        assertThat(eventTimes(BTC)).isEqualTo(times(1, 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7, 400})
    void aMessageMayComeInFragments(int fragments) {
        Connection only = live();

        only.sendFragmented(frame(BTC, TIME + 2), fragments);
        only.sendFragmented(frame(BTC, TIME + 3), fragments);

        ticks.next(tick -> tick.eventTime() == TIME + 3);
        assertThat(eventTimes(BTC)).isEqualTo(times(1, 3));
    }

    @Test
    void aPingMayComeBetweenFragments() {
        Connection only = live();
        byte[] text = frame(BTC, TIME + 2).getBytes(StandardCharsets.UTF_8);
        Buffer fragments = Buffer.buffer()
                .appendBytes(new byte[] {0x01, 100})
                .appendBytes(text, 0, 100)
                .appendBytes(new byte[] {(byte) 0x89, 2, 'h', 'i'})
                .appendBytes(
                        new byte[] {(byte) 0x80, 126, (byte) ((text.length - 100) >> 8), (byte) (text.length - 100)})
                .appendBytes(text, 100, text.length - 100);

        only.sendRaw(fragments);

        ticks.next(tick -> tick.eventTime() == TIME + 2);
        Await.result(only.received().first(message -> message.text().equals("hi")));
    }

    @Test
    void pingsWithoutEndFillNoMemoryWithPongs() {
        int pings = 20_000;
        binance = exchange(List.of(BTC, ETH), Limits.REAL.withoutPings().withMessages(2 * pings, Duration.ofHours(1)));
        Connection only = live();
        Await.result(only.stopReading());
        Buffer flood = Buffer.buffer();
        for (int i = 0; i < pings; i++) {
            flood.appendByte((byte) 0x89).appendByte((byte) PING_BYTES).appendBytes(new byte[PING_BYTES]);
        }

        only.sendRaw(flood);
        send(only, BTC, TIME + 2);
        ticks.next(tick -> tick.eventTime() == TIME + 2);
        only.goOnReading();
        Await.result(only.ping("last"));

        long pongs = only.received().all().stream()
                .filter(message -> message.kind() == Received.Kind.PONG)
                .count();
        assertThat(pongs).as("one for all pings that come at once").isLessThan(pings / 10);
        states.next(report ->
                report.details().getJsonObject("messages").getLong("unanswered_pings", -1L) == pings + 1 - pongs);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20})
    void aMessageOfAMebibyteIsRead(int fragments) {
        Connection only = live();
        String large = frame(BTC, TIME + 2).replace("\"data\"", "\"pad\":[" + "1,".repeat(MIB / 2) + "1],\"data\"");

        only.sendFragmented(large, fragments);
        send(only, BTC, TIME + 3);

        ticks.next(tick -> tick.eventTime() == TIME + 3);
        assertThat(eventTimes(BTC)).isEqualTo(times(1, 3));
    }

    @Test
    void aTickMayComeInABinaryFrame() {
        live().sendBinary(Buffer.buffer(frame(BTC, TIME + 2)));

        ticks.next(tick -> tick.eventTime() == TIME + 2);
    }

    @Test
    void aBurstArrivesInOrder() {
        Connection only = live();
        for (int i = 0; i < 5_000; i++) {
            send(only, BTC, TIME + 2 + i);
        }

        ticks.next(tick -> tick.symbol().equals(BTC) && tick.eventTime() == TIME + 5_001);

        assertThat(eventTimes(BTC)).isEqualTo(times(1, 5_001));
        assertThat(course()).containsExactly(State.DOWN, State.LIVE);
    }

    @Test
    void repeatsAndStragglersStayOffTheBus() {
        Connection only = live();
        for (int time : new int[] {5, 5, 4, 3, 5, 6, 6, 2, 7}) {
            send(only, BTC, TIME + time);
        }

        ticks.next(tick -> tick.eventTime() == TIME + 7);

        assertThat(eventTimes(BTC)).containsExactly(TIME + 1, TIME + 5, TIME + 6, TIME + 7);
    }

    @ParameterizedTest
    @ValueSource(longs = {-3_600_000, 3_600_000})
    void anExchangeWhoseClockIsAnHourWrongIsLive(long skew) {
        feed();
        Connection only = nextConnection();
        long now = System.currentTimeMillis() + skew;

        // So many show that it is no single price which is wrong.
        int lost = skew > 0 ? EventTimes.AGREEING - 1 : 0;
        LongStream.range(0, lost + 2).forEach(i -> send(only, BTC, now + i));

        FeedState live = await(State.LIVE);
        assertThat(ticks.reached(2)).extracting(Tick::eventTime).containsExactly(now + lost, now + lost + 1);
        assertThat(live.details().getLong("clock_offset_ms")).isCloseTo(-skew, within(60_000L));
    }

    @Test
    void timesInMicrosecondsAreRead() {
        Connection only = live();

        only.send(Frames.with(frame(BTC, TIME + 2), "E", (TIME + 2) + "789"));

        assertThat(ticks.next(tick -> tick.eventTime() > TIME + 1).eventTime()).isEqualTo(TIME + 2);
    }

    @Test
    void twoLinesBringEachTickTwiceAndLeaveTheChoiceToTheBooks() {
        feed();
        feed();
        Await.result(binance.connections().reached(2)).forEach(connection -> Await.result(connection.subscribed(2)));

        publish();

        assertThat(ticks.reached(4)).extracting(Tick::symbol).containsExactlyInAnyOrder(BTC, BTC, ETH, ETH);
    }
}
