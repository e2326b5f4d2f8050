package io.tickcast.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamCutoverTest {
    private final List<String> out = new ArrayList<>();
    private final StreamCutover cutover =
            new StreamCutover(frame -> out.add(new String(frame.message(), StandardCharsets.UTF_8)
                    .replaceAll(".*\"stream\":\"(.)@t\",\"data\":(\\d+).*", "$1$2")));

    private static RelayFrame frame(String text) {
        String message = "{\"stream\":\"" + text.charAt(0) + "@t\",\"data\":" + text.substring(1) + '}';
        return RelayFrame.of(message.getBytes(StandardCharsets.UTF_8), false).orElseThrow();
    }

    private void old(String... frames) {
        for (String each : frames) {
            cutover.old(frame(each));
        }
    }

    private void next(String... frames) {
        for (String each : frames) {
            cutover.next(frame(each));
        }
    }

    @Test
    void aNextConnectionThatIsBehindCatchesUp() {
        old("a1", "a2", "a3", "a4");
        next("a2");
        old("a5");
        next("a3", "a4", "a5", "a6");
        assertThat(out).containsExactly("a1", "a2", "a3", "a4", "a5", "a6");
    }

    @Test
    void aNextConnectionThatIsAheadWaits() {
        old("a1");
        next("a3", "a4");
        old("a2", "a3", "a4");
        next("a5");
        assertThat(out).containsExactly("a1", "a2", "a3", "a4", "a5");
    }

    @Test
    void eachStreamGoesOverOnItsOwn() {
        old("a1", "b1");
        next("a1", "a2", "b2");
        old("b2");
        next("b3");
        assertThat(out).containsExactly("a1", "b1", "a2", "b2", "b3");
    }

    @Test
    void whatTheOldConnectionNeverBroughtComesAtTheEnd() {
        old("a1");
        next("a3");
        assertThat(out).containsExactly("a1");
        cutover.end();
        assertThat(out).containsExactly("a1", "a3");
    }

    @Test
    void theOldConnectionGoesOnWhenTheNextOneIsLost() {
        old("a1");
        next("a1", "a2");
        cutover.begin();
        old("a3");
        assertThat(out).containsExactly("a1", "a2", "a3");
    }

    @Test
    void whatANextConnectionDidNotLiveToBringIsTakenFromTheOldOne() {
        old("a1");
        next("a1");
        old("a2", "a3");
        next("a2");
        assertThat(out).containsExactly("a1", "a2");
        cutover.begin();
        old("a4");
        assertThat(out).containsExactly("a1", "a2", "a3", "a4");
    }

    @Test
    void whatALostNextConnectionBroughtFirstIsNotRepeated() {
        old("a1");
        next("a1", "a2", "a3");
        cutover.begin();
        old("a2");
        next("a3");
        old("a3", "a4");
        next("a4", "a5");
        assertThat(out).containsExactly("a1", "a2", "a3", "a4", "a5");
    }

    @Test
    void aLostNextConnectionThatWasCatchingUpCostsNothing() {
        old("a1", "a2");
        next("a1");
        old("a3");
        cutover.begin();
        old("a4");
        next("a4", "a5");
        assertThat(out).containsExactly("a1", "a2", "a3", "a4", "a5");
    }
}
