package io.tickcast.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.access.Grant;
import io.tickcast.alert.rule.RuleDraft;
import io.tickcast.config.KnownExchanges;
import io.tickcast.market.DecimalField;
import io.tickcast.market.Symbols;
import io.tickcast.market.Tick;
import io.tickcast.replication.ScriptStatusTracker;
import io.tickcast.testing.LogLines;
import io.tickcast.testing.Mutations;
import io.tickcast.testing.TestSettings;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Bodies of test broadcasts and alert rules, and reports of verticles, changed at random. */
class BodyFuzzTest {
    private static final int COUNT = 30_000;
    private static final KnownExchanges EXCHANGES =
            KnownExchanges.of(TestSettings.with(Map.of()).feed());
    private static final Catalog CATALOG =
            new Catalog(EXCHANGES, List.of("BTCUSDT", "POLUSDT"), Map.of("MATICUSDT", "POLUSDT"), Grant.ALL);

    @Test
    void aBodyIsATestTickOrIsRefused() {
        Mutations bodies = new Mutations(
                22,
                "{\"symbol\":\"BTCUSDT\",\"price\":95000.00,\"change_24h\":-2.5}",
                "{\"symbol\": \"maticusdt\", \"price\": \"0.5\"}",
                "{\"x\":[{}],\"price\":1,\"symbol\":\"ethusdt\"}");

        int ticks = bodies.bytes(COUNT, body -> {
            try {
                assertPlausible(TestBroadcast.tick(body, CATALOG, false));
                return true;
            } catch (BadRequestException refused) {
                assertThat(refused.getMessage()).isNotBlank();
                return false;
            }
        });

        assertThat(ticks).isBetween(COUNT / 10, COUNT * 9 / 10);
    }

    private static void assertPlausible(Tick tick) {
        assertThat(tick.isTest() && !tick.isStored() && !tick.isDemo()).isTrue();
        assertThat(tick.exchange()).isEqualTo("binance");
        assertThat(Symbols.isValid(tick.symbol())).isTrue();
        assertThat(tick.symbol())
                .isEqualTo(Symbols.normalize(tick.symbol()))
                .isNotEqualTo("MATICUSDT")
                .doesNotContainPattern("[\\p{Cntrl}\"\\\\\\s]");
        assertThat(Double.parseDouble(tick.digits(DecimalField.PRICE))).isPositive();
        assertThat(tick.digits(DecimalField.PRICE)).matches("(0|[1-9]\\d*)(\\.\\d+)?");
        assertThat(tick.digits(DecimalField.CHANGE_24H)).matches("-?(0|[1-9]\\d*)(\\.\\d+)?");
    }

    @Test
    void aBodyIsAnAlertRuleOrIsRefused() {
        Mutations bodies = new Mutations(
                24,
                "{\"symbol\":\"BTCUSDT\",\"when\":{\"above\":\"95000.00\"},\"repeat\":\"rearm\"}",
                "{\"symbol\": \"maticusdt\", \"exchange\":\"index\",\"when\":{\"moves\": 2.50, \"within\":\"5m\"}}",
                "{\"symbol\":\"BTCUSDT\",\"when\":{\"below\":1e-9},\"deliver\":[{\"webhook\":\"https://a.b/c\"}]}");

        int rules = bodies.bytes(COUNT, body -> {
            try {
                RuleDraft draft = new AlertSymbol(CATALOG).complete(AlertBody.draft(Buffer.buffer(body)));
                assertThat(draft.exchange()).hasValueSatisfying(EXCHANGES::has);
                assertThat(draft.symbol().orElseThrow()).isIn("BTCUSDT", "POLUSDT");
                draft.when().ifPresent(when -> assertThat(when.words()).isNotBlank());
                return true;
            } catch (BadRequestException refused) {
                assertThat(refused.getMessage()).isNotBlank();
                return false;
            }
        });

        assertThat(rules).isBetween(COUNT / 20, COUNT * 9 / 10);
    }

    @Test
    void aReportOfVerticlesIsShownOrDropped() {
        ScriptStatusTracker scripts = new ScriptStatusTracker();
        Mutations reports = new Mutations(
                23,
                "{\"id\":\"a\",\"files\":[{\"file\":\"spread.js\",\"state\":\"running\"}]}",
                "{\"id\":\"b\",\"files\":[]}",
                "[]",
                "null");
        int[] now = {0};

        try (LogLines log = new LogLines("io.tickcast.http")) {
            int shown = reports.texts(COUNT, text -> {
                Object message;
                try {
                    message = Json.decodeValue(text);
                } catch (DecodeException noMessage) {
                    return false;
                }
                int before = log.all().size();
                scripts.heard(message, now[0] += 1_000_000);
                assertThat(log.all().size()).as("lines of the log").isLessThanOrEqualTo(before + 1);
                JsonArray all = scripts.toJson(now[0]);
                assertThat(new JsonArray(all.encode()).size()).isEqualTo(all.size());
                return message instanceof JsonObject json
                        && json.getValue("id") instanceof String
                        && json.getValue("files") instanceof JsonArray;
            });
            assertThat(shown).isBetween(COUNT / 10, COUNT * 9 / 10);
            assertThat(log.all())
                    .allMatch(line -> line.startsWith("WARN Dropped a message that is not a state of verticles"))
                    .hasSizeLessThan(20);
        }
    }
}
