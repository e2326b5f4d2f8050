package io.tickcast.trial;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A client that keeps some symbols and takes one other after the other for a while. It counts the prices of those that it
 * keeps. Belongs to one event loop.
 */
abstract class ChangingClient {
    private static final int KEPT = 4;
    /** For an answer, on a machine that does much else. */
    private static final long PATIENCE_SECONDS = 30;

    private final Findings findings;
    private final int number;
    private final List<String> others;
    private final Map<String, Counted> kept = new HashMap<>();
    /** Whether the symbol that was taken last has come since. */
    private boolean came;

    private boolean taken;
    private boolean changing;
    private int turn;
    private int changes;

    ChangingClient(List<String> symbols, Findings findings, int number) {
        this.findings = findings;
        this.number = number;
        for (int i = 0; i < KEPT; i++) {
            kept.put(symbols.get((number + i) % symbols.size()), new Counted());
        }
        others = symbols.stream().filter(symbol -> !kept.containsKey(symbol)).toList();
    }

    /** Opens the stream of these symbols. */
    abstract Future<Void> open(int port, String query);

    /** Adds a symbol or removes it; succeeds when the answer is there. */
    abstract Future<Void> change(boolean add, String symbol);

    /** Whether prices and answers come in one order. */
    abstract boolean isOrdered();

    abstract void close();

    final Future<Void> connect(int port) {
        return open(port, "symbols=" + String.join(",", kept.keySet()) + "&interval=0&fields=symbol,price,event_time");
    }

    /** Takes the next symbol, or leaves the one that it has; does nothing while the last change is not answered. */
    final void turn() {
        if (changing) {
            return;
        }
        changing = true;
        String symbol = others.get(turn % others.size());
        boolean add = !taken;
        change(add, symbol)
                .timeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .onSuccess(answered -> {
                    if (!add && isOrdered() && !came) {
                        findings.back("client %d: no price of %s after it was added".formatted(number, symbol));
                    }
                    turn += add ? 0 : 1;
                    taken = add;
                    changes++;
                })
                .onFailure(cause -> findings.reset("client %d: %s of %s: %s"
                        .formatted(number, add ? "addition" : "removal", symbol, cause.getMessage())))
                .onComplete(done -> changing = false);
        came &= !add;
    }

    final void price(String data) {
        String symbol = between(data, "\"symbol\": \"", '"');
        Counted counted = kept.get(symbol);
        if (counted == null) {
            came |= symbol.equals(others.get(turn % others.size()));
            return;
        }
        int before = counted.newest();
        int price = Integer.parseInt(between(data, "\"price\": ", '.'));
        switch (counted.add(price)) {
            case NEXT -> findings.next();
            case REPEAT -> findings.repeat();
            case GAP -> findings.gap("client %d: %s after %d".formatted(number, data, before));
            case BACK -> findings.back("client %d: %s after %d".formatted(number, data, before));
        }
    }

    private static String between(String text, String lead, char end) {
        int from = text.indexOf(lead) + lead.length();
        return text.substring(from, text.indexOf(end, from));
    }

    final boolean isChanging() {
        return changing;
    }

    final int changes() {
        return changes;
    }

    /** Whether it has come to these numbers. */
    final boolean hasAll(Map<String, Long> newest) {
        return kept.entrySet().stream().allMatch(each -> each.getValue().newest() >= newest.get(each.getKey()));
    }

    final int missing() {
        return kept.values().stream().mapToInt(Counted::missing).sum();
    }
}
