package io.tickcast.sse.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameTest {
    private final Frame frame = frame("event: price\n\n", "data: 币\n\n");
    private final ByteBuf first = frame.share(0);

    private static Frame frame(String... events) {
        return new Frame(
                PooledByteBufAllocator.DEFAULT,
                Stream.of(events).map(text -> text.getBytes(UTF_8)).toList());
    }

    @AfterEach
    void nothingIsLeft() {
        if (first.refCnt() > 0) {
            first.release();
            frame.release();
        }
        assertThat(first.refCnt()).isZero();
    }

    @Test
    void isTheEventsInOneChunk() {
        assertThat(first.toString(UTF_8)).isEqualTo("00000019\r\nevent: price\n\ndata: 币\n\n\r\n");
    }

    @Test
    void isDirectMemoryOfItsExactSize() {
        assertThat(first.isDirect()).isTrue();
        assertThat(first.capacity()).isEqualTo(first.readableBytes());
        assertThat(first.maxCapacity()).as("no room that TLS could write into").isEqualTo(first.readableBytes());
    }

    @Test
    void hasAPayloadWithoutTheChunk() {
        assertThat(frame.payload().toString()).isEqualTo("event: price\n\ndata: 币\n\n");
        assertThat(frame.payload()).as("made once").isSameAs(frame.payload());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 255, 256, 65_535, 65_536, 1_000_000})
    void ofAnyLengthIsReadByAnHttpDecoder(int length) {
        Frame sized = frame("x".repeat(length));
        EmbeddedChannel client = new EmbeddedChannel(new HttpResponseDecoder());
        client.writeInbound(Unpooled.copiedBuffer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", UTF_8));
        client.writeInbound(sized.share(0));
        client.writeInbound(sized.share(0));
        sized.release();
        assertThat(client.<HttpResponse>readInbound().decoderResult().isSuccess())
                .isTrue();
        int read = 0;
        for (HttpContent part = client.readInbound(); part != null; part = client.readInbound()) {
            assertThat(part.decoderResult().isSuccess()).isTrue();
            read += part.content().readableBytes();
            part.release();
        }
        assertThat(read).isEqualTo(2 * length);
        client.finishAndReleaseAll();
    }

    @Test
    void withoutEventsWouldEndTheResponseAndIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> frame());
        assertThatIllegalArgumentException().isThrownBy(() -> frame("", ""));
    }

    @Test
    void isReadByEachOfItsReadersFromTheStart() {
        ByteBuf second = frame.share(0);
        first.skipBytes(first.readableBytes());
        assertThat(second.readableBytes()).isEqualTo(second.capacity());
        assertThat(second.memoryAddress()).as("the same memory").isEqualTo(first.memoryAddress());
        second.release();
    }

    @Test
    void isFreeWhenTheLastReaderIsThrough() {
        ByteBuf second = frame.share(0);
        frame.release();
        first.release();
        assertThat(second.refCnt()).isEqualTo(1);
        second.release();
        assertThat(second.refCnt()).isZero();
    }
}
