package io.tickcast.trial;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * An EventSource that counts: it comes back to some other node whenever its stream ends or breaks, and checks each
 * number. All of it happens on the one event loop of its {@link Crowd}.
 */
final class TrialClient {
    private static final int MIN_RETRY_MILLIS = 50;
    private static final int MAX_RETRY_MILLIS = 300;

    private final Vertx vertx;
    private final HttpClient http;
    private final UpNodes nodes;
    private final Map<String, Integer> symbols;
    private final Findings findings;
    private final int number;
    private final String uri;
    private final Counted[] counted;
    private String lastEventId = "";
    private Optional<HttpClientResponse> stream = Optional.empty();
    private UpNodes.Node node;
    private int attempt;
    private long openedAt;
    private long resumedFrom;
    private long lastPriceAt;
    private long longestSilence;
    private boolean stopped;

    TrialClient(
            Vertx vertx, HttpClient http, UpNodes nodes, Map<String, Integer> symbols, Findings findings, int number) {
        this.vertx = vertx;
        this.http = http;
        this.nodes = nodes;
        this.symbols = symbols;
        this.findings = findings;
        this.number = number;
        uri = "/api/sse/prices?fields=symbol,price,event_time";
        counted = new Counted[symbols.size()];
        Arrays.setAll(counted, i -> new Counted());
    }

    void connect() {
        int mine = ++attempt;
        if (stopped) {
            return;
        }
        Optional<UpNodes.Node> some = nodes.any();
        if (some.isEmpty()) {
            again(mine);
            return;
        }
        node = some.get();
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost("127.0.0.1")
                .setPort(node.port())
                .setURI(uri);
        if (!lastEventId.isEmpty()) {
            options.putHeader("Last-Event-ID", lastEventId);
        }
        http.request(options)
                // Begun on the event loop that brings the answer: a moment later a part of it may be gone.
                .compose(request -> request.send().onSuccess(response -> begin(response, mine)))
                .onFailure(cause -> again(mine));
    }

    private void begin(HttpClientResponse response, int mine) {
        if (response.statusCode() != 200) {
            response.request().connection().close();
            again(mine);
            return;
        }
        stream = Optional.of(response);
        openedAt = System.nanoTime();
        lastPriceAt = openedAt;
        longestSilence = 0;
        Arrays.stream(counted).forEach(Counted::connected);
        EventReader reader = new EventReader(lastEventId, new EventReader.Events() {
            @Override
            public void event(String name, String data, String id) {
                lastEventId = id;
                TrialClient.this.event(name, data);
            }

            @Override
            public void moved(String id) {
                lastEventId = id;
            }
        });
        resumedFrom = lastEventId.isEmpty() ? 0 : Long.parseLong(lastEventId);
        response.handler(reader::read);
        response.endHandler(v -> again(mine));
        response.exceptionHandler(e -> again(mine));
    }

    private void again(int mine) {
        if (mine != attempt) {
            return;
        }
        // One stream may end in more than one way.
        attempt++;
        if (stream.isPresent()) {
            findings.left(node.name());
        }
        stream = Optional.empty();
        vertx.setTimer(ThreadLocalRandom.current().nextInt(MIN_RETRY_MILLIS, MAX_RETRY_MILLIS), t -> connect());
    }

    private void event(String name, String data) {
        if (name.equals("price")) {
            price(data);
        } else if (name.equals("reset")) {
            findings.reset("client %d at %s, back from %d: %s".formatted(number, node.name(), resumedFrom, data));
        }
    }

    private void price(String data) {
        long now = System.nanoTime();
        longestSilence = Math.max(longestSilence, now - lastPriceAt);
        lastPriceAt = now;
        int symbol = symbols.get(between(data, "\"symbol\": \"", '"'));
        int price = Integer.parseInt(between(data, "\"price\": ", '.'));
        int before = counted[symbol].newest();
        switch (counted[symbol].add(price)) {
            case NEXT -> findings.next();
            case REPEAT -> findings.repeat();
            case GAP ->
                findings.gap("client %d at %s, %d ms after it came (from %d, now at %s): %s after %d"
                        .formatted(
                                number,
                                node.name(),
                                (now - openedAt) / 1_000_000,
                                resumedFrom,
                                lastEventId,
                                data,
                                before));
            case BACK ->
                findings.back("client %d at %s, %d ms after it came (from %d): %s after %d"
                        .formatted(number, node.name(), (now - openedAt) / 1_000_000, resumedFrom, data, before));
        }
    }

    private static String between(String text, String lead, char end) {
        int from = text.indexOf(lead) + lead.length();
        return text.substring(from, text.indexOf(end, from));
    }

    /** Breaks off, as a page does that is closed in the midst of it. */
    void breakOff() {
        stream.ifPresent(response -> response.request().connection().close());
    }

    void stop() {
        stopped = true;
        breakOff();
    }

    boolean isConnected() {
        return stream.isPresent();
    }

    Optional<String> node() {
        return stream.map(s -> node.name());
    }

    void forgetSilence() {
        lastPriceAt = System.nanoTime();
        longestSilence = 0;
    }

    /** Longest time without a price, in ns, of a stream that is open since before that moment; else 0. */
    long silenceSince(long nanos) {
        return stream.isPresent() && openedAt - nanos < 0
                ? Math.max(longestSilence, System.nanoTime() - lastPriceAt)
                : 0;
    }

    /** Whether it has come to these numbers. */
    boolean hasAll(long[] newest) {
        for (int i = 0; i < newest.length; i++) {
            if (counted[i].newest() < newest[i]) {
                return false;
            }
        }
        return true;
    }

    int missing() {
        return Arrays.stream(counted).mapToInt(Counted::missing).sum();
    }
}
