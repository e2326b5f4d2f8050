package io.tickcast.history.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.market.candle.Candle;
import io.tickcast.testing.Await;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed while it writes to a file of SQLite. */
@Tag("slow")
class StoreCrashTest extends WithStore {
    /** Kills; more of them by hand. */
    private static final int ROUNDS = Integer.getInteger("tickcast.crashes", 5);

    @TempDir
    private Path directory;

    @Override
    String url() {
        return "jdbc:sqlite:" + directory.resolve("tickcast.db");
    }

    @Test
    void nothingThatWasAcknowledgedIsGoneAfterAKillInTheMidstOfABatch() throws Exception {
        SplittableRandom random = new SplittableRandom(18);
        long last = -1;
        for (int round = 0; round < ROUNDS; round++) {
            try (StoreProcess process = StoreProcess.start(url(), last + 1)) {
                last = process.acknowledged();
                assertThat(last).as("the store opens").isNotNegative();
                for (int more = random.nextInt(4); more > 0; more--) {
                    last = process.acknowledged();
                }
                // The next batch is under way: at its beginning, at its end, and anywhere between.
                Thread.sleep(0, random.nextInt(999_999));
                Thread.sleep(random.nextInt(12));
                List<Long> told = process.kill();
                last = told.isEmpty() ? last : told.get(told.size() - 1);
            }
            last = check(last);
            giveLeaseBack();
        }
    }

    /** @return the last batch that is there, which may not have been acknowledged */
    private long check(long acknowledged) throws Exception {
        CandleStore store = begin("checker", Map.of());
        awaitState(store, "reader");
        List<Candle> candles = StoreContract.all(store, Candles.BTC);
        assertThat(candles.size() % StoreProcess.BATCH)
                .as("a batch is there as a whole or not at all")
                .isZero();
        long batches = candles.size() / StoreProcess.BATCH;
        assertThat(batches).isGreaterThan(acknowledged);
        for (int batch = 0; batch < batches; batch++) {
            assertThat(candles.subList(batch * StoreProcess.BATCH, (batch + 1) * StoreProcess.BATCH))
                    .isEqualTo(StoreProcess.batch(batch));
        }
        Await.result(store.close());
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeQuery("PRAGMA integrity_check").getString(1))
                    .isEqualTo("ok");
        }
        return batches - 1;
    }

    /** So that the next round need not wait for its end. */
    private void giveLeaseBack() throws Exception {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE tickcast_writer SET until = 0");
        }
    }

    @Test
    void anotherNodeTakesOverFromAKilledOne() throws Exception {
        try (StoreProcess process = StoreProcess.start(url(), 0)) {
            long first = process.acknowledged();
            CandleStore store = begin("two", Map.of());
            awaitState(store, "reader");
            assertThat(store.meters().toJson().getString("writer")).isEqualTo("process");
            process.kill();
            awaitWriter(store);
            Await.result(store.write(List.of(Candles.candle(-1, "7"))));
            assertThat(StoreContract.all(store, Candles.BTC))
                    .contains(Candles.candle(-1, "7"))
                    .containsAll(StoreProcess.batch(first));
        }
    }
}
