package io.tickcast.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;

class ClientFileTest {
    /** Of a gzip stream around its deflated bytes: 10 before them, 8 after them. */
    private static final int GZIP_BYTES = 18;

    @Test
    void theClientTakesNoMoreThan8KilobytesOnTheWay() throws IOException {
        Deflater best = new Deflater(Deflater.BEST_COMPRESSION, true);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflate = new DeflaterOutputStream(out, best)) {
            deflate.write(ClientFile.text("/client/sse.js").getBytes(StandardCharsets.UTF_8));
        } finally {
            best.end();
        }
        assertThat(out.size() + GZIP_BYTES).isLessThanOrEqualTo(8_192);
    }

    @Test
    void theClientNeedsNoOtherFile() {
        assertThat(ClientFile.text("/client/sse.js")).doesNotContainPattern("(?m)^\\s*import\\b|import\\(");
    }
}
