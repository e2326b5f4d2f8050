package io.tickcast.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tickcast.testing.Await;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignalTest {
    private static Signal named(String name) {
        return new Signal(name, "1", 1, "node", "movers.js");
    }

    private static Signal of(String json) {
        return new Signal("movers", json, 1, "node", "movers.js");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "0", "spread", "top-10_movers", "heartbeats"})
    void aNameIsSmallLettersDigitsAndLines(String name) {
        assertThat(named(name).name()).isEqualTo(name);
        assertThat(Signal.problem(name)).isEmpty();
        assertThat(named("a".repeat(64)).name()).hasSize(64);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "A",
                "-a",
                "_a",
                "a b",
                "a.b",
                "a\n",
                "a\ndata: x",
                "*",
                "ä",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void whatIsNoNameIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> named(name))
                .withMessageContaining("small letters")
                .withMessageNotContaining("\n");
        assertThat(Signal.problem(name)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connected",
                "heartbeat",
                "reset",
                "retry",
                "feed",
                "price",
                "signal",
                "error",
                "open",
                "message",
                "overloaded",
                "expired"
            })
    void theNamesOfOtherEventsAreRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> named(name)).withMessageContaining("choose another");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "1", "\"\"", "{}", "[]", " {\"a\": [1.50, {\"b\": \"币\"}]} ", "\"\\n\"", "1e400"})
    void anyJsonValueOfOneLineIsKeptAsItIs(String json) {
        assertThat(of(json).json()).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "{", "{}}", "{} {}", "1 2", "NaN", "{a: 1}", "'a'", "\"\u0000\"", "undefined", "[1,]"})
    void whatIsNoJsonIsRefused(String json) {
        assertThatIllegalArgumentException().isThrownBy(() -> of(json)).withMessageContaining("JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\n}", "{\r}", "1\n", "\n1"})
    void aLineEndIsRefused(String json) {
        assertThatIllegalArgumentException().isThrownBy(() -> of(json)).withMessageContaining("one line");
    }

    @Test
    void itsLengthIsBoundedInBytes() {
        assertThat(of("\"" + "a".repeat(Signal.MAX_BYTES - 2) + "\"").json()).hasSize(Signal.MAX_BYTES);
        for (String tooLong :
                List.of("\"" + "a".repeat(Signal.MAX_BYTES - 1) + "\"", "\"" + "币".repeat(5_462) + "\"")) {
            assertThatIllegalArgumentException().isThrownBy(() -> of(tooLong)).withMessageContaining("16384");
        }
    }

    @Test
    void whatIsNotThereIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> named(null));
        assertThatIllegalArgumentException().isThrownBy(() -> of(null)).withMessageContaining("no data");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Signal("a", "1", -1, "n", "v"))
                .withMessageContaining("time");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Signal("a", "1", 1, null, "v"))
                .withMessageContaining("node");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Signal("a", "1", 1, "n", "v".repeat(257)))
                .withMessageContaining("verticle");
    }

    @Test
    void itsMessageGivesItBack() {
        Signal signal = new Signal("spread", "{\"bid\": 95000.00}", 1_704_868_500_123L, "node", "spread.js");
        assertThat(Signal.of(new JsonObject(signal.toJson().encode()))).isEqualTo(signal);
        Signal alert = Signal.ofAlert("msg_1", "somebody", "{\"price\": 95000.00}", 1_704_868_500_123L);
        assertThat(Signal.of(new JsonObject(alert.toJson().encode()))).isEqualTo(alert);
    }

    @Test
    void anyOtherMessageIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Signal.of(null));
        assertThatIllegalArgumentException().isThrownBy(() -> Signal.of(new JsonObject()));
        for (String key : List.of("name", "data", "time", "node", "verticle")) {
            assertThatIllegalArgumentException()
                    .as(key)
                    .isThrownBy(() -> Signal.of(named("a").toJson().putNull(key)));
            assertThatIllegalArgumentException()
                    .as(key)
                    .isThrownBy(() -> Signal.of(named("a").toJson().put(key, new JsonObject())));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Signal.of(named("a").toJson().put("time", 1.5)));
    }

    @Test
    void itIsPublishedToAllAndToThoseWhoWantItsNameAlone() {
        Vertx vertx = Vertx.vertx();
        try {
            for (String address : List.of("signals", "signals.movers")) {
                Promise<Signal> heard = Promise.promise();
                MessageConsumer<JsonObject> consumer =
                        vertx.eventBus().consumer(address, message -> heard.tryComplete(Signal.of(message.body())));
                Await.result(consumer.completion());
                named("movers").publish(vertx.eventBus());
                assertThat(Await.result(heard.future())).isEqualTo(named("movers"));
            }
        } finally {
            Await.result(vertx.close());
        }
    }
}
