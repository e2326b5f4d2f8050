package io.tickcast.history.store;

import static io.tickcast.history.store.Candles.candle;
import static io.tickcast.history.store.Candles.open;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.history.store.CandleRows.Entry;
import io.tickcast.history.store.WriteQueue.Acknowledgement;
import io.tickcast.history.store.WriteQueue.Write;
import io.tickcast.market.candle.Candle;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WriteQueueTest {
    private final StoreCounts counts = new StoreCounts();
    private final WriteQueue queue = new WriteQueue(4, counts);
    private final List<String> told = new ArrayList<>();

    private void add(String name, Candle... candles) {
        queue.add(new Write(
                Stream.of(candles).map(candle -> new Entry(candle, false)).toList(), List.of(), new Acknowledgement() {
                    @Override
                    public void done() {
                        told.add(name + " done");
                    }

                    @Override
                    public void fail(StoreException cause) {
                        told.add(name + ' ' + cause.getMessage());
                    }
                }));
    }

    private List<Candle> taken(int limit) {
        return queue.take(limit).stream()
                .flatMap(write -> write.entries().stream())
                .map(Entry::candle)
                .toList();
    }

    @Test
    void writesAreTakenInOrderUpToALimit() {
        add("a", candle(1, "1"), candle(2, "1"));
        add("b", candle(3, "1"));
        add("c", candle(4, "1"));
        assertThat(taken(3)).containsExactly(candle(1, "1"), candle(2, "1"), candle(3, "1"));
        assertThat(queue.size()).isEqualTo(1);
        // One that is larger than the limit is taken alone.
        add("d", candle(5, "1"), candle(6, "1"));
        assertThat(taken(1)).containsExactly(candle(4, "1"));
        assertThat(taken(1)).containsExactly(candle(5, "1"), candle(6, "1"));
        assertThat(taken(1)).isEmpty();
    }

    @Test
    void theOldestOpenCandlesMakeRoomFirst() {
        add("a", candle(1, "1"), open(2, "1"));
        add("b", open(3, "1"));
        add("c", candle(4, "1"), open(5, "1"), candle(6, "1"));

        assertThat(told).containsExactly("b too many candles wait for the database");
        assertThat(taken(9)).containsExactly(candle(1, "1"), candle(4, "1"), open(5, "1"), candle(6, "1"));
        assertThat(counts.droppedOpen.sum()).isEqualTo(2);
        assertThat(counts.droppedClosed.sum()).isZero();
    }

    @Test
    void thenTheOldestWritesFail() {
        add("a", candle(1, "1"), candle(2, "1"));
        add("b", candle(3, "1"), open(4, "1"));
        add("c", candle(5, "1"), candle(6, "1"));

        assertThat(told).containsExactly("a too many candles wait for the database");
        assertThat(taken(9)).containsExactly(candle(3, "1"), candle(5, "1"), candle(6, "1"));
        assertThat(counts.droppedOpen.sum()).isEqualTo(1);
        assertThat(counts.droppedClosed.sum()).isEqualTo(2);
        assertThat(queue.size()).isZero();
    }

    @Test
    void aClosedQueueTakesNoMore() {
        add("a", candle(1, "1"));
        queue.close();
        add("b", candle(2, "1"));
        assertThat(told).containsExactly("b the store of candles is closed");
        assertThat(taken(9)).containsExactly(candle(1, "1"));
    }
}
