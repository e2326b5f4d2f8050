package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PongLimiterTest {
    private final Socket socket = new Socket();
    private int unanswered;
    private final EmbeddedChannel channel = new EmbeddedChannel(socket, new PongLimiter(() -> unanswered++));

    /** Takes a write when the test says so. */
    private static final class Socket extends ChannelOutboundHandlerAdapter {
        private final List<PongWebSocketFrame> pongs = new ArrayList<>();
        private final List<ChannelPromise> taken = new ArrayList<>();

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            pongs.add((PongWebSocketFrame) message);
            taken.add(promise);
        }

        private List<String> texts() {
            return pongs.stream()
                    .map(pong -> pong.content().toString(StandardCharsets.US_ASCII))
                    .toList();
        }
    }

    private static PingWebSocketFrame ping(String text) {
        return new PingWebSocketFrame(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    @Test
    void answersTheNewestPingOnceTheSocketHasTakenTheLastPong() {
        channel.writeInbound(ping("1"));
        for (int i = 2; i < 1_000; i++) {
            channel.writeInbound(ping(Integer.toString(i)));
        }
        assertThat(socket.texts()).containsExactly("1");
        assertThat(unanswered).isEqualTo(997);

        socket.taken.get(0).setSuccess();
        assertThat(socket.texts()).containsExactly("1", "999");
        socket.taken.get(1).setSuccess();
        channel.writeInbound(ping("1000"));
        assertThat(socket.texts()).containsExactly("1", "999", "1000");
        assertThat(unanswered).isEqualTo(997);
    }

    @Test
    void answersOnePingOfARead() {
        channel.writeInbound(ping("1"), ping("2"), new TextWebSocketFrame("text"), ping("3"));
        assertThat(socket.texts()).containsExactly("3");
        assertThat(channel.<TextWebSocketFrame>readInbound().text()).isEqualTo("text");
        assertThat(unanswered).isEqualTo(2);
    }

    @Test
    void keepsNoPingOfAConnectionThatEnds() {
        PingWebSocketFrame waiting = ping("2");
        channel.writeInbound(ping("1"));
        channel.writeInbound(waiting);
        socket.taken.get(0).setFailure(new IllegalStateException("closed"));
        channel.close();
        assertThat(waiting.refCnt()).isZero();
    }
}
