package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SubscribeRequestsTest {
    private final SubscribeRequests requests = new SubscribeRequests(3);

    @BeforeEach
    void ask() {
        assertThat(requests.of(List.of("A", "B", "C", "D", "E")))
                .containsExactly(List.of("A", "B", "C"), List.of("D", "E"));
    }

    @Test
    void theOtherNamesOfARequestAreLeft() {
        assertThat(requests.without("B")).containsExactly("A", "C");
        assertThat(requests.without("A")).containsExactly("C");
        assertThat(requests.without("C")).isEmpty();
        assertThat(requests.without("E")).containsExactly("D");
    }

    @Test
    void aNameIsRefusedOnce() {
        requests.without("B");

        assertThat(requests.without("B")).isEmpty();
        assertThat(requests.without("X")).isEmpty();
    }

    @Test
    void aRequestIsSplitOnce() {
        assertThat(requests.apart("A")).containsExactly("A", "B", "C");

        assertThat(requests.apart("A")).isEmpty();
        assertThat(requests.apart("B")).isEmpty();
        assertThat(requests.apart("X")).isEmpty();
        assertThat(requests.without("B")).isEmpty();
    }

    @Test
    void aNewConnectionAsksForAllAgain() {
        requests.without("B");
        requests.of(List.of("A", "B", "C"));

        assertThat(requests.without("A")).containsExactly("B", "C");
    }

    @Test
    void aNameIsFoundInAnyWording() {
        assertThat(requests.namedIn("B is not valid")).contains("B");
        assertThat(requests.namedIn("error,topic:C")).contains("C");
        assertThat(requests.namedIn("{\"id\":\"D\"} doesn't exist")).contains("D");
        assertThat(requests.namedIn("BB is not valid")).isEmpty();
        assertThat(requests.namedIn("")).isEmpty();
    }
}
