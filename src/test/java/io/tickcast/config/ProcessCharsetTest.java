package io.tickcast.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessCharsetTest {
    /** Text in one character set, as it arrives in a process that reads another. */
    @ParameterizedTest
    @CsvSource({
        "\u00fc\u4ef7, UTF-8, UTF-8, false", "ascii, UTF-8, US-ASCII, false", "\u4ef7, UTF-8, US-ASCII, true",
        "\u00fc, UTF-8, ISO-8859-1, true", "\u00fc, ISO-8859-1, ISO-8859-1, false", "\u00fc, ISO-8859-1, UTF-8, true",
        "\u4ef7\u683c, GBK, GBK, false", "\u4ef7\u683c, UTF-8, GBK, true"
    })
    void textThatWasReadInAnotherCharacterSet(String text, String written, String read, boolean damaged) {
        Charset charset = Charset.forName(read);
        String seen = new String(text.getBytes(Charset.forName(written)), charset);
        ProcessCharset process = new ProcessCharset(charset);
        assertThat(process.damages(seen)).isEqualTo(damaged);
        assertThat(process.advice()).contains(charset.equals(StandardCharsets.UTF_8) ? "UTF-8" : "LC_ALL=C.UTF-8");
    }
}
