package io.tickcast.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamAllowanceTest {
    private static final RelayStream FIRST = new RelayStream("btcusdt@trade", false);
    private static final RelayStream MICROS = new RelayStream("btcusdt@trade", true);
    private static final RelayStream OTHER = new RelayStream("ethusdt@trade", false);

    private final StreamAllowance allowance = new StreamAllowance(2);

    @Test
    void aFullUpstreamLeavesRoomForTheStreamsThatItHas() {
        JsonArray told = StreamRoom.only(List.of(FIRST)).toJson().orElseThrow();
        StreamRoom room =
                StreamRoom.of(new JsonObject(new JsonObject().put("room", told).encode()).getValue("room"));
        assertThat(allowance.take(List.of(FIRST, OTHER), room)).isFalse();
        assertThat(allowance.take(List.of(MICROS), room)).isFalse();
        assertThat(allowance.taken()).isZero();
        assertThat(allowance.take(List.of(FIRST), room)).isTrue();
    }

    @Test
    void aStreamOfTheNodeIsTakenByAnotherEventLoop() {
        assertThat(allowance.take(List.of(FIRST), StreamRoom.ANY)).isTrue();
        assertThat(allowance.take(List.of(FIRST), StreamRoom.only(List.of()))).isTrue();
    }

    @Test
    void theNodesOwnLimitCountsAnyway() {
        assertThat(allowance.take(List.of(FIRST, MICROS), StreamRoom.ANY)).isTrue();
        assertThat(allowance.take(List.of(OTHER), StreamRoom.only(List.of(OTHER))))
                .isFalse();
        allowance.release(List.of(FIRST));
        assertThat(allowance.take(List.of(OTHER), StreamRoom.ANY)).isTrue();
    }
}
