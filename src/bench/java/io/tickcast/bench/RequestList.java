package io.tickcast.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The dearest requests of each route. */
final class RequestList {
    private static final String FIELDS = "symbol,price,bid,ask,high,low,volume,event_time,received_at";
    private static final int MOST_NAMES = 100;

    /**
     * A request by HTTP/1.1.
     *
     * @param events to read; 0: the answer has an end
     */
    record Request(String name, byte[] bytes, int events) {}

    private RequestList() {}

    static Request get(String uri, String headers) {
        return request(uri, "GET", uri, headers + "Connection: close\r\n", "", 0);
    }

    private static Request get(String name, String uri, String headers) {
        return request(name, "GET", uri, headers + "Connection: close\r\n", "", 0);
    }

    /** A stream with its greeting and a snapshot of so many prices. */
    private static Request stream(String name, String query, String headers, int prices) {
        return request(name, "GET", "/api/sse/prices" + query, headers, "", 1 + prices);
    }

    private static Request request(String name, String method, String uri, String headers, String body, int events) {
        return new Request(
                name,
                (method + ' ' + uri + " HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n" + body)
                        .getBytes(StandardCharsets.UTF_8),
                events);
    }

    static List<Request> open(List<String> symbols, String admin) {
        int all = symbols.size();
        String one = symbols.get(0);
        List<Request> requests = new ArrayList<>(List.of(
                get("/api/prices", ""),
                get("/api/prices, gzip", "/api/prices", "Accept-Encoding: gzip\r\n"),
                get("/api/prices/" + one, ""),
                get("/api/sse/status", ""),
                get("/metrics", ""),
                get("/metrics, gzip", "/metrics", "Accept-Encoding: gzip\r\n"),
                get("/health/ready", ""),
                get("/", ""),
                get("/vendor/vue.js", ""),
                get("/nothing", ""),
                get("a path of 16 KB", '/' + "a".repeat(16_000), ""),
                get("10,000 parameters", "/api/prices?" + "a&".repeat(8_000), ""),
                stream("/api/sse/prices, all symbols", "", "", all),
                stream("symbols=B*, a thousand times", "?symbols=" + repeated("B*", 1_000), "", all),
                stream(
                        "a thousand patterns, each for one symbol",
                        "?symbols="
                                + symbols.stream()
                                        .limit(1_000)
                                        .map(symbol -> symbol + '*')
                                        .collect(Collectors.joining(",")),
                        "",
                        1_000),
                stream(
                        "a thousand symbols",
                        "?symbols=" + symbols.stream().limit(1_000).collect(Collectors.joining(",")),
                        "",
                        1_000),
                stream(
                        "a thousand unknown symbols and one",
                        "?symbols=" + one + ','
                                + IntStream.range(0, 999).mapToObj(i -> "X" + i).collect(Collectors.joining(",")),
                        "",
                        1),
                stream("many fields=", "?fields=" + FIELDS, "", all),
                get("fields= that are none, a thousand", "/api/sse/prices?fields=" + repeated("nothing", 1_000), ""),
                request(
                        "/api/sse/signals, names=",
                        "GET",
                        "/api/sse/signals?names="
                                + IntStream.range(0, MOST_NAMES)
                                        .mapToObj(i -> "n" + i)
                                        .collect(Collectors.joining(",")),
                        "",
                        "",
                        1),
                get("names= of 4,000", "/api/sse/signals?names=" + repeated("abc", 4_000), ""),
                get("cookies of 8 KB", "/api/prices/" + one, "Cookie: " + "a=b; ".repeat(1_550) + "\r\n"),
                get("headers of 8 KB", "/api/prices/" + one, "a:b\r\n".repeat(1_500)),
                get(
                        "Accept-Encoding of 8 KB",
                        "/api/prices/" + one,
                        "Accept-Encoding: " + "a;q=0.5,".repeat(950) + "\r\n"),
                get(
                        "X-Forwarded-For of 8 KB",
                        "/api/prices/" + one,
                        "X-Forwarded-For: " + "1.2.3.4,".repeat(950) + "\r\n"),
                get(
                        "Accept-Language of 8 KB",
                        "/api/prices/" + one,
                        "Accept-Language: " + "zh;q=0.1,".repeat(850) + "\r\n")));
        String body = String.format(Locale.ROOT, "{\"symbol\": \"%s\", \"price\": 1%s}", one, " ".repeat(4_000));
        requests.add(request(
                "POST /api/sse/test-broadcast, 4 KB",
                "POST",
                "/api/sse/test-broadcast",
                "Connection: close\r\nAuthorization: Bearer " + admin
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n",
                body,
                0));
        return requests;
    }

    static List<Request> byToken(BenchToken tokens) {
        String names = "Authorization: Bearer "
                + tokens.of(IntStream.range(0, 600)
                        .mapToObj(i -> String.format(Locale.ROOT, "B%04d", i))
                        .toList()) + "\r\n";
        String patterns = "Authorization: Bearer " + tokens.of(Collections.nCopies(1_000, "B*")) + "\r\n";
        String wrong = tokens.of(List.of()).replaceFirst("\\.[^.]*$", "." + "A".repeat(43));
        return List.of(
                get("/api/prices, a token of 600 symbols", "/api/prices", names),
                stream("a stream by a token of 600 symbols", "", names, 600),
                get("/api/prices, a token of B* 1,000 times", "/api/prices", patterns),
                stream("a stream by a token of B* 1,000 times", "", patterns, 5_000),
                get(
                        "cookies of 8 KB with tokens",
                        "/api/prices",
                        "Cookie: "
                                + IntStream.range(0, 40)
                                        .mapToObj(i -> "t=" + wrong.substring(0, wrong.length() - 2)
                                                + (char) ('A' + i % 26) + 'A')
                                        .collect(Collectors.joining("; "))
                                + "\r\n"),
                request(
                        "POST /api/sse/ticket",
                        "POST",
                        "/api/sse/ticket",
                        names + "Connection: close\r\nContent-Length: 0\r\n",
                        "",
                        0));
    }

    private static String repeated(String item, int count) {
        return String.join(",", Collections.nCopies(count, item));
    }
}
