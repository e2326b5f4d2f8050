package io.tickcast.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.config.Settings;
import io.tickcast.config.SettingsException;
import io.vertx.redis.client.impl.types.ErrorType;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisFaultTest {
    private static final Settings.Redis SETTINGS =
            new Settings.Redis("127.0.0.1", 6379, "", "secret", 0, Duration.ofSeconds(2), Optional.empty());

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NOAUTH Authentication required.                                   | NOAUTH",
                "WRONGPASS invalid username-password pair or user is disabled.     | WRONGPASS",
                "NOPERM this user has no permissions to run 'setex'        | NOPERM",
                "READONLY You can't write against a read only replica.     | READONLY",
                "LOADING Redis is loading the dataset in memory                    | LOADING",
                "OOM command not allowed when used memory > 'maxmemory'.  | OOM",
                "MISCONF Redis is configured to save RDB snapshots, but    | MISCONF",
                "MASTERDOWN Link with MASTER is down                               | MASTERDOWN",
                "MOVED 3999 127.0.0.1:6381                                 | MOVED",
                "DENIED Redis is running in protected mode                         | DENIED",
                "ERR DB index is out of range                                      | DATABASE",
                "ERR [3] OOM command not allowed                                   | OOM",
                "ERR max number of clients reached                                 | REPLY",
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
        assertThat(kind(new NoRouteToHostException("no route"))).isEqualTo(RedisFault.Kind.UNREACHABLE);
        assertThat(kind(new SocketException("Network is unreachable"))).isEqualTo(RedisFault.Kind.UNREACHABLE);
        assertThat(kind(new SSLHandshakeException("no"))).isEqualTo(RedisFault.Kind.TLS);
        assertThat(kind(new SettingsException("no such file"))).isEqualTo(RedisFault.Kind.FILE);
        assertThat(kind(new IllegalStateException())).isEqualTo(RedisFault.Kind.OTHER);
    }

    @Test
    void tellsWhatIsNoRedisFromARedisThatSaysTooMuch() {
        byte[] answer = "HTTP/1.1 400 Bad\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        RedisFault alien = RedisFault.of(RedisProtocolException.otherProtocol(answer), SETTINGS);
        assertThat(alien.text())
                .isEqualTo("Redis does not answer like Redis: correct cache.redis.port, and "
                        + "cache.redis.tls.enabled if it is TLS (its answer begins with \"HTTP/1.1 400 Bad    \")");
        assertThat(RedisFault.of(RedisProtocolException.unaskedReply(), SETTINGS)
                        .text())
                .isEqualTo("Redis sent an unexpected reply");
    }

    @Test
    void neverShowsThePassword() {
        assertThat(text(ErrorType.create("ERR unknown command 'HELLO' with 'AUTH' 'secret'")))
                .isEqualTo("Redis answered with an error (ERR unknown command 'HELLO' with 'AUTH' '***')");
    }

    @Test
    void staysOneShortLine() {
        assertThat(text(ErrorType.create("ERR \u001b[31m\u0085\u202e\n" + "x".repeat(10_000))))
                .hasSizeLessThan(250)
                .doesNotContain("\u001b", "\u0085", "\u202e", "\n");
        assertThat(text(ErrorType.create(""))).isEqualTo("Redis answered with an error ()");
    }

    private static String text(Throwable cause) {
        return RedisFault.of(cause, SETTINGS).text();
    }

    private static RedisFault.Kind kind(Throwable cause) {
        return RedisFault.of(cause, SETTINGS).kind();
    }
}
