package io.tickcast.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TradeIdsTest {
    private static final String BTC = "BTCUSDT";
    private static final long ID = 5_000_000_000L;

    private final TradeIds ids = new TradeIds();
    private long receivedAt = 1_700_000_000_000_000L;

    private boolean admits(long id) {
        return ids.admits(BTC, id, id, 0, receivedAt);
    }

    private long admitted(long from, int count) {
        return LongStream.range(from, from + count).filter(this::admits).count();
    }

    @ParameterizedTest
    @ValueSource(longs = {9_000_000_000_000_000_000L, Long.MAX_VALUE, ID + 1_000_000, ID - 1_000_000, 1})
    void anIdFarFromTheOthersIsRefused(long absurd) {
        assertThat(admitted(ID, 20)).isEqualTo(20);
        for (int i = 0; i < 20; i++) {
            assertThat(admits(absurd)).isFalse();
            assertThat(admits(ID + 20 + i)).isTrue();
        }
        assertThat(ids.admits("ETHUSDT", 7, 7, 0, receivedAt))
                .as("of another symbol")
                .isTrue();
    }

    @Test
    void aFirstIdThatNoExchangeCouldHaveComeToIsRefused() {
        assertThat(admits(9_000_000_000_000_000_000L)).isFalse();
        assertThat(admitted(ID, 20)).isEqualTo(20);
    }

    @Test
    void aNumberFarFromTheOthersIsRefused() {
        assertThat(ids.admits(BTC, 1, 2, 7_000_000, receivedAt)).isTrue();
        assertThat(ids.admits(BTC, 3, 4, 9_000_000_000_000_000_000L, receivedAt))
                .isFalse();
        assertThat(ids.admits(BTC, 3, 4, 7_000_001, receivedAt)).isTrue();
        assertThat(admits(5)).as("without a number").isTrue();
    }

    @Test
    void aFirstTradeBehindTheLastOneIsRefused() {
        assertThat(ids.admits(BTC, ID + 1, ID, 0, receivedAt)).isFalse();
        assertThat(ids.admits(BTC, ID, 0, 0, receivedAt)).isFalse();
        assertThat(ids.admits(BTC, ID, ID, 0, receivedAt)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {9_000_000_000_000_000_000L, 1})
    void whereSeveralInARowAgreeIdsGoOnElsewhere(long elsewhere) {
        assertThat(admitted(ID, 20)).isEqualTo(20);
        assertThat(admitted(elsewhere, 20)).isEqualTo(20 - TradeIds.AGREEING + 1);
        assertThat(admits(ID)).isFalse();
    }

    @Test
    void severalThatDisagreeAreAllRefused() {
        assertThat(admitted(ID, 20)).isEqualTo(20);
        assertThat(LongStream.range(10, 40).filter(i -> admits(i * ID)).count()).isZero();
        assertThat(admits(ID + 20)).isTrue();
    }

    @Test
    void idsOfTheTimeOfABreakAreNotMissed() {
        assertThat(admits(ID)).isTrue();
        receivedAt += 30_000_000;
        assertThat(admits(ID + 300_000)).isTrue();
        receivedAt -= 3_600_000_000L;
        assertThat(admits(ID + 300_001)).as("the clock was set back").isTrue();
    }

    @Test
    void stragglersAndMessagesWithoutAnIdAreNoneOfItsBusiness() {
        assertThat(admitted(ID, 20)).isEqualTo(20);
        assertThat(admitted(ID - 1_000, 20)).isEqualTo(20);
        assertThat(admits(0)).isTrue();
        assertThat(admits(ID + 20)).isTrue();
    }
}
