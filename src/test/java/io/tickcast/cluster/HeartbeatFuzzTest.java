package io.tickcast.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Mutations;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/** Heartbeats, changed at random: each is one with all it must say, or is refused as those who hear it expect. */
class HeartbeatFuzzTest {
    private static final int COUNT = 30_000;

    @Test
    void aMessageIsAHeartbeatOrIsRefused() {
        Heartbeat heartbeat = new Heartbeat("3f1c", "a", 1_000, true, "past.3f1c", 1_768_028_400_123L);

        int heartbeats = new Mutations(10, heartbeat.toJson().encode()).objects(COUNT, json -> {
            try {
                Heartbeat heard = Heartbeat.of(json);
                assertThat(heard.id()).isNotNull();
                assertThat(heard.past()).isNotNull();
                assertThat(Heartbeat.of(new JsonObject(heard.toJson().encode())))
                        .isEqualTo(heard);
                return true;
            } catch (NullPointerException | ClassCastException | IllegalArgumentException refused) {
                return false;
            }
        });

        assertThat(heartbeats).isBetween(COUNT / 10, COUNT * 9 / 10);
    }
}
