package io.tickcast.config;

import static io.tickcast.config.SettingsSource.env;
import static io.tickcast.config.SettingsSource.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.config.Settings.Storage;
import io.tickcast.market.candle.Interval;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings of candles and of their database. */
class HistorySettingsTest {
    private static Map<Interval, Duration> backfill(String text) {
        return env("TICKCAST_HISTORY_BACKFILL", text).read().history().backfill();
    }

    private static Map<Interval, Duration> retention(String text) {
        return env("TICKCAST_HISTORY_RETENTION", text)
                .and("TICKCAST_HISTORY_BACKFILL", "1")
                .read()
                .history()
                .retention();
    }

    @Test
    void aDepthIsACountOfCandlesOrAnAge() {
        assertThat(backfill("1h=36h, 5m=12, 7d"))
                .hasSize(12)
                .containsEntry(Interval.HOURS_1, Duration.ofHours(36))
                .containsEntry(Interval.MINUTES_5, Duration.ofHours(1))
                .containsEntry(Interval.MINUTES_1, Duration.ofDays(7))
                .containsEntry(Interval.DAYS_1, Duration.ofDays(7));
        assertThat(backfill("0").values()).containsOnly(Duration.ZERO);
        assertThat(backfill("").values()).hasSize(12).containsOnly(Duration.ZERO);
    }

    @Test
    void anAgeIsADurationOrForever() {
        assertThat(retention("1d=forever, 1m=1 d, 2000d"))
                .hasSize(12)
                .containsEntry(Interval.DAYS_1, Settings.FOREVER)
                .containsEntry(Interval.MINUTES_1, Duration.ofDays(1))
                .containsEntry(Interval.HOURS_1, Duration.ofDays(2_000));
        assertThat(retention("").values()).hasSize(12).containsOnly(Settings.FOREVER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2m=1d", "1M=1d", "=1d", "1m=", "1m", "-1", "1.5d", "1000001", "1d=36501", "36501d", "1w"})
    void aDepthThatIsNone(String text) {
        assertThat(yaml("history.backfill: ['" + text + "']").refusal())
                .isEqualTo("history.backfill holds \"" + text
                        + "\" but must hold counts of candles up to 1000000 or ages up to 36500d, such as 1000 for all"
                        + " intervals or 1m=7d for one of 1m, 3m, 5m, 15m, 30m, 1h, 2h, 4h, 6h, 8h, 12h, 1d"
                        + " (my.yaml line 1)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1m=59m", "1m=0h", "1m=never", "1y", "90", "1m=90", "36501d", "1m=1m=1d"})
    void anAgeThatIsNone(String text) {
        assertThat(yaml("history.retention: ['" + text + "']").refusal())
                .isEqualTo("history.retention holds \"" + text
                        + "\" but must hold ages from 1h to 36500d or forever, such as 1m=90d for one interval of 1m,"
                        + " 3m, 5m, 15m, 30m, 1h, 2h, 4h, 6h, 8h, 12h, 1d, or 2000d for all (my.yaml line 1)");
    }

    @Test
    void anIntervalHasOneValue() {
        assertThat(yaml("history.retention: [1m=2d, 1m=3d]").refusal())
                .isEqualTo("history.retention has two values for \"1m\" (my.yaml line 1)");
        assertThat(yaml("history.backfill: [1, 2]").refusal())
                .isEqualTo("history.backfill has two values for all intervals (my.yaml line 1)");
    }

    @Test
    void candlesThatAreFetchedAreKept() {
        assertThat(yaml("history: {backfill: [5m=30d], retention: [5m=29d]}").refusal())
                .isEqualTo(
                        "history.backfill asks for more candles of 5m than history.retention keeps (my.yaml line 1)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data/tickcast.db",
                "jdbc:sqlite:",
                "jdbc:sqlite::memory:",
                "jdbc:sqlite:file:a.db",
                "jdbc:sqlite:a.db?cache=shared",
                "jdbc:sqlite:/",
                "jdbc:mysql://u:secret@host/db",
                "jdbc:postgresql:db",
                "jdbc:postgresql://host",
                "jdbc:postgresql://host/",
                "jdbc:postgresql://host/db#x",
                "postgres://u:secret@host/db"
            })
    void aUrlThatIsNoneIsNotShownSinceItMayHoldAPassword(String url) {
        assertThat(yaml("storage.url: '" + url + "'").refusal())
                .isEqualTo("storage.url is *** but must be jdbc:sqlite: and the path of a file, or"
                        + " jdbc:postgresql://host:port/database (my.yaml line 1)");
    }

    @ParameterizedTest
    @CsvSource({"9MB", "100001GB", "10", "10kb", "1.5GB", "none", "-1GB"})
    void aSizeThatIsNone(String size) {
        assertThat(yaml("storage.max-size: " + size).refusal())
                .isEqualTo("storage.max-size is \"" + size
                        + "\" but must be a size from 10MB to 100000GB, such as 500MB or 20GB (my.yaml line 1)");
    }

    @Test
    void aPasswordIsShownNowhere() {
        Storage storage = yaml("storage: {url: 'jdbc:postgresql://a,b:5433/db?password=hunter2', password: hunter3}")
                .read()
                .storage();
        assertThat(storage.password()).isEqualTo("hunter3");
        assertThat(storage.url().text()).endsWith("?password=hunter2");
        assertThat(storage.url().file()).isEmpty();
        assertThat(storage.toString()).isEqualTo("Storage[postgresql://a,b:5433/db]");
        assertThat(storage.url().toString()).isEqualTo("postgresql://a,b:5433/db");
        assertThat(yaml("storage.password: \"hunter2\\n\"").refusal())
                .isEqualTo("storage.password is *** but must be text without control characters (my.yaml line 1)");
    }

    @Test
    void aFileIsRelativeToTheWorkingDirectory() {
        StorageUrl url =
                yaml("storage.url: jdbc:sqlite:a b/c.db").read().storage().url();
        assertThat(url.file()).contains(Path.of("a b", "c.db"));
        assertThat(url.shown()).isEqualTo("a b/c.db");
    }
}
