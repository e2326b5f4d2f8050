package io.tickcast.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.ShippedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unit as systemd reads it. */
@Tag("service")
class ServiceUnitTest {
    @Test
    void systemdTakesEachLine(@TempDir Path directory) throws IOException {
        Tool.assume("systemd-analyze", "apt-get install systemd");
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        // It also wants the program to be there.
        Path unit = Files.writeString(
                directory.resolve("tickcast.service"),
                ShippedFiles.text("conf/tickcast.service").replace("=/usr/bin/java ", "=" + java + ' '));
        Tool.Result result = Tool.run(List.of("systemd-analyze", "verify", unit.toString()));
        assertThat(result.status()).as(result.said()).isZero();
        assertThat(result.said()).doesNotContain("tickcast.service");
    }
}
