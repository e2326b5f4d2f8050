package io.tickcast.page;

import com.microsoft.playwright.JSHandle;
import com.microsoft.playwright.Page;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** A page that follows prices with the client, and what it has been told so far. */
final class Tab {
    private static final String CONNECT = """
      async options => {
        const { SSEPriceService } = await import('/client/sse.js')
        Object.assign(window, { prices: [], states: [], greetings: 0, fatal: [], errors: [], resets: 0,
          heartbeats: 0, feeds: [], changes: [] })
        window.service = new SSEPriceService(JSON.parse(options))
        service.addEventListener('state', event => states.push(event.detail.state))
        service.addEventListener('error', event => errors.push(event.detail.message))
        service.addEventListener('reset', () => resets++)
        service.addEventListener('feed', event => feeds.push(event.detail))
        service.addEventListener('changed', event => changes.push(event.detail))
        service.addEventListener('heartbeat', () => heartbeats++)
        window.connect = () => service.connect(
          price => prices.push(price), () => greetings++, error => fatal.push(error.message))
        connect()
      }""";

    private final Page page;

    private Tab(Page page) {
        this.page = page;
    }

    /** @param page empty, and of the server whose prices it is to follow */
    static Tab connect(Page page, Map<String, ?> options) {
        page.evaluate(CONNECT, new JsonObject(Map.copyOf(options)).encode());
        return new Tab(page);
    }

    Page page() {
        return page;
    }

    JsonObject status() {
        return new JsonObject((String) page.evaluate("() => JSON.stringify(service.getConnectionStatus())"));
    }

    void awaitState(String state) {
        await("service.getConnectionStatus().state === '" + state + "'");
    }

    /** Returns when this JavaScript expression is true. */
    void await(String condition) {
        JSHandle done = page.waitForFunction(
                "() => " + condition, null, new Page.WaitForFunctionOptions().setPollingInterval(10));
        done.dispose();
    }

    /** Each price that came, as {@code SYMBOL digits}. */
    List<String> prices() {
        return texts("prices.map(price => price.symbol + ' ' + price.text.price)");
    }

    /** Returns when so many prices have come, and gives all that have. */
    List<String> prices(int count) {
        await("prices.length >= " + count);
        return prices();
    }

    List<String> states() {
        return texts("states");
    }

    /** The messages of the callback for giving up. */
    List<String> fatal() {
        return texts("fatal");
    }

    /** The texts of an array that this JavaScript expression gives. */
    List<String> texts(String expression) {
        return new JsonArray((String) page.evaluate("() => JSON.stringify(" + expression + ")"))
                .stream().map(String::valueOf).toList();
    }

    Object evaluate(String script) {
        return page.evaluate(script);
    }

    /** Lets the tab be seen or not, as when another comes before it. */
    void hide(boolean hidden) {
        WithBrowser.hide(page, hidden);
    }
}
