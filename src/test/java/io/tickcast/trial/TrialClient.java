package io.tickcast.trial;

import io.tickcast.testing.SseClient;
import io.tickcast.testing.SseEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

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
    private Optional<SseClient> stream = Optional.empty();
    private UpNodes.Node node;
    private int attempt;
    private long openedAt;
    private long resumedFrom;
    private long lastPriceAt;
    private long longestSilence;
    private boolean stopped;

    TrialClient(
            Vertx vertx,
            HttpClient http,
            UpNodes nodes,
            Map<String, Integer> symbols,
            String interval,
            Findings findings,
            int number) {
        this.vertx = vertx;
        this.http = http;
        this.nodes = nodes;
        this.symbols = symbols;
        this.findings = findings;
        this.number = number;
        uri = "/api/sse/prices?fields=symbol,price,event_time" + interval;
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
        Map<String, String> headers = lastEventId.isEmpty() ? Map.of() : Map.of("Last-Event-ID", lastEventId);
        SseClient.connect(http, node.port(), uri, headers, this::event)
                .onSuccess(opened -> begin(opened, mine))
                .onFailure(cause -> again(mine));
    }

    private void begin(SseClient opened, int mine) {
        if (opened.status() != 200) {
            opened.connection().close();
            again(mine);
            return;
        }
        stream = Optional.of(opened);
        openedAt = System.nanoTime();
        lastPriceAt = openedAt;
        longestSilence = 0;
        Arrays.stream(counted).forEach(Counted::connected);
        resumedFrom = lastEventId.isEmpty() ? 0 : Long.parseLong(lastEventId);
        opened.ended().onComplete(v -> again(mine));
        opened.resume();
    }

    private void again(int mine) {
        if (mine != attempt) {
            return;
        }
        // One stream may end in more than one way.
        attempt++;
        stream.ifPresent(left -> {
            // A stream that ended before its first id leaves the client where it was.
            lastEventId = left.lastEventId().isEmpty() ? lastEventId : left.lastEventId();
            findings.left(node.name());
        });
        stream = Optional.empty();
        vertx.setTimer(ThreadLocalRandom.current().nextInt(MIN_RETRY_MILLIS, MAX_RETRY_MILLIS), t -> connect());
    }

    private void event(SseEvent event) {
        if (event.name().equals("price")) {
            price(event);
        } else if (event.name().equals("gap")) {
            JsonObject gap = new JsonObject(event.data());
            counted[symbols.get(gap.getString("symbol"))].name(gap.getInteger("from"), gap.getInteger("to"));
            findings.named();
        } else if (event.name().equals("reset")) {
            findings.reset(
                    "client %d at %s, back from %d: %s".formatted(number, node.name(), resumedFrom, event.data()));
        }
    }

    private void price(SseEvent event) {
        String data = event.data();
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
                                event.id(),
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
        stream.ifPresent(open -> open.connection().close());
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

    @Override
    public String toString() {
        return "client %d at %s, which has %s"
                .formatted(
                        number,
                        node().orElse("none"),
                        Arrays.stream(counted).map(Counted::newest).toList());
    }

    /** Of all symbols, what is missing without a gap, or in one and there. */
    String faults() {
        return Arrays.stream(counted)
                .map(Counted::faults)
                .filter(faults -> !faults.isEmpty())
                .collect(Collectors.joining("; "));
    }

    int missing() {
        return Arrays.stream(counted).mapToInt(Counted::missing).sum();
    }
}
