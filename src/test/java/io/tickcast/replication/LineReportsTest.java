package io.tickcast.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LineReportsTest {
    private static final long START = 1_000_000_000;

    private final LineReports reports = new LineReports();

    @Test
    void tellsWhoReports() {
        Duration within = Duration.ofSeconds(4);
        assertThat(reports.reporting(within, START)).isEmpty();
        reports.heard("a", 0, START);
        reports.heard("b", 0, START + 1);
        assertThat(reports.reporting(within, START + within.toNanos())).containsExactlyInAnyOrder("a", "b");
        assertThat(reports.reporting(within, START + within.toNanos() + 1)).containsExactly("b");
        assertThat(reports.reporting(within, START + within.toNanos() + 2)).isEmpty();
        assertThat(reports.reporting(LineReports.REMEMBERED, START + within.toNanos() + 2))
                .containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aLineThatIsSilentForLongIsForgotten() {
        reports.heard("a", 0, START);
        reports.heard("b", 0, START + LineReports.REMEMBERED.toNanos() + 1);
        assertThat(reports.reporting(Duration.ofHours(1), START + LineReports.REMEMBERED.toNanos() + 1))
                .containsExactly("b");
    }

    @Test
    void aReportThatALaterLoopHearsIsNoNewOne() {
        reports.heard("a", 1_000, START);
        reports.heard("a", 1_000, START + 2);
        reports.heard("a", 900, START + 3);
        assertThat(reports.reporting(Duration.ofNanos(1), START + 2)).isEmpty();

        reports.heard("a", 1_001, START + 4);
        assertThat(reports.reporting(Duration.ofNanos(1), START + 4)).containsExactly("a");
    }

    @Test
    void aClockThatWasSetBackMakesNoLineSilent() {
        reports.heard("a", 60_000_000, START);
        reports.heard("a", 1_000_000, START + 2);
        assertThat(reports.reporting(Duration.ofNanos(1), START + 2)).containsExactly("a");
    }
}
