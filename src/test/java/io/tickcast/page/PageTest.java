package io.tickcast.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.tickcast.testing.HttpNode;
import org.junit.jupiter.api.Test;

class PageTest extends WithBrowser {
    @Test
    void theConsoleIsFreeOfErrors() {
        try (HttpNode node = HttpNode.forPage().start()) {
            Page page = open("http://127.0.0.1:" + node.port() + "/");
            assertThat(page.title()).isEqualTo("Tickcast");
            assertNoComplaints();
        }
    }
}
