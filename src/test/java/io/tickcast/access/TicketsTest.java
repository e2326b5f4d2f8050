package io.tickcast.access;

import static io.tickcast.access.WithAccess.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TicketsTest {
    private final Vertx vertx = Vertx.vertx();
    private final Turned clock = new Turned();
    private final Tickets tickets = new Tickets(vertx, clock, () -> clock.millis() - clock.set);
    private final Grant grant = grant("me");

    /** A clock that a test turns. */
    private static final class Turned extends Clock {
        private Instant now = Instant.ofEpochSecond(1_800_000_000);
        /** ms by which the clock was set. */
        private long set;

        private void set(long millis) {
            now = now.plusMillis(millis);
            set += millis;
        }

        @Override
        public ZoneId getZone() {
            return ZoneId.of("UTC");
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private static Grant grant(String holder) {
        return new Grant(
                holder,
                Optional.of(List.of("BTCUSDT", "ETH*")),
                Optional.of(List.of()),
                Optional.of(Instant.ofEpochSecond(1_800_000_025)));
    }

    @AfterEach
    void close() {
        Await.result(vertx.close());
    }

    @Test
    void aTicketLivesForItsTimeThoughTheWallClockIsSet() {
        Grant endless = new Grant("me", Optional.empty(), Optional.empty(), Optional.empty());
        String ahead = Await.result(tickets.issue(endless));
        clock.set(3_600_000);
        assertThat(Await.result(tickets.spend(ahead))).isEqualTo(endless);
        String back = Await.result(tickets.issue(endless));
        clock.set(-3_600_000);
        clock.now = clock.now.plus(Tickets.LIFE);
        assertThat(refusal(tickets.spend(back))).hasMessageContaining("older than");
    }

    @Test
    void aTicketIsWorthWhatItsTokenWasAndOnce() {
        String ticket = Await.result(tickets.issue(grant));
        assertThat(Await.result(tickets.spend(ticket))).isEqualTo(grant);
        assertThat(refusal(tickets.spend(ticket))).hasMessageContaining("used before");
    }

    @Test
    void aTicketIsWorthNothingAfterItsTimeNorAfterThatOfItsToken() {
        String ticket = Await.result(tickets.issue(Grant.ALL));
        String early = Await.result(tickets.issue(grant));
        clock.now = clock.now.plusSeconds(26);
        assertThat(refusal(tickets.spend(early)).status())
                .as("its token has expired")
                .isEqualTo(401);
        clock.now = clock.now.plusSeconds(4);
        assertThat(refusal(tickets.spend(ticket)).status()).isEqualTo(401);
    }

    @Test
    void aTicketThatSomebodyThoughtUpIsNone() {
        String ticket = Await.result(tickets.issue(grant));
        for (String none : List.of(
                "",
                "x",
                ticket + "A",
                ticket.substring(1),
                ticket.toLowerCase(Locale.ROOT),
                "A".repeat(43),
                "\u0000".repeat(43),
                "x".repeat(100_000))) {
            assertThat(refusal(tickets.spend(none)).status()).isEqualTo(401);
        }
        assertThat(Await.result(tickets.spend(ticket))).isEqualTo(grant);
    }

    @Test
    void whoSeesTheSharedMapHasNoTicket() {
        String ticket = Await.result(tickets.issue(grant));
        Map<String, String> shared =
                Await.result(Await.result(vertx.sharedData().<String, String>getAsyncMap("io.tickcast.tickets"))
                        .entries());
        assertThat(shared).hasSize(1);
        assertThat(shared.toString()).doesNotContain(ticket);
        assertThat(refusal(tickets.spend(shared.keySet().iterator().next())).status())
                .isEqualTo(401);
    }

    @Test
    void oneHolderCannotTakeThemAll() {
        for (int i = 0; i < Tickets.MOST_OF_ONE_HOLDER; i++) {
            Await.result(tickets.issue(grant));
        }
        assertThat(refusal(tickets.issue(grant)).status()).isEqualTo(429);
        assertThat(Await.result(tickets.issue(grant("you")))).isNotEmpty();
        clock.now = clock.now.plus(Tickets.LIFE);
        assertThat(Await.result(tickets.issue(grant))).isNotEmpty();
    }

    @Test
    void thereAreNotMoreThanANodeCanKeep() {
        for (int i = 0; i < Tickets.MOST; i++) {
            Await.result(tickets.issue(grant(Integer.toString(i))));
        }
        assertThat(refusal(tickets.issue(grant("you"))).status()).isEqualTo(429);
    }
}
