package io.tickcast.alert.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.alert.rule.Receiver;
import io.tickcast.alert.rule.WebhookFormat;
import io.vertx.core.Future;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReceiverSlotsTest {
    private final ReceiverSlots slots = new ReceiverSlots();

    private static Receiver receiver(String host) {
        return new Receiver(URI.create("https://" + host + "/hook"), WebhookFormat.SLACK, "");
    }

    private static List<Receiver> receivers(String domain, int count) {
        return IntStream.range(0, count).mapToObj(i -> receiver(i + domain)).toList();
    }

    private List<Future<Slot>> take(List<Receiver> receivers) {
        return receivers.stream().map(receiver -> slots.take("ann", receiver)).toList();
    }

    private static long granted(List<Future<Slot>> taken) {
        return taken.stream().filter(Future::succeeded).count();
    }

    @Test
    void thoseThatFailTakeNoSlotOfThoseThatAnswer() {
        List<Receiver> failing = receivers(".fails.example", 1_000);
        failing.forEach(receiver -> slots.ended(receiver, false));
        List<Receiver> answering = receivers(".answers.example", 192);
        answering.forEach(receiver -> slots.ended(receiver, true));
        assertThat(granted(take(failing))).isEqualTo(64);
        assertThat(granted(take(receivers(".new.example", 1_000)))).isEqualTo(192);
        assertThat(granted(take(answering))).isEqualTo(192);
    }

    @Test
    void aHostHasFewerSlotsOnceItFails() {
        Receiver receiver = receiver("example.com");
        slots.ended(receiver, true);
        List<Receiver> often = IntStream.range(0, 100).mapToObj(i -> receiver).toList();
        assertThat(granted(take(often))).isEqualTo(32);
        slots.ended(receiver, false);
        assertThat(granted(take(often))).isEqualTo(8);
    }

    @Test
    void aReceiverThatFailsWhileItWaitsMovesToThoseThatFail() {
        List<Future<Slot>> all = take(receivers(".new.example", 192));
        Receiver waits = receiver("waits.example");
        Receiver next = receiver("next.example");
        Future<Slot> waiting = slots.take("ann", waits);
        Future<Slot> last = slots.take("ann", next);
        slots.ended(waits, false);
        all.get(0).result().release();
        assertThat(waiting.succeeded()).isTrue();
        // It left the slot to the next one.
        assertThat(last.succeeded()).isTrue();
    }
}
