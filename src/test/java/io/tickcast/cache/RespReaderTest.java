package io.tickcast.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickcast.testing.Mutations;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RespReaderTest {
  private static final String ALL = "+OK\r\n-ERR no\r\n:42\r\n$-1\r\n$0\r\n\r\n$6\r\na\r\nb\u00fc\r\n:-2\r\n";

  private final List<RespReply> replies = new ArrayList<>();
  private final RespReader reader = new RespReader(replies::add);

  @Test
  void readsRepliesHoweverTheyAreCut() throws RedisProtocolException {
    Buffer bytes = Buffer.buffer(ALL);
    for (int first = 0; first <= bytes.length(); first++) {
      replies.clear();
      reader.take(bytes.slice(0, first));
      reader.take(bytes.slice(first, bytes.length()));
      assertThat(replies).containsExactly(RespReply.text("OK"), RespReply.error("ERR no"), RespReply.number(42),
          RespReply.ABSENT, RespReply.text(""), RespReply.text("a\r\nb\u00fc"), RespReply.number(-2));
    }
  }

  @Test
  void keepsOfALongStringNoMoreThanTellsThatItIsLong() throws RedisProtocolException {
    reader.take(Buffer.buffer("$200000000\r\n"));
    Buffer part = Buffer.buffer(new byte[1_000_000]);
    for (int i = 0; i < 200; i++) {
      reader.take(part);
    }
    assertThat(replies).isEmpty();
    reader.take(Buffer.buffer("\r\n+OK\r\n"));
    assertThat(replies).hasSize(2);
    assertThat(replies.get(0).text()).hasSize(RespReader.LONGEST_STRING + 1);
    assertThat(replies.get(1)).isEqualTo(RespReply.text("OK"));
  }

  @Test
  void keepsTheLongestStringWhole() throws RedisProtocolException {
    reader.take(Buffer.buffer("$4096\r\n" + "x".repeat(4096) + "\r\n"));
    assertThat(replies).containsExactly(RespReply.text("x".repeat(4096)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 400", "*1\r\n", "\r\n", "$x\r\n", "$-2\r\n", "$536870913\r\n",
      "$99999999999999999999\r\n", ":1.5\r\n", "+OK\n", "$1\r\nab\r\n", ">2\r\n", "\u0015\u0003\u0001"})
  void refusesWhatIsNoReply(String bytes) {
    assertThatThrownBy(() -> reader.take(Buffer.buffer(bytes))).isInstanceOf(RedisProtocolException.class);
  }

  @Test
  void refusesALineWithoutEnd() {
    assertThatThrownBy(() -> {
      for (int i = 0; i < 10; i++) {
        reader.take(Buffer.buffer("+" + "x".repeat(1000)));
      }
    }).isInstanceOf(RedisProtocolException.class).hasMessageContaining("a line of more than 4096 bytes");
  }

  @Test
  void whateverComesItThrowsNothingElse() {
    new Mutations(15, ALL).texts(20_000, text -> {
      try {
        new RespReader(replies::add).take(Buffer.buffer(text));
        return true;
      } catch (RedisProtocolException e) {
        assertThat(e.getMessage()).isNotEmpty();
        return false;
      }
    });
  }
}
