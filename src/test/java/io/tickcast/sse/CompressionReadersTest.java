package io.tickcast.sse;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.WithNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Programs that others wrote read a compressed stream: each event as soon as it is sent. */
@Tag("slow")
class CompressionReadersTest extends WithNode {
    private static final int TICKS = 20;
    private static final String PYTHON = """
            import http.client, sys, urllib.parse, zlib
            url = urllib.parse.urlparse(sys.argv[1])
            connection = http.client.HTTPConnection(url.netloc)
            connection.request('GET', url.path + '?' + url.query, headers={'Accept-Encoding': 'gzip'})
            response = connection.getresponse()
            assert response.getheader('Content-Encoding') == 'gzip'
            gzip = zlib.decompressobj(16 + zlib.MAX_WBITS)
            while True:
                sys.stdout.write(gzip.decompress(response.read1(65536)).decode())
                sys.stdout.flush()
            """;
    private static final String NODE = """
            fetch(process.argv[1]).then(async response => {
              if (response.headers.get('content-encoding') !== 'gzip') throw new Error('not compressed')
              for await (const part of response.body) process.stdout.write(part)
            })
            """;

    private enum Reader {
        CURL("curl"),
        NODE("node"),
        PYTHON("python3");

        private final String program;

        Reader(String program) {
            this.program = program;
        }

        /** The arguments before the URL. */
        private Stream<String> arguments() {
            return switch (this) {
                case CURL -> Stream.of("-sN", "--compressed");
                case NODE -> Stream.of("-e", CompressionReadersTest.NODE);
                case PYTHON -> Stream.of("-c", CompressionReadersTest.PYTHON);
            };
        }

        boolean isThere() {
            return Stream.of(System.getenv("PATH").split(":"))
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        }

        Process start(String url) throws IOException {
            List<String> command = Stream.of(Stream.of(program), arguments(), Stream.of(url))
                    .flatMap(part -> part)
                    .toList();
            return new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        }
    }

    @Override
    protected HttpNode.Plan prepare(HttpNode.Plan plan) {
        return plan.encoding("gzip");
    }

    @ParameterizedTest
    @EnumSource
    void eachEventIsReadAsSoonAsItIsSent(Reader reader) throws IOException {
        assumeTrue(reader.isThere(), reader.program + " is missing");
        node.hold(tick("BTCUSDT", 1, "1"));
        Process process = reader.start("http://127.0.0.1:" + node.port() + "/api/sse/prices?interval=0");
        try (InputStream output = process.getInputStream()) {
            StringBuilder text = new StringBuilder();
            readUntil(output, text, 1);
            for (int n = 2; n <= TICKS; n++) {
                node.publish(tick("BTCUSDT", n, Integer.toString(n)));
                readUntil(output, text, n);
            }
        } finally {
            process.destroyForcibly();
        }
        assertThat(node.status()
                        .getJsonObject("streams")
                        .getJsonObject("compression")
                        .getLong("referring_back"))
                .as("writes that refer back")
                .isGreaterThanOrEqualTo(TICKS - 2);
    }

    private static byte[] available(InputStream output) {
        try {
            return output.readNBytes(output.available());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads to the end of the event with this price. */
    private static void readUntil(InputStream output, StringBuilder text, int price) {
        Await.until("price " + price + " is read", () -> {
            text.append(new String(available(output), StandardCharsets.UTF_8));
            int at = text.indexOf("\"price\": " + price + ",");
            return at >= 0 && text.indexOf("\n\n", at) > at;
        });
    }
}
