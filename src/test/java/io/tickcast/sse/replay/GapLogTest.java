package io.tickcast.sse.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.Gap;
import io.vertx.core.buffer.Buffer;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

class GapLogTest {
    private static final long KEEP = 1_000;

    private final GapLog log = new GapLog(KEEP, gap -> Buffer.buffer(gap.symbol() + ' ' + gap.from() + '-' + gap.to()));

    private boolean add(String symbol, long from, long to, long cursor) {
        return log.add(new NamedGap(new Gap("binance", symbol, from, to), cursor), cursor)
                .isPresent();
    }

    private static List<String> events(Collection<GapLog.Entry> entries) {
        return entries.stream().map(entry -> entry.event().toString()).toList();
    }

    @Test
    void isFoundBySequenceAndByCursor() {
        add("A", 1, 2, 10);
        long next = log.next();
        add("B", 1, 2, 20);
        add("A", 4, 5, 30);
        assertThat(events(log.from(next))).containsExactly("B 1-2", "A 4-5");
        assertThat(events(log.from(log.next()))).isEmpty();
        assertThat(events(log.since(21))).containsExactly("A 4-5");
        assertThat(events(log.since(20))).containsExactly("B 1-2", "A 4-5");
    }

    @Test
    void whatIsKnownIsNotNewHoweverManyLinesNameIt() {
        assertThat(add("A", 5, 8, 10)).isTrue();
        assertThat(add("A", 5, 8, 11)).isFalse();
        assertThat(add("A", 6, 8, 12)).isFalse();
        assertThat(add("A", 6, 9, 13)).isTrue();
        assertThat(add("B", 5, 8, 14)).isTrue();
    }

    @Test
    void aGapIsForgottenWhenNoClientCanHaveMissedIt() {
        add("A", 5, 8, 10);
        add("B", 5, 8, 20);
        log.expire(10 + KEEP);
        assertThat(log.state().kept()).isEqualTo(2);
        log.expire(11 + KEEP);
        assertThat(events(log.since(0))).containsExactly("B 5-8");
        assertThat(add("A", 5, 8, 11 + KEEP)).isTrue();
    }

    @Test
    void theOldestOfTooManyGapsOfASymbolAreJoinedAndCounted() {
        add("B", 1, 1, 1);
        for (int i = 1; i <= GapLog.MAX_PER_MARKET + 2; i++) {
            add("A", 10L * i, 10L * i + 1, i);
        }
        assertThat(events(log.since(0))).hasSize(1 + GapLog.MAX_PER_MARKET).startsWith("B 1-1", "A 10-31", "A 40-41");
        assertThat(events(log.since(3)))
                .as("for a client that lacks a part of it")
                .startsWith("A 10-31");
        assertThat(log.state()).isEqualTo(new GapState(1 + GapLog.MAX_PER_MARKET, GapLog.MAX_GAPS, 2, 0));
    }

    @Test
    void aClientThatLacksVeryManyGetsOneForEachOfItsSymbols() {
        int symbols = GapLog.MAX_PER_CLIENT / 2;
        for (int i = 0; i < symbols; i++) {
            add("S" + i, 1, 2, 10);
            add("S" + i, 5, 6, 11);
        }
        assertThat(texts(log.eventsSince(10, gap -> true))).hasSize(2 * symbols).startsWith("S0 1-2", "S0 5-6");
        add("S0", 8, 9, 12);
        assertThat(texts(log.eventsSince(10, gap -> true))).hasSize(symbols).startsWith("S0 1-9", "S1 1-6");
        assertThat(texts(log.eventsSince(10, gap -> gap.symbol().equals("S0"))))
                .containsExactly("S0 1-2", "S0 5-6", "S0 8-9");
        assertThat(log.eventsSince(13, gap -> true)).isEmpty();
    }

    private static List<String> texts(List<Buffer> events) {
        return events.stream().map(Buffer::toString).toList();
    }

    @Test
    void beyondItsLimitTheOldestIsDroppedAndCounted() {
        for (int i = 0; i < GapLog.MAX_GAPS + 3; i++) {
            add("S" + i, 1, 1, 1);
        }
        assertThat(log.state()).isEqualTo(new GapState(GapLog.MAX_GAPS, GapLog.MAX_GAPS, 0, 3));
        assertThat(events(log.since(0))).startsWith("S3 1-1");
        assertThat(add("S0", 1, 1, 1)).isTrue();
    }

    @Test
    void itsPagesHoldAllOfItOnce() {
        for (int i = 0; i < 2_500; i++) {
            add("S" + i, 1, 1, 1);
        }
        HistoryPage<NamedGap> first = log.past(0, 7);
        HistoryPage<NamedGap> second = log.past(first.next(), 7);
        HistoryPage<NamedGap> third = log.past(second.next(), 7);
        assertThat(List.of(first.complete(), second.complete(), third.complete()))
                .containsExactly(false, false, true);
        assertThat(List.of(
                        first.entries().size(),
                        second.entries().size(),
                        third.entries().size()))
                .containsExactly(1_000, 1_000, 500);
        assertThat(third.entries().get(499).gap().symbol()).isEqualTo("S2499");
        assertThat(first.coversFrom()).isEqualTo(7);
    }

    @Test
    void afterAMoveOfTheClockTheyCountAsNamedNow() {
        add("A", 5, 8, 10);
        log.startAnew(5);
        assertThat(events(log.since(6))).isEmpty();
        assertThat(events(log.since(5))).containsExactly("A 5-8");
    }
}
