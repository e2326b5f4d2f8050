package io.tickcast.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.config.Settings;
import io.vertx.redis.client.impl.types.ErrorType;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisFaultTest {
  private static final Settings.Redis SETTINGS =
      new Settings.Redis("127.0.0.1", 6379, "", "secret", 0, Duration.ofSeconds(2));

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "NOAUTH Authentication required.                                   | NOAUTH",
      "WRONGPASS invalid username-password pair or user is disabled.     | WRONGPASS",
      "ERR [0] NOPERM this user has no permissions to run 'setex'        | NOPERM",
      "ERR [0] READONLY You can't write against a read only replica.     | READONLY",
      "LOADING Redis is loading the dataset in memory                    | LOADING",
      "ERR [17] OOM command not allowed when used memory > 'maxmemory'.  | OOM",
      "ERR [0] MISCONF Redis is configured to save RDB snapshots, but    | MISCONF",
      "MASTERDOWN Link with MASTER is down                               | MASTERDOWN",
      "ERR [0] MOVED 3999 127.0.0.1:6381                                 | MOVED",
      "DENIED Redis is running in protected mode                         | DENIED",
      "ERR DB index is out of range                                      | DATABASE",
      "ERR max number of clients reached                                 | REPLY",
      "CONNECTION_CLOSED                                                 | CLOSED",
      "ERR [0] CONNECTION_CLOSED                                         | CLOSED",
      "ERR [0] java.net.SocketException: Connection reset                | CLOSED",
  })
  void tellsRepliesApart(String message, RedisFault.Kind kind) {
    assertThat(RedisFault.of(ErrorType.create(message), SETTINGS).kind()).isEqualTo(kind);
  }

  @Test
  void tellsFaultsOfTheConnectionApart() {
    assertThat(kind(new ConnectException("refused"))).isEqualTo(RedisFault.Kind.UNREACHABLE);
    assertThat(kind(new UnknownHostException("nowhere"))).isEqualTo(RedisFault.Kind.UNKNOWN_HOST);
    assertThat(kind(new TimeoutException("Timeout 2000 (ms) fired"))).isEqualTo(RedisFault.Kind.SILENT);
    assertThat(kind(new ClosedChannelException())).isEqualTo(RedisFault.Kind.CLOSED);
    assertThat(kind(new IOException("Connection reset by peer"))).isEqualTo(RedisFault.Kind.CLOSED);
    assertThat(kind(new IllegalStateException())).isEqualTo(RedisFault.Kind.OTHER);
  }

  @Test
  void keepsTheFirstErrorOfABatchWithoutItsPlace() {
    String batch = "ERR [0] OOM command not allowed\nERR [1] OOM command not allowed";
    assertThat(RedisFault.of(ErrorType.create(batch), SETTINGS).text()).isEqualTo("Redis is full: raise its maxmemory, "
        + "or choose a maxmemory-policy that evicts (OOM command not allowed)");
  }

  @Test
  void neverShowsThePassword() {
    assertThat(RedisFault.of(ErrorType.create("ERR unknown command 'HELLO' with 'AUTH' 'secret'"), SETTINGS).text())
        .isEqualTo("Redis answered with an error (ERR unknown command 'HELLO' with 'AUTH' '***')");
  }

  @Test
  void staysOneShortLine() {
    assertThat(RedisFault.of(ErrorType.create("ERR \u001b[31m" + "x".repeat(10_000)), SETTINGS).text())
        .hasSizeLessThan(250).doesNotContain("\u001b");
    assertThat(RedisFault.of(ErrorType.create(""), SETTINGS).text()).isEqualTo("Redis answered with an error ()");
  }

  private static RedisFault.Kind kind(Throwable cause) {
    return RedisFault.of(cause, SETTINGS).kind();
  }
}
