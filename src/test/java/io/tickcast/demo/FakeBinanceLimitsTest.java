package io.tickcast.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.http.UpgradeRejectedException;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FakeBinanceLimitsTest extends WithServer {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Limits LAX = Limits.REAL.withoutPings().withMessages(1000, LONG);

    @Test
    void theDefaultsAreTheDocumentedOnes() {
        assertThat(Limits.REAL)
                .isEqualTo(new Limits(
                        Duration.ofSeconds(20),
                        Duration.ofSeconds(60),
                        5,
                        Duration.ofSeconds(1),
                        1024,
                        300,
                        Duration.ofMinutes(5),
                        Duration.ofHours(24)));
    }

    @Test
    void aFasterClockShortensDurationsAndNothingElse() {
        assertThat(Limits.REAL.fasterBy(1000))
                .isEqualTo(new Limits(
                        Duration.ofMillis(20),
                        Duration.ofMillis(60),
                        5,
                        Duration.ofMillis(1),
                        1024,
                        300,
                        Duration.ofMillis(300),
                        Duration.ofMillis(86_400)));
    }

    @Test
    void aClientThatCopiesThePayloadIntoItsPongStays() {
        ScriptedBinance server = server(LAX.withPings(Duration.ofMillis(20), Duration.ofSeconds(2)));
        client(server, TICKER);
        Connection connection = await(server.nextConnection());

        await(connection.received().reached(110));
        assertThat(connection.isOpen()).isTrue();
        assertThat(connection.received().all()).extracting(Received::kind).containsOnly(Received.Kind.PONG);
        assertThat(connection.received().all()).extracting(Received::text).doesNotHaveDuplicates();
    }

    @Test
    void aClientWithoutPongsIsCut() {
        ScriptedBinance server = server(LAX.withPings(Duration.ofMillis(200), Duration.ofMillis(200)));
        Client client = client(server, TICKER).withoutPongs();

        assertThat(await(client.closed())).isEqualTo(1008);
        assertThat(client.closeReason()).isEqualTo("Pong timeout");
    }

    @Test
    void aPongOfItsOwnMakingDoesNotSaveTheClient() {
        ScriptedBinance server = server(LAX.withPings(Duration.ofMillis(50), Duration.ofMillis(500)));
        Client client = client(server, TICKER).withPongs("of my own making");

        assertThat(await(client.closed())).isEqualTo(1008);
        assertThat(await(server.nextConnection()).received().all())
                .extracting(Received::text)
                .contains("of my own making");
    }

    @Test
    void aClientThatSendsTooMuchIsCut() {
        ScriptedBinance server = server(LAX.withMessages(5, LONG));
        Client client = client(server, TICKER);
        client.ping("1");
        client.pong("2");
        for (int i = 3; i <= 6; i++) {
            client.send("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":" + i + "}");
        }

        assertThat(await(client.closed())).isEqualTo(1008);
        assertThat(client.closeReason()).isEqualTo("Too many requests");
        assertThat(client.texts().all()).hasSize(3);
        Closed closed = await(await(server.nextConnection()).closed());
        assertThat(closed.byServer()).isTrue();
    }

    @Test
    void asManyMessagesAsAllowedAreFine() {
        Client client = client(server(LAX.withMessages(5, LONG)), TICKER);
        for (int i = 1; i <= 5; i++) {
            assertThat(await(client.ask("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":" + i + "}")))
                    .contains("btcusdt@ticker");
        }
    }

    @Test
    void aUrlWithTooManyStreamsIsCut() {
        Client client = client(server(LAX.withStreams(2)), "/ws/a@ticker/b@ticker/c@ticker");

        assertThat(await(client.closed())).isEqualTo(1008);
        assertThat(client.closeReason()).isEqualTo("Too many subscriptions");
    }

    @Test
    void aThousandAndTwentyFourStreamsAreTheMost() {
        ScriptedBinance server = server(LAX);
        Client client = client(server, "/ws");

        assertThat(await(client.ask(subscribe(0, 1024)))).isEqualTo("{\"result\":null,\"id\":1}");
        assertThat(await(client.ask(subscribe(1024, 1025)))).contains("\"code\":4");
        assertThat(await(server.nextConnection()).streams()).hasSize(1024);
    }

    private static String subscribe(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "\"s" + i + "@ticker\"")
                .collect(Collectors.joining(",", "{\"method\":\"SUBSCRIBE\",\"params\":[", "],\"id\":1}"));
    }

    @Test
    void tooManyConnectionsAreRefused() {
        ScriptedBinance server = server(LAX.withConnections(2, LONG));
        client(server, TICKER);
        client(server, TICKER);

        UpgradeRejectedException refusal =
                catchThrowableOfType(UpgradeRejectedException.class, () -> client(server, TICKER));
        assertThat(refusal.getStatus()).isEqualTo(429);
        assertThat(refusal.getHeaders().get("Retry-After")).isEqualTo("3600");
    }

    @Test
    void anOldConnectionIsClosed() {
        Client client = client(server(LAX.withConnectionLife(Duration.ofMillis(50))), TICKER);

        assertThat(await(client.closed())).isEqualTo(1001);
    }

    @Test
    void aQuotaCountsWithinItsWindowOnly() {
        Quota quota = new Quota(2, Duration.ofNanos(100));

        assertThat(quota.admits(0)).isTrue();
        assertThat(quota.admits(60)).isTrue();
        assertThat(quota.admits(99)).isFalse();
        assertThat(quota.admits(100)).isTrue();
        assertThat(quota.admits(159)).isFalse();
        assertThat(quota.admits(160)).isTrue();
    }

    @Test
    void aQuotaWithoutAWindowAdmitsAll() {
        Quota quota = new Quota(1, Duration.ZERO);

        assertThat(IntStream.range(0, 100).allMatch(i -> quota.admits(0))).isTrue();
    }
}
