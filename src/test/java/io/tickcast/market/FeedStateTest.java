package io.tickcast.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickcast.market.FeedState.State;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FeedStateTest {
    private static FeedState report(State state) {
        return new FeedState(
                "binance",
                new FeedState.Line(2, "id", "node-1"),
                state,
                Instant.parse("2026-01-10T07:15:00.123456Z"),
                1_768_029_300_125_001L,
                new JsonObject().put("endpoint", "ws://127.0.0.1:1").put("reconnects", 3));
    }

    @ParameterizedTest
    @EnumSource
    void aReportComesBackFromTheBusAsItWas(State state) {
        JsonObject sent = new JsonObject(Buffer.buffer(report(state).toJson().encode()));
        assertThat(FeedState.of(sent)).isEqualTo(report(state));
    }

    @Test
    void aReportOfAPublisherComesBackAsOne() {
        FeedState feed = report(State.LIVE);
        FeedState published = new FeedState(
                "desk", feed.line(), feed.state(), feed.since(), feed.lastTick(), 1, feed.details(), true);
        assertThat(FeedState.of(new JsonObject(published.toJson().encode()))).isEqualTo(published);
        assertThat(feed.toJson().containsKey("published")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void aStateIsWrittenInSmallLetters(State state) {
        assertThat(state.word()).isIn("live", "stale", "down");
        assertThat(report(state).toJson().getString("state")).isEqualTo(state.word());
    }

    @ParameterizedTest
    @ValueSource(strings = {"exchange", "line", "holder", "node", "state", "since", "last_tick", "details"})
    void aReportThatLacksAnythingIsRefused(String key) {
        JsonObject json = report(State.LIVE).toJson();
        json.remove(key);
        assertThatThrownBy(() -> FeedState.of(json)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void aReportOfAnUnknownStateIsRefused() {
        JsonObject json = report(State.LIVE).toJson().put("state", "sleepy");
        assertThatThrownBy(() -> FeedState.of(json)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void theStatesGoFromTheBestToTheWorst() {
        assertThat(State.values()).containsExactly(State.LIVE, State.STALE, State.DOWN);
    }
}
