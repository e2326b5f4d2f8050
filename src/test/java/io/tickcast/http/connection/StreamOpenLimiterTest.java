package io.tickcast.http.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.TestSettings;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StreamOpenLimiterTest {
    private static final ByteBuffer ONE = ByteBuffer.wrap(new byte[] {10, 0, 0, 1});
    private static final ByteBuffer OTHER = ByteBuffer.wrap(new byte[] {10, 0, 0, 2});

    private static StreamOpenLimiter arrivals(int rate, int perAddress) {
        return new StreamOpenLimiter(
                TestSettings.with(Map.of(
                                "TICKCAST_STREAM_OPEN_RATE",
                                Integer.toString(rate),
                                "TICKCAST_STREAM_MAX_PER_ADDRESS",
                                Integer.toString(perAddress)))
                        .stream(),
                0);
    }

    private static long millis(int count) {
        return Duration.ofMillis(count).toNanos();
    }

    @Test
    void lateOnesGetWhatASecondHolds() {
        StreamOpenLimiter openLimiter = arrivals(2, 0);
        assertThat(openLimiter.refuse(ONE, 0)).isEmpty();
        assertThat(openLimiter.refuse(ONE, 0)).isEmpty();
        assertThat(openLimiter.refuse(OTHER, 0)).hasValue("Too many streams are being opened on this node");
        assertThat(openLimiter.refuse(ONE, millis(499))).isPresent();
        assertThat(openLimiter.refuse(ONE, millis(501))).isEmpty();
        assertThat(openLimiter.refuse(ONE, millis(600))).isPresent();
        assertThat(openLimiter.meters().toJson().getInteger("too_fast")).isEqualTo(3);
    }

    @Test
    void aLongRestIsNoMoreThanASecond() {
        StreamOpenLimiter openLimiter = arrivals(2, 0);
        long hour = Duration.ofHours(1).toNanos();
        assertThat(openLimiter.refuse(ONE, hour)).isEmpty();
        assertThat(openLimiter.refuse(ONE, hour)).isEmpty();
        assertThat(openLimiter.refuse(ONE, hour)).isPresent();
    }

    @Test
    void anAddressHasItsPlacesAndGivesThemBack() {
        StreamOpenLimiter openLimiter = arrivals(0, 2);
        assertThat(openLimiter.refuse(ONE, 0)).isEmpty();
        assertThat(openLimiter.refuse(ONE, 0)).isEmpty();
        assertThat(openLimiter.refuse(ONE, 0)).hasValue("Too many streams from one address: this node allows 2");
        assertThat(openLimiter.refuse(OTHER, 0)).isEmpty();
        assertThat(openLimiter.meters().toJson().getInteger("addresses")).isEqualTo(2);

        openLimiter.stay(Optional.empty(), ONE).left().run();
        assertThat(openLimiter.refuse(ONE, 0)).isEmpty();
        assertThat(openLimiter.refuse(ONE, 0)).isPresent();
        openLimiter.stay(Optional.empty(), OTHER).left().run();
        assertThat(openLimiter.meters().toJson().getInteger("addresses")).isEqualTo(1);
    }

    @Test
    void oneAddressAtItsLimitTakesNothingOfWhatOthersMayOpen() {
        StreamOpenLimiter openLimiter = arrivals(3, 1);
        assertThat(openLimiter.refuse(ONE, 0)).isEmpty();
        for (int i = 0; i < 10; i++) {
            assertThat(openLimiter.refuse(ONE, 0)).isPresent();
        }
        assertThat(openLimiter.refuse(OTHER, 0)).isEmpty();
        assertThat(openLimiter.meters().toJson().getInteger("too_fast")).isZero();
    }

    @Test
    void whoComesTooFastTakesNoPlace() {
        StreamOpenLimiter openLimiter = arrivals(1, 1);
        assertThat(openLimiter.refuse(ONE, 0)).isEmpty();
        assertThat(openLimiter.refuse(OTHER, 0)).hasValue("Too many streams are being opened on this node");
        assertThat(openLimiter.meters().toJson().getInteger("addresses")).isEqualTo(1);
        assertThat(openLimiter.refuse(OTHER, millis(1_100))).isEmpty();
    }

    @Test
    void addressesThatHaveAsManyAsTheyMayAreCounted() {
        StreamOpenLimiter openLimiter = arrivals(5, 2);
        assertThat(openLimiter.meters().toJson().getMap())
                .containsEntry("max_per_second", 5)
                .containsEntry("max_per_address", 2);
        int[] full = new int[6];
        openLimiter.refuse(ONE, 0);
        full[0] = openLimiter.meters().toJson().getInteger("full_addresses");
        openLimiter.refuse(ONE, 0);
        full[1] = openLimiter.meters().toJson().getInteger("full_addresses");
        assertThat(openLimiter.refuse(ONE, 0)).isPresent();
        full[2] = openLimiter.meters().toJson().getInteger("full_addresses");
        openLimiter.stay(Optional.empty(), ONE).left().run();
        full[3] = openLimiter.meters().toJson().getInteger("full_addresses");
        openLimiter.refuse(ONE, 0);
        full[4] = openLimiter.meters().toJson().getInteger("full_addresses");
        openLimiter.stay(Optional.empty(), ONE).left().run();
        openLimiter.stay(Optional.empty(), ONE).left().run();
        full[5] = openLimiter.meters().toJson().getInteger("full_addresses");
        assertThat(full).containsExactly(0, 1, 1, 0, 1, 0);
    }

    @Test
    void withoutLimitsNothingIsCounted() {
        StreamOpenLimiter openLimiter = arrivals(0, 0);
        for (int i = 0; i < 1_000; i++) {
            assertThat(openLimiter.refuse(ONE, 0)).isEmpty();
        }
        assertThat(openLimiter.meters().toJson().getInteger("addresses")).isZero();
        assertThat(openLimiter.meters().toJson().fieldNames())
                .containsExactlyInAnyOrder("addresses", "too_fast", "too_many_of_an_address");
    }
}
