package io.tickcast.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenFilesTest {
    @ParameterizedTest
    @CsvSource({
        "1024,   50, 10000,   774",
        "1024,  420, 10000,   404",
        "1024,  624, 10000,   200",
        "1024,  824, 10000,   100",
        "1024, 1023, 10000,     1",
        "1024, 1024, 10000,     1",
        "1024, 2000, 10000,     1",
        " 128,   48, 10000,    40",
        "20000, 420,  1000,  1000",
        "20000, 420, 20000, 19380",
    })
    void connectionsLeaveTheOpenFilesAndAReserveFree(long limit, long open, int wanted, int connections) {
        assertThat(new OpenFiles(OptionalLong.of(limit), open).forClients(wanted))
                .isEqualTo(connections);
    }

    @Test
    void whereTheLimitIsUnknownItIsTheSettingsThatBoundThem() {
        assertThat(new OpenFiles(OptionalLong.empty(), 0).forClients(20_000)).isEqualTo(20_000);
    }

    @Test
    void theLimitThatIsProposedIsEnough() {
        long proposed = new OpenFiles(OptionalLong.of(1_024), 420).limitFor(10_000);
        assertThat(new OpenFiles(OptionalLong.of(proposed), 420).forClients(Integer.MAX_VALUE))
                .isEqualTo(10_000);
    }
}
