package io.tickcast.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class WaitingMessagesTest {
    private static final String HALF = "x".repeat(WaitingMessages.MAX_CHARS / 2);

    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final List<String> taken = new ArrayList<>();
    private final WaitingMessages messages = new WaitingMessages(action -> waiting.size() < 3 && waiting.add(action));

    private boolean add(String text) {
        return messages.add(text, taken::add);
    }

    @Test
    void messagesWaitInTheirOrder() {
        assertThat(add("a")).isTrue();
        assertThat(add("b")).isTrue();
        assertThat(taken).isEmpty();
        waiting.forEach(Runnable::run);
        assertThat(taken).containsExactly("a", "b");
    }

    @Test
    void togetherTheyMayBeAsLongAsTheLargestMessage() {
        assertThat(add(HALF)).isTrue();
        assertThat(add(HALF)).isTrue();
        assertThat(add("x")).isFalse();
        waiting.remove().run();
        assertThat(add("x")).isTrue();
        assertThat(add(HALF)).isFalse();
    }

    @Test
    void aMessageThatMayNotWaitTakesNoRoom() {
        assertThat(add("a")).isTrue();
        assertThat(add("b")).isTrue();
        assertThat(add("c")).isTrue();
        assertThat(add(HALF + HALF.substring(3))).isFalse();
        waiting.remove().run();
        assertThat(add(HALF + HALF.substring(2))).isTrue();
    }
}
