package io.tickcast.alert;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.alert.evaluation.RuleBook;
import io.tickcast.alert.rule.AlertRule;
import io.tickcast.alert.rule.Condition.Threshold;
import io.tickcast.alert.rule.Receiver;
import io.tickcast.alert.rule.RuleState;
import io.tickcast.alert.rule.RuleState.Phase;
import io.tickcast.alert.rule.WebhookFormat;
import io.tickcast.time.NodeClock;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FiringLogTest {
    private static final Receiver RECEIVER = new Receiver(URI.create("https://example.com"), WebhookFormat.SLACK, "");

    private final List<FiringLog.Found> passed = new ArrayList<>();
    private final FiringLog log = new FiringLog(NodeClock.system(), Duration.ZERO, passed::add);
    private final AlertRule rule = new AlertRule(
            "r",
            "owner",
            1,
            1,
            "BTCUSDT",
            "binance",
            new Threshold(Threshold.Kind.ABOVE, BigDecimal.TEN),
            true,
            "",
            List.of(RECEIVER, RECEIVER.disable()),
            Instant.EPOCH);

    private static RuleState state(long step) {
        return new RuleState(1, step, (step + 1) / 2, step % 2 == 1 ? Phase.FIRED : Phase.ARMED, 1_000 * step);
    }

    private void fires(long step) {
        log.fired(rule, state(step), tick("BTCUSDT", 1_000 * step, "11.50"));
    }

    private List<Long> steps() {
        return passed.stream().map(found -> found.step().state().step()).toList();
    }

    @Test
    void theNodeWithTheLeasePassesOnWhatItFinds() {
        log.begin(Map.of());
        fires(1);
        assertThat(passed).singleElement().satisfies(found -> {
            assertThat(found.firing().orElseThrow().id()).isEqualTo("msg_r.1.1");
            assertThat(found.firing().orElseThrow().price()).isEqualTo("11.50");
            assertThat(found.step().deliveries())
                    .as("none to a receiver that is gone")
                    .singleElement()
                    .satisfies(delivery -> assertThat(delivery.receiver()).isEqualTo(RECEIVER));
        });
    }

    @Test
    void whatNobodyHasWrittenIsPassedOnByTheNextNode() {
        fires(1);
        log.changed(rule, state(2));
        fires(3);
        assertThat(passed).isEmpty();
        log.written("r", state(1));
        log.begin(Map.of());
        assertThat(steps()).containsExactly(2L, 3L);
    }

    @Test
    void whatTheDatabaseHasIsNotPassedOnAgain() {
        fires(1);
        log.changed(rule, state(2));
        fires(3);
        log.begin(Map.of("r", state(2), "other", state(9)));
        assertThat(steps()).containsExactly(3L);
    }

    @Test
    void aNodeThatHasLostTheLeaseKeepsWhatItFinds() {
        log.begin(Map.of());
        log.end();
        fires(1);
        assertThat(passed).isEmpty();
        assertThat(log.overdue(Duration.ofSeconds(-1), 10)).hasSize(1);
        assertThat(log.overdue(Duration.ofHours(1), 10)).isEmpty();
    }

    @Test
    void whatTheNodeWithTheLeaseToldIsPassedOnIfItEndsBeforeItHasWritten() {
        RuleBook book = new RuleBook(BigDecimal.ONE, log);
        book.put(rule, RuleState.of(rule));
        List<FiringLog.Found> told = new ArrayList<>();
        FiringLog telling = new FiringLog(NodeClock.system(), Duration.ZERO, told::add);
        telling.begin(Map.of());
        telling.fired(rule, state(1), tick("BTCUSDT", 1_000, "11.50"));
        telling.changed(rule, state(2));
        Fired first = Fired.of(told.get(0));
        assertThat(log.adopt(book, first)).isTrue();
        assertThat(log.adopt(book, first)).as("it is known").isFalse();
        assertThat(log.adopt(book, Fired.of(told.get(1)))).isTrue();
        assertThat(passed).isEmpty();
        log.written("r", state(2));
        log.begin(Map.of());
        assertThat(passed).singleElement().satisfies(found -> {
            assertThat(found.firing()).isEqualTo(first.firing());
            assertThat(found.step().deliveries()).hasSize(1);
        });
    }

    @Test
    void nothingOfADeletedRuleIsPassedOn() {
        fires(1);
        log.forget("other");
        assertThat(log.overdue(Duration.ofSeconds(-1), 10)).hasSize(1);
        log.forget("r");
        log.begin(Map.of());
        assertThat(passed).isEmpty();
    }
}
