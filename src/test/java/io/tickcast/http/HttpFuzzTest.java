package io.tickcast.http;

import static io.tickcast.testing.Ticks.tick;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.Await;
import io.tickcast.testing.HttpNode;
import io.tickcast.testing.Issuer;
import io.tickcast.testing.LogLines;
import io.tickcast.testing.Mutations;
import io.tickcast.testing.RawHttp;
import io.tickcast.testing.SseClient;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a client sends: it is answered or its connection ends, and the node serves on as if nothing had been. */
// Reading from a socket cannot be interrupted.
@Tag("slow")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HttpFuzzTest {
    private static final long SEED = 24;
    private static final int GOOD = 200;
    private static final int CHANGED = 800;
    /** So many changed ones at a time: the node waits for the rest of some of them until their time is over. */
    private static final int AT_ONCE = 32;
    /** Long enough for the good ones on a busy machine. */
    private static final String HEADER_TIMEOUT = "5s";

    private static final Issuer ISSUER = Issuer.hmac("h", 256);
    /** The same at every run, or the requests would be others. */
    private static final long LATE = 4_102_444_800L;

    private static final List<String> METHODS = List.of(
            "GET",
            "GET",
            "GET",
            "GET",
            "GET",
            "GET",
            "GET",
            "GET",
            "HEAD",
            "POST",
            "POST",
            "OPTIONS",
            "PUT",
            "TRACE",
            "PROPFIND");
    private static final String ANSWER = "HTTP/1\\.[01] ([1-4]\\d\\d|505) .*";
    private static final Pattern STATUS = Pattern.compile(" (\\d{3}) ");
    private static final List<String> PATHS = List.of(
            "/",
            "/api/sse/prices",
            "/api/sse/prices",
            "/api/sse/signals",
            "/api/sse/status",
            TestBroadcast.PATH,
            TestBroadcast.PATH,
            TicketRoute.PATH,
            "/api/prices",
            "/api/prices/BTCUSDT",
            "/api/prices/%E5%B8%81",
            "/metrics",
            "/health/live",
            "/health/ready",
            "/tickcast.js",
            "/x/../y//z",
            "*",
            "http://localhost/api/prices");
    private static final List<String> PARAMETERS = List.of(
            "symbols=BTCUSDT,eth*",
            "symbols=*",
            "symbols=",
            "interval=500",
            "fields=symbol,price",
            "fields=window_high",
            "exchange=binance",
            "signals=spread,*",
            "events=spread",
            "lastEventId=1768028400123",
            "lastEventId=",
            "ticket=" + "A".repeat(43),
            "a",
            "&&=&",
            "symbols=%5B%22");
    private static final List<String> HEADERS = List.of(
            "Last-Event-ID: 1768028400123",
            "Last-Event-ID: x",
            "Accept: text/event-stream",
            "Accept: */*;q=0.1, text/html;level=1",
            "Accept-Language: en-US,en;q=0.9,zh;q=0.8",
            "Accept-Language: *;q=x",
            "Accept-Encoding: gzip;q=0.5, *;q=0",
            "Cookie: session=a.b.c; x=\"y\"; ; =",
            "Origin: https://shop.example",
            "Origin: null",
            "X-Forwarded-For: 203.0.113.7, 10.0.0.1",
            "Forwarded: for=\"[2001:db8::1]:80\"",
            "Expect: 100-continue",
            "Upgrade: websocket",
            "Connection: close",
            "Range: bytes=0-1,5-",
            "If-None-Match: \"x\", *",
            "If-Modified-Since: Sat, 10 Jan 2026 07:15:00 GMT",
            "Access-Control-Request-Method: GET",
            "Access-Control-Request-Headers: x, y",
            "X-Request-Id: 1",
            "Content-Type: multipart/form-data; boundary=x",
            "Content-Type: application/x-www-form-urlencoded",
            "Authorization: Basic eDp5",
            "Authorization: Bearer a.b.c");
    private static final List<String> BODIES = List.of(
            "{\"symbol\":\"BTCUSDT\",\"price\":95000.00,\"change_24h\":-2.5}",
            "{",
            "[]",
            "symbol=BTCUSDT&price=1",
            "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x--\r\n");

    private final Random random = new Random(SEED);
    private final LogLines log = new LogLines("ROOT");
    private final Set<Integer> answers = new ConcurrentSkipListSet<>();
    private HttpNode node;

    @AfterEach
    void close() {
        log.close();
        node.close();
    }

    private String any(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private byte[] good(List<String> tokens) {
        StringBuilder request = new StringBuilder(any(METHODS)).append(' ').append(any(PATHS));
        for (int i = random.nextInt(4); i > 0; i--) {
            request.append(request.indexOf("?") < 0 ? '?' : '&').append(any(PARAMETERS));
        }
        request.append(random.nextInt(10) == 0 ? " HTTP/1.0\r\n" : " HTTP/1.1\r\nHost: localhost\r\n");
        for (int i = random.nextInt(5); i > 0; i--) {
            request.append(any(HEADERS)).append("\r\n");
        }
        if (random.nextInt(4) > 0) {
            request.append(any(tokens));
        }
        String body = request.indexOf("POST") == 0 || random.nextInt(10) == 0 ? any(BODIES) : "";
        request.append(
                switch (body.isEmpty() ? 0 : random.nextInt(3)) {
                    case 0 -> "\r\n";
                    case 1 ->
                        "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length()) + "\r\n" + body
                                + "\r\n0\r\n\r\n";
                    default -> "Content-Length: " + body.length() + "\r\n\r\n" + body;
                });
        return request.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Sends it; true when it was answered without an error, false when with one of the client's or by an end. */
    private boolean isServed(byte[] request, boolean whole) {
        try (RawHttp http = RawHttp.connect(node.port())) {
            http.sendBytes(request);
            if (!whole && mayLackItsBody(request)) {
                http.finish();
            }
            Optional<String> line = http.firstLine();
            line.ifPresent(first -> assertThat(first).matches(ANSWER));
            assertThat(line.isEmpty() && whole)
                    .as("a good request is not answered")
                    .isFalse();
            return line.filter(first -> status(first) < 400).isPresent();
        } catch (UncheckedIOException broken) {
            assertThat(broken.getCause()).isNotInstanceOf(SocketTimeoutException.class);
            assertThat(whole)
                    .as("the connection of a good request was broken: " + broken)
                    .isFalse();
            return false;
        }
    }

    private int status(String line) {
        Matcher status = STATUS.matcher(line);
        assertThat(status.find()).isTrue();
        answers.add(Integer.valueOf(status.group(1)));
        return Integer.parseInt(status.group(1));
    }

    /** With an end of its head, wherever the changes have put the one that it had. */
    private static byte[] ended(byte[] request) {
        byte[] ended = Arrays.copyOf(request, request.length + 4);
        System.arraycopy("\r\n\r\n".getBytes(StandardCharsets.US_ASCII), 0, ended, request.length, 4);
        return ended;
    }

    private static boolean mayLackItsBody(byte[] request) {
        String text = new String(request, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        return text.contains("content-length") || text.contains("transfer-encoding");
    }

    private boolean send(byte[] request, boolean whole) {
        try {
            return isServed(request, whole);
        } catch (Exception | AssertionError e) {
            throw new AssertionError(
                    "seed " + SEED + ": " + Mutations.shown(new String(request, StandardCharsets.ISO_8859_1)) + "\n"
                            + e,
                    e);
        }
    }

    private long served(List<byte[]> changed) {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            long served = 0;
            for (Future<Boolean> one : changed.stream()
                    .map(each -> threads.submit(() -> send(each, false)))
                    .toList()) {
                served += one.get() ? 1 : 0;
            }
            return served;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private void sendAll(List<String> tokens) {
        List<byte[]> requests = new ArrayList<>();
        for (int i = 0; i < GOOD; i++) {
            requests.add(good(tokens));
        }
        for (byte[] request : requests) {
            send(request, true);
        }
        Mutations mutations = new Mutations(SEED, requests);
        long served = served(Stream.generate(mutations::next)
                .limit(CHANGED)
                .map(HttpFuzzTest::ended)
                .toList());

        assertThat(served).isBetween(CHANGED / 20L, CHANGED * 9 / 10L);
        assertThat(answers).contains(200, 400, 404, 405);
        // The log names the author of each test broadcast.
        assertThat(log.all()).allMatch(line -> line.startsWith("INFO Test broadcast of "));
    }

    /** A stream that counts, and none that is left. */
    private void assertServesOn(String... headers) {
        node.awaitClients(0);
        JsonObject status = node.status();
        Map<String, Object> errors = status.getJsonObject("errors").getMap();
        assertThat(errors).containsKey("400");
        errors.forEach((code, count) ->
                // 505 is the client's own doing: it asked in another version of HTTP.
                assertThat(code.matches("5(?!05).*") && ((Number) count).longValue() > 0)
                        .as(code)
                        .isFalse());
        Map<String, String> all = headers.length == 0 ? Map.of() : Map.of(headers[0], headers[1]);
        try (SseClient client = node.stream("?symbols=BTCUSDT&fields=symbol,price", all)) {
            client.next("connected");
            node.publish(tick("BTCUSDT", 1_768_028_400_123L, "95000.01"));
            assertThat(client.next("price").data()).isEqualTo("{\"symbol\": \"BTCUSDT\", \"price\": 95000.01}");
        }
        node.awaitClients(0);
        Await.until("no connection is left over", () -> connections() == 1);
    }

    /** Open connections, that of this request included. */
    private int connections() {
        return node.status().getJsonObject("connections").getInteger("open");
    }

    @Test
    void aNodeForEveryoneServesOn() {
        node = HttpNode.plan()
                .set("TICKCAST_HTTP_HEADER_TIMEOUT", HEADER_TIMEOUT)
                .set("TICKCAST_HTTP_TRUSTED_PROXIES", "127.0.0.1")
                .set("TICKCAST_STREAM_COMPRESSION", "true")
                .start();
        sendAll(List.of(""));
        assertServesOn();
    }

    @Test
    void aNodeThatAsksForTokensServesOn(@TempDir Path directory) throws IOException {
        Path keys = Files.writeString(directory.resolve("keys"), Issuer.jwks(ISSUER));
        node = HttpNode.plan()
                .set("TICKCAST_HTTP_HEADER_TIMEOUT", HEADER_TIMEOUT)
                .askingForTokens()
                .set("TICKCAST_AUTH_JWT_KEY_FILE", keys.toString())
                .set("TICKCAST_AUTH_JWT_ALGORITHMS", "HS256")
                .set("TICKCAST_AUTH_JWT_COOKIE", "session")
                .start();
        String token = ISSUER.token(Issuer.claims().put("exp", LATE));
        sendAll(List.of("Authorization: Bearer " + token + "\r\n", "Cookie: a=b; session=" + token + "\r\n"));
        assertServesOn("Authorization", "Bearer " + token);
    }
}
