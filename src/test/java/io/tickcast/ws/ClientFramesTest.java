package io.tickcast.ws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class ClientFramesTest {
    private static final int LARGEST = 65_536;

    private final List<String> heard = new ArrayList<>();
    private long nanos;
    private final AtomicInteger held = new AtomicInteger();
    private final UnfinishedMessages unfinished = new UnfinishedMessages(Duration.ofSeconds(60), held::addAndGet);
    private final ClientFrames clientFrames = new ClientFrames(new Noting(), unfinished, () -> nanos);
    private final EmbeddedChannel server = new EmbeddedChannel(clientFrames.decoder(), clientFrames);
    private boolean masked = true;

    private final class Noting implements ClientFrames.Receiver {
        @Override
        public void heard() {}

        @Override
        public void text(String text) {
            heard.add(text.length() > 100 ? "text of " + text.length() : text);
        }

        @Override
        public void ping(ByteBuf payload) {
            heard.add("ping " + payload.toString(UTF_8));
        }

        @Override
        public void refused(int count) {
            heard.add("refused " + count);
        }

        @Override
        public void close(int code) {
            heard.add("close " + code);
        }

        @Override
        public void fault(CloseCode code) {
            heard.add("fault " + code.code);
        }

        @Override
        public void gone() {
            heard.add("gone");
        }

        @Override
        public void writable() {
            heard.add("writable");
        }
    }

    @AfterEach
    void close() {
        server.finishAndReleaseAll();
        assertThat(held).hasValue(0);
    }

    private void send(WebSocketFrame... frames) {
        server.writeInbound(encoded(frames));
    }

    private ByteBuf encoded(WebSocketFrame... frames) {
        EmbeddedChannel client = new EmbeddedChannel(new WebSocket13FrameEncoder(masked));
        ByteBuf all = Unpooled.buffer();
        for (WebSocketFrame frame : frames) {
            client.writeOutbound(frame);
        }
        for (ByteBuf bytes = client.readOutbound(); bytes != null; bytes = client.readOutbound()) {
            all.writeBytes(bytes);
            bytes.release();
        }
        client.finishAndReleaseAll();
        return all;
    }

    private void wait(int millis) {
        nanos += Duration.ofMillis(millis).toNanos();
        server.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        server.runScheduledPendingTasks();
        unfinished.endLate(nanos);
    }

    private static ByteBuf bytes(int... values) {
        ByteBuf bytes = Unpooled.buffer();
        for (int value : values) {
            bytes.writeByte(value);
        }
        return bytes;
    }

    @Test
    void aTextComesWhole() {
        send(new TextWebSocketFrame("币"), new TextWebSocketFrame(""));
        assertThat(heard).containsExactly("币", "");
    }

    @Test
    void theFragmentsOfATextAreJoinedWithAPingBetweenThem() {
        send(
                new TextWebSocketFrame(false, 0, bytes(0xe5, 0xb8)),
                new PingWebSocketFrame(Unpooled.copiedBuffer("p", UTF_8)),
                new ContinuationWebSocketFrame(false, 0, bytes(0x81)),
                new ContinuationWebSocketFrame(true, 0, bytes('!')),
                new TextWebSocketFrame("next"));
        assertThat(heard).containsExactly("ping p", "币!", "next");
    }

    @Test
    void aMessageMayHave64KilobytesHoweverItIsCut() {
        send(new TextWebSocketFrame("x".repeat(LARGEST)));
        send(
                new TextWebSocketFrame(false, 0, "x".repeat(LARGEST - 1)),
                new ContinuationWebSocketFrame(true, 0, "x"),
                new TextWebSocketFrame(false, 0, "x".repeat(LARGEST)),
                new ContinuationWebSocketFrame(true, 0, "x"));
        assertThat(heard).containsExactly("text of 65536", "text of 65536", "fault 1009");
    }

    @Test
    void aLargerFrameIsNotReadAtAll() {
        send(new TextWebSocketFrame("x".repeat(LARGEST + 1)));
        assertThat(heard).containsExactly("fault 1009");
    }

    @Test
    void bytesThatAreNoTextAreAFault() {
        send(new TextWebSocketFrame(true, 0, bytes(0xc3, 0x28)), new TextWebSocketFrame("more"));
        assertThat(heard).containsExactly("fault 1007");
    }

    @Test
    void aBinaryMessageIsAFault() {
        send(new BinaryWebSocketFrame(bytes(1)), new TextWebSocketFrame("more"));
        assertThat(heard).containsExactly("fault 1003");
    }

    @Test
    void aFrameWithoutAMaskIsAFault() {
        masked = false;
        send(new TextWebSocketFrame("open"));
        assertThat(heard).containsExactly("fault 1002");
    }

    @Test
    void aContinuationOfNothingIsAFault() {
        send(new ContinuationWebSocketFrame(true, 0, "x"));
        assertThat(heard).containsExactly("fault 1002");
    }

    @Test
    void anExtensionThatWasNotAgreedIsAFault() {
        send(new TextWebSocketFrame(true, 4, "deflated"));
        assertThat(heard).containsExactly("fault 1002");
    }

    @Test
    void afterACloseNothingIsRead() {
        send(new CloseWebSocketFrame(1001, ""), new TextWebSocketFrame("more"));
        assertThat(heard).containsExactly("close 1001");
    }

    @Test
    void aCloseMayHaveNoCode() {
        send(new CloseWebSocketFrame());
        assertThat(heard).containsExactly("close 1005");
    }

    @Test
    void aPongNeedsNoAnswer() {
        send(new PongWebSocketFrame());
        assertThat(heard).isEmpty();
    }

    @Test
    void aClientThatTakesNothingIsNotRead() {
        server.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 4));
        server.write(bytes(1, 2, 3, 4, 5, 6));
        assertThat(server.config().isAutoRead()).isFalse();
        server.flush();
        assertThat(server.config().isAutoRead()).isTrue();
        assertThat(heard).containsExactly("writable");
    }

    private static WebSocketFrame[] frames(int count, Supplier<WebSocketFrame> frame) {
        return Stream.generate(frame).limit(count).toArray(WebSocketFrame[]::new);
    }

    @Test
    void moreMessagesThanAllowedAreRefusedTogetherAndNothingIsReadForASecond() {
        server.freezeTime();
        send(frames(60, () -> new TextWebSocketFrame("m")));
        assertThat(heard).hasSize(51).endsWith("m", "refused 10");
        assertThat(server.config().isAutoRead()).isFalse();
        wait(999);
        assertThat(server.config().isAutoRead()).isFalse();
        wait(1);
        assertThat(server.config().isAutoRead()).isTrue();
        heard.clear();
        send(frames(50, () -> new TextWebSocketFrame("m")));
        assertThat(heard).hasSize(50).containsOnly("m");
    }

    @Test
    void whatWasReadWithTooManyMessagesIsRefusedToo() {
        server.freezeTime();
        send(frames(51, () -> new TextWebSocketFrame("m")));
        wait(500);
        send(new TextWebSocketFrame("m"), new CloseWebSocketFrame(1000, ""));
        assertThat(heard).endsWith("m", "refused 1", "close 1000", "refused 1");
    }

    @Test
    void pingsAndPongsCountAsMessages() {
        send(frames(20, () -> new PingWebSocketFrame(Unpooled.copiedBuffer("p", UTF_8))));
        send(frames(20, PongWebSocketFrame::new));
        send(frames(11, () -> new PingWebSocketFrame(Unpooled.copiedBuffer("p", UTF_8))));
        assertThat(heard).hasSize(31).endsWith("ping p", "refused 1");
    }

    @Test
    void aMessageOfManyFragmentsCountsOnce() {
        send(new TextWebSocketFrame(false, 0, "x"));
        send(frames(100, () -> new ContinuationWebSocketFrame(false, 0, "x")));
        send(new ContinuationWebSocketFrame(true, 0, "x"), new TextWebSocketFrame("next"));
        assertThat(heard).containsExactly("text of 102", "next");
    }

    @Test
    void aMessageThatDoesNotEndInTimeIsAFaultWhateverComesBetweenItsFragments() {
        send(new TextWebSocketFrame(false, 0, "x"));
        wait(59_000);
        send(new PingWebSocketFrame(Unpooled.EMPTY_BUFFER), new ContinuationWebSocketFrame(false, 0, "x"));
        wait(1_001);
        send(new ContinuationWebSocketFrame(true, 0, "x"));
        assertThat(heard).containsExactly("ping ", "fault 1008");
    }

    @Test
    void aFrameThatDoesNotEndInTimeIsAFault() {
        ByteBuf frame = encoded(new TextWebSocketFrame("x".repeat(LARGEST)));
        server.writeInbound(frame.readRetainedSlice(60_000));
        assertThat(held.get()).isGreaterThanOrEqualTo(60_000);
        wait(60_001);
        assertThat(heard).containsExactly("fault 1008");
        assertThat(held).hasValue(0);
        server.writeInbound(frame);
        assertThat(heard).hasSize(1);
    }

    @Test
    void theTimeOfAMessageBeginsWithTheMessage() {
        send(new TextWebSocketFrame(false, 0, "x"));
        wait(59_000);
        send(new ContinuationWebSocketFrame(true, 0, "y"), new TextWebSocketFrame(false, 0, "z"));
        wait(59_000);
        send(new ContinuationWebSocketFrame(true, 0, "z"));
        assertThat(heard).containsExactly("xy", "zz");
        assertThat(held).hasValue(0);
    }

    @RepeatedTest(200)
    void anyBytesEndInAFaultOrInNothing(RepetitionInfo seed) {
        Random random = new Random(seed.getCurrentRepetition());
        for (int part = 0; part < 50; part++) {
            byte[] noise = new byte[1 + random.nextInt(300)];
            random.nextBytes(noise);
            server.writeInbound(Unpooled.wrappedBuffer(noise));
        }
        server.checkException();
        assertThat(heard.stream().filter(one -> one.startsWith("fault")).count())
                .isLessThanOrEqualTo(1);
        assertThat(server.<Object>readInbound()).isNull();
    }
}
