package io.tickcast.alert.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.alert.rule.AlertRule;
import io.tickcast.alert.rule.Condition;
import io.tickcast.alert.rule.Condition.Move;
import io.tickcast.alert.rule.Condition.Threshold;
import io.tickcast.alert.rule.Firing;
import io.tickcast.alert.rule.Receiver;
import io.tickcast.alert.rule.RuleState;
import io.tickcast.alert.rule.RuleState.Phase;
import io.tickcast.alert.rule.RuleWithState;
import io.tickcast.alert.rule.WebhookFormat;
import io.tickcast.alert.store.JournalEntry.Attempted;
import io.tickcast.alert.store.JournalEntry.Step;
import io.tickcast.market.candle.Interval;
import io.tickcast.testing.Await;
import io.tickcast.testing.Firings;
import io.tickcast.testing.TestSettings;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The contract of a store of alerts over any database. */
@Timeout(300)
abstract class AlertStoreContract {
    private static final long TIME = 1_704_868_500_000L;
    private static final Receiver RECEIVER =
            new Receiver(URI.create("https://example.com/hook?token=x"), WebhookFormat.STANDARD, "whsec_secret");

    private final Vertx vertx = Vertx.vertx();
    private AlertStore store;

    /** The database of this test, which is empty. */
    abstract String url();

    @BeforeEach
    void open() {
        store = another();
    }

    private AlertStore another() {
        return new AlertStore(
                vertx,
                TestSettings.with(Map.of("TICKCAST_STORAGE_URL", url(), "TICKCAST_STORAGE_TIMEOUT", "30s"))
                        .storage());
    }

    @AfterEach
    void close() {
        Await.result(store.close());
        Await.result(vertx.close());
    }

    private static AlertRule rule(String id, int revision, int generation, Condition when) {
        return new AlertRule(
                id,
                "owner",
                revision,
                generation,
                "BTCUSDT",
                "binance",
                when,
                true,
                "a note, 中文 and \"quotes\"",
                List.of(RECEIVER),
                Instant.ofEpochMilli(TIME));
    }

    private static Condition above(String level) {
        return new Threshold(Threshold.Kind.ABOVE, new BigDecimal(level));
    }

    private AlertRule add(String id) {
        AlertRule rule = rule(id, 1, 1, above("100000.00000000"));
        assertThat(Await.result(store.add(rule, 10))).isTrue();
        return rule;
    }

    private static RuleState state(long step, long fired) {
        return new RuleState(1, step, fired, Phase.FIRED, TIME);
    }

    private static PendingDelivery delivery(int number, long firstAt) {
        Firing firing = Firings.firing("msg_" + number, "owner", "100000.10");
        return new PendingDelivery(firing, number, RECEIVER, firstAt);
    }

    private Set<PendingDelivery> write(JournalEntry... entries) {
        return Await.result(store.write(List.of(entries)));
    }

    private static Attempted attempted(int number, int attempt, long nextAt) {
        return new Attempted(new Attempt("msg_" + number, number, attempt, TIME + attempt, 0, "no answer"), nextAt);
    }

    private List<PendingDelivery> pending() {
        return Await.result(store.pending(Long.MAX_VALUE, 100));
    }

    @Test
    void rulesComeBackAsTheyWere() {
        AlertRule level = add("one");
        AlertRule move = rule(
                "two", 1, 1, new Move(new BigDecimal("2.50"), Interval.of("5m").orElseThrow()));
        Await.result(store.add(move, 10));
        assertThat(Await.result(store.rules()))
                .containsExactlyInAnyOrder(
                        new RuleWithState(level, RuleState.of(level)), new RuleWithState(move, RuleState.of(move)));
        assertThat(Await.result(store.rule("one")).map(RuleWithState::rule)).contains(level);
        assertThat(Await.result(store.rule("none"))).isEmpty();
    }

    @Test
    void anOwnerHasNoMoreThanItMay() {
        add("one");
        assertThat(Await.result(store.add(rule("two", 1, 1, above("1")), 1))).isFalse();
        assertThat(Await.result(store.rules())).hasSize(1);
    }

    @Test
    void ofTwoChangesAtATimeOneIsRefused() {
        add("one");
        assertThat(Await.result(store.change(rule("one", 2, 1, above("2"))))).isTrue();
        assertThat(Await.result(store.change(rule("one", 2, 1, above("3"))))).isFalse();
        assertThat(Await.result(store.rule("one")).orElseThrow().rule().when()).isEqualTo(above("2"));
    }

    @Test
    void onlyANewGenerationBeginsAnew() {
        add("one");
        write(new Step("one", state(1, 1), List.of()));
        Await.result(store.change(rule("one", 2, 1, above("2"))));
        assertThat(Await.result(store.rule("one")).orElseThrow().state()).isEqualTo(state(1, 1));
        AlertRule anew = rule("one", 3, 2, above("3"));
        Await.result(store.change(anew));
        assertThat(Await.result(store.rule("one")).orElseThrow().state()).isEqualTo(RuleState.of(anew));
        assertThat(Await.result(store.states())).containsEntry("one", new StoredState(3, RuleState.of(anew)));
    }

    @Test
    void anEarlierStateOrOneOfAnotherGenerationIsNotKept() {
        add("one");
        write(new Step("one", state(5, 3), List.of()), new Step("one", state(4, 2), List.of()));
        write(new Step("one", new RuleState(2, 9, 9, Phase.ARMED, TIME), List.of()));
        assertThat(Await.result(store.states())).containsEntry("one", new StoredState(1, state(5, 3)));
    }

    @Test
    void aDeliveryIsPendingUntilItHasEnded() {
        add("alert");
        PendingDelivery first = delivery(1, TIME);
        PendingDelivery second = delivery(2, TIME + 1);
        assertThat(write(new Step("alert", state(1, 1), List.of(first, second))))
                .isEmpty();
        assertThat(pending()).containsExactly(first, second);
        assertThat(Await.result(store.pending(TIME, 100))).containsExactly(first);
        write(attempted(1, 1, TIME + 60_000), attempted(2, 1, -1));
        assertThat(pending()).containsExactly(first.after(1, TIME + 60_000));
        assertThat(Await.result(store.stillPending(List.of(first, second, delivery(3, TIME)))))
                .as("neither the one that another has attempted nor the one that ended")
                .containsExactly(delivery(3, TIME));
        assertThat(Await.result(store.stillPending(List.of(first.after(1, TIME + 60_000)))))
                .hasSize(1);
    }

    @Test
    void whatIsWrittenAgainChangesNothing() {
        add("alert");
        Step step = new Step("alert", state(1, 1), List.of(delivery(1, TIME), delivery(2, TIME)));
        write(step, attempted(1, 1, -1));
        assertThat(write(step, attempted(1, 1, TIME + 5), attempted(2, 2, TIME + 9), attempted(2, 1, TIME + 7)))
                .as("the one that has ended")
                .containsExactly(delivery(1, TIME));
        assertThat(pending()).containsExactly(delivery(2, TIME).after(2, TIME + 9));
        assertThat(Await.result(store.attempts("alert", 10))).hasSize(3);
    }

    @Test
    void theDeliveriesOfADeletedRuleNeedNotBegin() {
        add("alert");
        write(new Step("alert", state(1, 1), List.of(delivery(1, TIME))), attempted(1, 1, TIME + 5));
        assertThat(Await.result(store.delete("alert"))).isTrue();
        assertThat(Await.result(store.delete("alert"))).isFalse();
        assertThat(pending()).isEmpty();
        assertThat(write(new Step("alert", state(2, 2), List.of(delivery(2, TIME)))))
                .containsExactly(delivery(2, TIME));
        assertThat(Await.result(store.attempts("alert", 10))).isEmpty();
    }

    @Test
    void theLogIsCleanedOfWhatHasEnded() {
        add("alert");
        write(new Step("alert", state(1, 1), List.of(delivery(1, TIME), delivery(2, TIME))), attempted(1, 1, -1));
        assertThat(Await.result(store.deleteBefore(TIME))).isZero();
        assertThat(Await.result(store.deleteBefore(TIME + 1))).isOne();
        assertThat(pending()).containsExactly(delivery(2, TIME));
        assertThat(Await.result(store.attempts("alert", 10))).isEmpty();
    }

    @Test
    void allNodesFindTheSameIdInIt() {
        AlertStore other = another();
        try {
            assertThat(Await.result(store.id())).isNotEmpty().isEqualTo(Await.result(other.id()));
        } finally {
            Await.result(other.close());
        }
    }

    @Test
    void attemptsAreShownWithoutSecrets() {
        add("alert");
        write(new Step("alert", state(1, 1), List.of(delivery(1, TIME))), attempted(1, 1, TIME + 5));
        assertThat(Await.result(store.attempts("alert", 10)))
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.encode())
                        .contains("msg_1", "no answer", "next_at")
                        .doesNotContain("whsec_", "token"));
    }
}
