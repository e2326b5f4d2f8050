package io.tickcast.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.alert.delivery.WebhookSender;
import io.tickcast.alert.rule.Condition.Threshold;
import io.tickcast.alert.rule.Firing;
import io.tickcast.alert.rule.Receiver;
import io.tickcast.alert.rule.WebhookFormat;
import io.tickcast.alert.store.AlertStore;
import io.tickcast.alert.store.JournalEntry.Attempted;
import io.tickcast.alert.store.PendingDelivery;
import io.tickcast.names.SystemResolver;
import io.tickcast.testing.Await;
import io.tickcast.testing.FakeMessenger;
import io.tickcast.testing.TestSettings;
import io.tickcast.time.NodeClock;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Deliveries to the fake of a messenger without a pause between messages. */
@Timeout(120)
class DeliveriesTest {
    private static final List<Duration> RETRY = List.of(Duration.ZERO, Duration.ofMillis(20), Duration.ofMillis(20));

    private static final String SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final List<Attempted> attempts = Collections.synchronizedList(new ArrayList<>());
    private final List<String> gone = new CopyOnWriteArrayList<>();
    private AlertStore store;
    private FakeMessenger fake;
    private Receiver receiver;
    private Deliveries deliveries;

    @BeforeEach
    void start() {
        fake = new FakeMessenger(vertx, WebhookFormat.DISCORD, "");
        receiver = new Receiver(fake.webhook(), WebhookFormat.DISCORD, "");
        store = new AlertStore(
                vertx,
                TestSettings.with(Map.of("TICKCAST_STORAGE_URL", "jdbc:sqlite:" + folder.resolve("alerts.db")))
                        .storage());
        deliveries = deliveries(RETRY);
    }

    private Deliveries deliveries(List<Duration> retry) {
        return Await.on(
                context,
                () -> new Deliveries(
                        vertx,
                        store,
                        new WebhookSender(vertx, new SystemResolver(vertx), true),
                        NodeClock.system(),
                        retry,
                        attempts::add,
                        (owner, receiver) -> gone.add(owner + " " + receiver)));
    }

    @AfterEach
    void close() {
        Await.result(store.close());
        Await.result(vertx.close());
    }

    private static Firing firing(int number) {
        return firing(number, "ann");
    }

    private static Firing firing(int number, String owner) {
        return new Firing(
                "msg_" + number,
                "alert",
                owner,
                "BTCUSDT",
                "binance",
                "100000.10",
                45,
                new Threshold(Threshold.Kind.ABOVE, new BigDecimal("100000")),
                "n" + number + " " + "x".repeat(300),
                Instant.ofEpochSecond(1_700_000_000 + number),
                false);
    }

    private void add(int count) {
        long now = NodeClock.system().millis();
        Await.on(context, () -> {
            IntStream.range(0, count)
                    .mapToObj(i -> new PendingDelivery(firing(i), 0, receiver, now))
                    .forEach(deliveries::add);
            return true;
        });
    }

    private List<String> told() {
        return fake.taken().stream()
                .flatMap(String::lines)
                .map(line -> line.replaceAll(".*- (n\\d+) x+", "$1"))
                .toList();
    }

    private void awaitDelivered(int count) {
        Await.until("all are delivered", () -> Await.on(context, deliveries::delivered) == count);
    }

    @Test
    void whatDoesNotFitComesWithTheNextMessages() {
        add(40);
        awaitDelivered(40);
        assertThat(told())
                .containsExactly(IntStream.range(0, 40).mapToObj(i -> "n" + i).toArray(String[]::new));
        // Five lines fit; the first message had no other yet.
        assertThat(fake.taken()).hasSize(1 + 8);
        assertThat(attempts).hasSize(40).allMatch(one -> one.nextAt() < 0);
    }

    @Test
    void aMessageThatFailedComesAgainAsAWhole() {
        fake.answerNext(new FakeMessenger.Answer(204, ""));
        fake.answerNext(new FakeMessenger.Answer(503, ""));
        fake.answerNext(new FakeMessenger.Answer(503, ""));
        add(4);
        awaitDelivered(4);
        assertThat(told()).containsExactly("n1", "n2", "n3");
        assertThat(fake.messages()).hasSize(4);
        assertThat(fake.messages().get(3)).isEqualTo(fake.messages().get(1));
    }

    @Test
    void aReceiverThatSaysWhenToComeAgainDoesNotUseTheScheduleUp() {
        deliveries = deliveries(List.of(Duration.ZERO, Duration.ofHours(1)));
        fake.answerNext(new FakeMessenger.Answer(503, Map.of("Retry-After", "1"), ""));
        fake.answerNext(new FakeMessenger.Answer(503, Map.of("Retry-After", "1"), ""));
        add(1);
        awaitDelivered(1);
        assertThat(attempts).hasSize(3);
        assertThat(attempts.subList(0, 2)).allMatch(one -> one.nextAt() > 0);
    }

    @Test
    void whatHasEndedTakesNoPlaceWhileTheDatabaseIsAway() {
        Receiver refused = new Receiver(fake.webhook(), WebhookFormat.STANDARD, "no secret");
        long now = NodeClock.system().millis();
        Await.on(context, () -> {
            for (int i = 0; i < Deliveries.MOST_WAITING; i++) {
                deliveries.add(new PendingDelivery(firing(i), 0, refused, now));
            }
            return true;
        });
        Await.until("all are refused", () -> Await.on(context, deliveries::givenUp) == Deliveries.MOST_WAITING);
        assertThat(deliveries.waiting()).isZero();
        add(1);
        assertThat(deliveries.waiting())
                .as("it has ended, as the database does not know")
                .isZero();
        Await.on(context, () -> {
            deliveries.written(attempts.subList(0, 1));
            return true;
        });
        add(1);
        awaitDelivered(1);
    }

    @Test
    void aReceiverThatIsGoneIsToldNothingMoreOfItsOwnerWhateverTheSecrets() {
        FakeMessenger standard = new FakeMessenger(vertx, WebhookFormat.STANDARD, SECRET);
        Receiver first = new Receiver(standard.webhook(), WebhookFormat.STANDARD, SECRET);
        Receiver second = new Receiver(standard.webhook(), WebhookFormat.STANDARD, "another");
        standard.answerNext(new FakeMessenger.Answer(410, ""));
        long now = NodeClock.system().millis();
        long later = now + Duration.ofHours(1).toMillis();
        Await.on(context, () -> {
            deliveries.add(new PendingDelivery(firing(1, "ann"), 0, second, later));
            deliveries.add(new PendingDelivery(firing(2, "bob"), 0, second, later));
            deliveries.add(new PendingDelivery(firing(3, "bob"), 0, first, later));
            deliveries.add(new PendingDelivery(firing(4, "ann"), 0, receiver, later));
            deliveries.add(new PendingDelivery(firing(5, "ann"), 0, first, now));
            return true;
        });
        Await.until("it has answered", () -> Await.on(context, deliveries::givenUp) > 0);
        assertThat(attempts)
                .allMatch(one -> one.attempt().status() == 410 && one.nextAt() < 0)
                .extracting(one -> one.attempt().firing())
                .containsExactlyInAnyOrder("msg_1", "msg_5");
        assertThat(gone).containsExactly("ann " + first);
    }
}
