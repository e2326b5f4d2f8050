package io.tickcast.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.SseClient;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tickets that are given for a token, and that open a stream once. */
// A stream that is let in against the rules does not end, and reading from a socket cannot be interrupted.
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TicketGateTest extends WithTokens {
    @Test
    void aTicketOpensOneStreamAndNoOther() {
        String ticket = ticket(ISSUER.token());
        try (SseClient client = node.stream("?ticket=" + ticket)) {
            client.next("connected");
        }
        assertNotLetIn(node.get(STREAM + "?ticket=" + ticket), "the ticket was used before");
        assertNotLetIn(node.get("/api/sse/signals?ticket=" + ticket), "the ticket was used before");
    }

    @Test
    void ofManyWhoUseOneTicketAtATimeOneIsLetIn() {
        String ticket = ticket(ISSUER.token());
        List<Integer> statuses = IntStream.range(0, 20)
                .parallel()
                .map(i -> node.request("HEAD", STREAM + "?ticket=" + ticket, "").status())
                .boxed()
                .toList();
        assertThat(statuses).containsOnlyOnce(200).contains(401);
    }

    @Test
    void aTicketIsForStreamsAlone() {
        String ticket = ticket(ISSUER.token());
        assertNotLetIn(node.get("/api/prices?ticket=" + ticket), "Send a token");
        assertNotLetIn(node.post(TICKET + "?ticket=" + ticket, ""), "Send a token");
        assertNotLetIn(node.get(STREAM + "?ticket=" + ticket + "&ticket=" + ticket), "Send a token");
        assertNotLetIn(node.get(STREAM, bearer(ticket)), "three parts");
        // None of them has spent it.
        assertThat(node.request("HEAD", STREAM + "?ticket=" + ticket, "").status())
                .isEqualTo(200);
    }

    @Test
    void aTicketIsFetchedWithPost() {
        RawAnswer answer = node.get(TICKET, bearer(ISSUER.token()));
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("allow")).contains("POST");
        try (HttpNode open = HttpNode.start()) {
            assertThat(open.post(TICKET, "").status()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"%0D%0A", "%0A%0A", "%00", "%E2%80%A8", "%C2%85"})
    void nothingInATicketMakesALine(String end) {
        RawAnswer answer = node.get(STREAM + "?ticket=" + "A".repeat(43) + end + "X-Forged:%201");
        assertNotLetIn(answer, "is not valid");
        assertThat(answer.headers() + answer.body()).doesNotContainIgnoringCase("forged");
    }
}
