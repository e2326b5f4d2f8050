package io.tickcast.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.tickcast.testing.Await;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/** Each test has a browser profile of its own, whose pages share what tabs share. */
@Tag("browser")
abstract class WithBrowser {
    private static final double PATIENCE_MILLIS = Await.PATIENCE.toMillis();

    private final List<String> complaints = new CopyOnWriteArrayList<>();
    BrowserContext profile;

    @BeforeEach
    void openBrowser() {
        profile = newProfile(new Browser.NewContextOptions().setLocale("en-US").setViewportSize(1280, 900));
    }

    /** Another one, whose complaints are heard too. */
    BrowserContext newProfile(Browser.NewContextOptions options) {
        BrowserContext made = Chromium.browser().newContext(options);
        made.setDefaultTimeout(PATIENCE_MILLIS);
        made.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.type() + ": " + message.text());
            }
        });
        made.onWebError(error -> complaints.add("thrown: " + error.error()));
        return made;
    }

    @AfterEach
    void closeBrowser() {
        profile.close();
    }

    Page open(String url) {
        Page page = profile.newPage();
        page.navigate(url);
        return page;
    }

    /** An empty page of the server at this port: its own pages follow prices, and its other answers may run nothing. */
    Page openBlank(int port) {
        Page page = profile.newPage();
        page.route(
                "**/blank",
                route -> route.fulfill(new Route.FulfillOptions()
                        .setContentType("text/html")
                        .setBody("<!doctype html><title>blank</title>")));
        page.navigate("http://127.0.0.1:" + port + "/blank");
        page.unroute("**/blank");
        return page;
    }

    /** A page of the server at this port that does nothing: one that a test made up could open no WebSocket to loopback. */
    Page openFile(int port) {
        return open("http://127.0.0.1:" + port + "/client/digits.js");
    }

    /** Lets the page be seen or not, as when another tab comes before it. */
    static void hide(Page page, boolean hidden) {
        page.evaluate("""
        hidden => {
          Object.defineProperty(document, 'hidden', { value: hidden, configurable: true })
          document.dispatchEvent(new Event('visibilitychange'))
        }""", hidden);
    }

    /** Warnings and errors of the pages' consoles, and uncaught exceptions. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    void assertNoComplaints() {
        assertThat(complaints()).isEmpty();
    }
}
