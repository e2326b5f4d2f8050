package io.tickcast.sse.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.tickcast.market.JsonText;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MessageWriterTest {
    private static final int MOST = 65_535;

    private static List<byte[]> texts(String... texts) {
        return Stream.of(texts).map(text -> text.getBytes(UTF_8)).toList();
    }

    private static MessageWriter events(String... texts) {
        return new MessageWriter().events(texts(texts));
    }

    /** The frames as a client reads them, each by its kind and its text. */
    private static List<String> read(MessageWriter written) {
        EmbeddedChannel client = new EmbeddedChannel(new WebSocket13FrameDecoder(false, false, 10_000_000));
        client.writeInbound(written.bytes());
        List<String> frames = new ArrayList<>();
        for (WebSocketFrame frame = client.readInbound(); frame != null; frame = client.readInbound()) {
            frames.add(shown(frame));
            frame.release();
        }
        client.finish();
        return frames;
    }

    private static String shown(WebSocketFrame frame) {
        if (frame instanceof CloseWebSocketFrame close) {
            return "close " + close.statusCode() + ' ' + close.reasonText();
        }
        String text = frame.content().toString(UTF_8);
        return frame instanceof PingWebSocketFrame
                ? "ping " + text
                : frame instanceof PongWebSocketFrame ? "pong " + text : "text " + text;
    }

    private static List<String> messages(MessageWriter written) {
        return read(written).stream()
                .map(frame -> frame.substring("text ".length()))
                .toList();
    }

    @Test
    void eachEventIsAnObjectOnALineOfItsOwn() {
        assertThat(messages(events(
                        "event: price\n",
                        "id: 12\n",
                        "data: {\"a\": 1}\n\n",
                        "event: price\ndata: {\"b\": \"币\"}\n\n")))
                .containsExactly("{\"event\":\"price\",\"id\":\"12\",\"data\":{\"a\": 1}}\n"
                        + "{\"event\":\"price\",\"data\":{\"b\": \"币\"}}");
    }

    @Test
    void theTimeToComeBackIsPartOfItsEvent() {
        assertThat(messages(events("retry: 3417\n", "event: connected\ndata: {}\n\n")))
                .containsExactly("{\"event\":\"connected\",\"retry\":3417,\"data\":{}}");
    }

    @Test
    void anIdMayComeBeforeTheName() {
        assertThat(messages(events("id: 7\nevent: heartbeat\ndata: {}\n\n")))
                .containsExactly("{\"event\":\"heartbeat\",\"id\":\"7\",\"data\":{}}");
    }

    @Test
    void whatEveryPartOfThisPackageMakesIsRead() {
        List<byte[]> all = new ArrayList<>();
        all.add(Sse.farewell(1_000).getBytes());
        all.add(Sse.event("feed", Map.of("text", "two\nlines")).getBytes());
        Sse.appendPrice(EventId.of(5, 0), "data: 1\n\n".getBytes(UTF_8), all);
        all.addAll(new StreamOpening(Buffer.buffer("retry: 1\n"))
                .event(Sse.event("connected", Map.of()))
                .prices(texts("data: 2\n\n"))
                .reached(EventId.of(6, 0))
                .parts());
        assertThat(messages(new MessageWriter().events(all)).get(0).lines())
                .satisfiesExactly(
                        line -> assertThat(line).matches("\\{\"event\":\"heartbeat\",\"retry\":\\d+,\"data\":\\{.*}}"),
                        line -> assertThat(line).isEqualTo("{\"event\":\"feed\",\"data\":{\"text\": \"two\\nlines\"}}"),
                        line -> assertThat(line).isEqualTo("{\"event\":\"price\",\"id\":\"5\",\"data\":1}"),
                        line -> assertThat(line).isEqualTo("{\"event\":\"connected\",\"retry\":1,\"data\":{ }}"),
                        line -> assertThat(line).isEqualTo("{\"event\":\"price\",\"id\":\"6\",\"data\":2}"));
    }

    @Test
    void eventsThatDoNotFitIntoOneMessageComeInSeveral() {
        String event = "event: price\ndata: \"" + "x".repeat(2_000) + "\"\n\n";
        List<String> messages = messages(
                new MessageWriter().events(texts(Collections.nCopies(100, event).toArray(String[]::new))));
        assertThat(messages).hasSize(4).allMatch(message -> message.length() <= MOST);
        assertThat(messages.stream().flatMap(String::lines))
                .hasSize(100)
                .allMatch(line -> line.startsWith("{\"event\":") && line.endsWith("x\"}"));
    }

    @Test
    void oneEventMayBeLarger() {
        String event = "event: signal\ndata: \"" + "x".repeat(70_000) + "\"\n\n";
        assertThat(messages(events("event: price\ndata: 1\n\n", event, "event: price\ndata: 2\n\n")))
                .hasSize(3)
                .anyMatch(message -> message.length() > MOST);
    }

    @Test
    void framesOfEachLengthAreReadByAClient() {
        for (int length : new int[] {0, 60, 90, 91, 92, 93, 94, 95, 96, 97, 98, 99, 100, 200, 65_500, 65_510, 66_000}) {
            assertThat(messages(events("event: price\ndata: \"" + "x".repeat(length) + "\"\n\n")))
                    .containsExactly("{\"event\":\"price\",\"data\":\"" + "x".repeat(length) + "\"}");
        }
    }

    @Test
    void controlFramesKeepTheirPlaceAmongTheMessages() {
        assertThat(read(events("event: a\ndata: 1\n\n")
                        .ping()
                        .line("{\"event\":\"ack\"}")
                        .pong(Unpooled.copiedBuffer("p", UTF_8))
                        .close(1001, "bye")))
                .containsExactly(
                        "text {\"event\":\"a\",\"data\":1}",
                        "ping ",
                        "text {\"event\":\"ack\"}",
                        "pong p",
                        "close 1001 bye");
    }

    @Test
    void nothingIsWrittenOfNothing() {
        ByteBuf bytes = new MessageWriter().events(List.of()).bytes();
        assertThat(bytes.readableBytes()).isZero();
    }

    @Test
    void aTextThatSomeReadersSplitStaysOnItsLine() {
        String json = JsonText.onOneLine("{\"a\":\"\u2028\u0085\"}");
        assertThat(messages(events("event: a\ndata: " + json + "\n\n")).get(0).lines())
                .hasSize(1);
    }
}
