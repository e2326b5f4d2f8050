package io.tickcast.feed.okx;

import com.fasterxml.jackson.core.JsonParser;
import io.tickcast.feed.Protocol.Sink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** OKX' announcements of maintenance, channel {@code status}. Not thread-safe. */
final class OkxStatus {
    static final String CHANNEL = "status";

    private static final String MAINTENANCE = "maintenance";
    /** The WebSocket, and trading. */
    private static final Set<String> SERVICES_OF_PRICES = Set.of("0", "5");

    private static final String DEMO_TRADING = "2";

    private final List<Row> rows = new ArrayList<>();
    private Row row = new Row();
    /** Title of the maintenance that goes on; empty: none. */
    private String ongoing = "";

    private static final class Row {
        private String title = "";
        private String state = "";
        private String service = "";
        private String environment = "";

        boolean concernsPrices() {
            return SERVICES_OF_PRICES.contains(service) && !environment.equals(DEMO_TRADING);
        }
    }

    void clear() {
        rows.clear();
        row = new Row();
    }

    /** @return whether it is a field of an announcement */
    boolean field(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "title" -> row.title = parser.getText();
            case "state" -> row.state = parser.getText();
            case "serviceType" -> row.service = parser.getText();
            case "env" -> row.environment = parser.getText();
            case "begin", "end", "preOpenBegin", "href", "system", "scheDesc", "maintType" -> {}
            default -> {
                return false;
            }
        }
        return true;
    }

    void endRow() {
        rows.add(row);
        row = new Row();
    }

    void conclude(Sink sink) {
        rows.stream().filter(Row::concernsPrices).forEach(this::follow);
        sink.service(ongoing.isEmpty() ? "" : MAINTENANCE);
    }

    private void follow(Row announced) {
        switch (announced.state) {
            case "ongoing", "pre_open" -> ongoing = announced.title.isEmpty() ? MAINTENANCE : announced.title;
            // That of another one says nothing of this one.
            case "completed", "canceled" -> ongoing = ongoing.equals(announced.title) ? "" : ongoing;
            default -> {}
        }
    }
}
