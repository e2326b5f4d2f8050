package io.tickcast.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The client reads what the standard says, wherever chunks end: random streams, cut at random places. */
class ClientParserTest extends WithStreamServer {
    private static final int STREAMS = 300;
    private static final List<String> ENDS = List.of("\n", "\r", "\r\n");
    private static final List<String> TEXTS =
            List.of("", "x", "a b", " lead", "price: 1", "价格", "\uD83D\uDCC8", "\u2028", "é");

    /** A stream, and the events that must be read from it. */
    private static final class Sample {
        final StringBuilder text = new StringBuilder();
        final List<String> events = new ArrayList<>();
        private final Random random;
        private String id = "";

        Sample(Random random) {
            this.random = random;
            text.append(random.nextBoolean() ? "\uFEFF" : "");
            // The place is kept from here on.
            line("id: begin");
            id = "begin";
            line("");
            for (int i = random.nextInt(8); i >= 0; i--) {
                event(i);
            }
            // Of an event that is not finished, nothing is read.
            line("id: unfinished");
            line("data: 1");
        }

        private <T> T any(List<T> of) {
            return of.get(random.nextInt(of.size()));
        }

        private void line(String line) {
            String end = any(ENDS);
            // A CR before an empty line that ends in LF would be one CRLF.
            text.append(line)
                    .append(
                            line.isEmpty()
                                            && text.length() > 0
                                            && text.charAt(text.length() - 1) == '\r'
                                            && end.equals("\n")
                                    ? "\r"
                                    : end);
        }

        private void event(int number) {
            String value = any(TEXTS) + number;
            if (random.nextBoolean()) {
                line(any(List.of(
                        ":",
                        ": comment " + any(TEXTS),
                        "unknown: " + value,
                        "unknown",
                        " data: 1",
                        "Data: 1",
                        "retry: 1x",
                        "retry: ",
                        "retry: -5",
                        "id: no\0id")));
            }
            String type = any(List.of("t1", "t2", "message"));
            if (!type.equals("message") || random.nextBoolean()) {
                line(any(List.of("event:", "event: ")) + type);
            }
            if (random.nextBoolean()) {
                id = "id" + number;
                line("id: " + id);
            }
            switch (random.nextInt(4)) {
                case 0 -> {}
                case 1 -> line("data: no JSON");
                case 2 -> {
                    line("data: [");
                    line("data:" + new JsonArray().add(value).encode());
                    line("data");
                    line("data:  ]");
                    events.add(type + " "
                            + new JsonArray().add(new JsonArray().add(value)).encode());
                }
                default -> {
                    line("data:" + new JsonArray().add(value).encode());
                    events.add(type + " " + new JsonArray().add(value).encode());
                }
            }
            line("");
        }

        JsonObject toJson() {
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            JsonArray chunks = new JsonArray();
            int most = random.nextBoolean() ? 3 : 40;
            for (int from = 0; from < bytes.length; ) {
                int to = Math.min(bytes.length, from + random.nextInt(most + 1));
                chunks.add(Base64.getEncoder().encodeToString(Arrays.copyOfRange(bytes, from, to)));
                from = to;
            }
            return new JsonObject().put("chunks", chunks);
        }

        String expected() {
            return events + " at " + id;
        }
    }

    @Test
    void readsEveryStreamWhereverItIsCut() {
        Random random = new Random(20260110);
        List<Sample> samples = new ArrayList<>();
        JsonArray streams = new JsonArray();
        for (int i = 0; i < STREAMS; i++) {
            Sample sample = new Sample(random);
            samples.add(sample);
            streams.add(sample.toJson());
        }
        Page page = open(server.url());
        String read = (String) page.evaluate("""
        async streams => {
          const { SSEPriceService } = await import('/client/sse.js')
          const read = []
          for (const { chunks } of JSON.parse(streams)) {
            window.fetch = async () => new Response(new ReadableStream({
              start(stream) {
                for (const chunk of chunks) stream.enqueue(Uint8Array.from(atob(chunk), c => c.charCodeAt(0)))
                stream.close()
              },
            }), { headers: { 'Content-Type': 'text/event-stream' } })
            const service = new SSEPriceService({ shared: false })
            const events = []
            for (const type of ['t1', 't2', 'message']) {
              service.addEventListener(type, event => events.push(type + ' ' + JSON.stringify(event.detail)))
            }
            await new Promise(ended => {
              service.addEventListener('error', ended)
              service.connect()
            })
            read.push('[' + events.join(', ') + '] at ' + service.getConnectionStatus().lastEventId)
            service.disconnect()
          }
          return JSON.stringify(read)
        }""", streams.encode());
        assertThat(new JsonArray(read).stream().map(String::valueOf))
                .containsExactlyElementsOf(
                        samples.stream().map(Sample::expected).toList());
        assertNoComplaints();
    }

    @Test
    void aLineWithoutEndIsNotKeptForEver() {
        Page page = open(server.url());
        Object said = page.evaluate("""
        async () => {
          const { SSEPriceService } = await import('/client/sse.js')
          const much = new TextEncoder().encode('x'.repeat(65536))
          window.fetch = async () => new Response(new ReadableStream({ pull: stream => stream.enqueue(much) }),
            { headers: { 'Content-Type': 'text/event-stream' } })
          const service = new SSEPriceService({ shared: false })
          const error = await new Promise(ended => {
            service.addEventListener('error', event => ended(event.detail))
            service.connect()
          })
          service.disconnect()
          return error.message
        }""");
        assertThat(said).isEqualTo("Too long an event");
    }
}
