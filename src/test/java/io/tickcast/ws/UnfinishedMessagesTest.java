package io.tickcast.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class UnfinishedMessagesTest {
    private static final int HALF = UnfinishedMessages.MAX_BYTES / 2;

    private final AtomicInteger held = new AtomicInteger();
    private final UnfinishedMessages messages = new UnfinishedMessages(Duration.ofNanos(10), held::addAndGet);
    private final List<String> givenUp = new ArrayList<>();

    private void hold(String sender, int bytes, long now) {
        messages.hold(sender, bytes, now, code -> givenUp.add(sender + " " + code.code));
    }

    @Test
    void beyondTheBoundTheOldestIsGivenUp() {
        hold("a", HALF, 1);
        hold("b", HALF, 2);
        hold("a", HALF, 3);
        assertThat(givenUp).isEmpty();
        hold("c", 1, 4);
        assertThat(givenUp).containsExactly("a 1013");
        assertThat(held).hasValue(HALF + 1);
        hold("b", HALF + HALF, 5);
        assertThat(givenUp).containsExactly("a 1013", "b 1013");
        assertThat(held).hasValue(1);
    }

    @Test
    void aMessageThatGrowsHasTheTimeSinceItsBegin() {
        hold("a", 1, -5);
        hold("b", 1, 0);
        hold("a", 2, 5);
        messages.endLate(5);
        assertThat(givenUp).isEmpty();
        messages.endLate(6);
        assertThat(givenUp).containsExactly("a 1008");
        messages.release("b");
        messages.release("b");
        messages.endLate(100);
        assertThat(givenUp).hasSize(1);
        assertThat(held).hasValue(0);
    }
}
