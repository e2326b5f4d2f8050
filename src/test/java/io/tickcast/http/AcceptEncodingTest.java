package io.tickcast.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.RawHttp;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The choice of compression for streams. */
class AcceptEncodingTest {
    private static final String STREAM = "/api/sse/prices";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip",
                "GZip",
                "x-gzip",
                "gzip, deflate, br, zstd",
                "deflate,gzip",
                "*",
                "gzip;q=1.000",
                "br;q=1, gzip;q=0.001",
                "gzip ; q=0.5",
                "gzip;Q=0.5",
                "*;q=0.1",
                "identity, gzip",
                "identity;q=0.5, gzip;q=0.5",
                "gzip;q=1, *;q=0",
                "identity;q=0, *",
                ", gzip,"
            })
    void allowsGzip(String value) {
        assertThat(AcceptEncoding.wantsGzip(List.of(value))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "identity",
                "br",
                "deflate, br;q=0.5",
                "gzip;q=0",
                "gzip;q=0.000",
                "gzip;q=0, *",
                "x-gzip;q=0, *",
                "*;q=0",
                "identity;q=1, gzip;q=0.9",
                "gzip;q=2",
                "gzip;q=-1",
                "gzip;q=",
                "gzip;q=0.1234",
                "gzip;level=9",
                "gzippy",
                "gzip deflate",
                ";q=1"
            })
    void doesNotAllowGzipOrLikesPlainTextBetter(String value) {
        assertThat(AcceptEncoding.wantsGzip(List.of(value))).isFalse();
    }

    @Test
    void severalHeadersAreOneList() {
        assertThat(AcceptEncoding.wantsGzip(List.of("br", "gzip"))).isTrue();
        assertThat(AcceptEncoding.wantsGzip(List.of("*", "gzip;q=0"))).isFalse();
        assertThat(AcceptEncoding.wantsGzip(List.of())).isFalse();
    }

    private static RawAnswer head(HttpNode node, String method, String... headers) {
        List<String> lines = new ArrayList<>(List.of(method + " " + STREAM + " HTTP/1.1", "Host: 127.0.0.1"));
        lines.addAll(List.of(headers));
        try (RawHttp http = RawHttp.connect(node.port())) {
            return http.send(lines.toArray(String[]::new)).head();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void theHeadOfAStreamSaysHowItIsEncodedAndWhatThatHangsOn(String method) {
        try (HttpNode node = HttpNode.start()) {
            assertThat(head(node, method, "Accept-Encoding: br", "Accept-Encoding: gzip")
                            .headers())
                    .containsEntry("content-encoding", "gzip")
                    .containsEntry("vary", "accept-encoding")
                    .containsEntry("content-type", "text/event-stream; charset=utf-8")
                    .doesNotContainKey("content-length");
            assertThat(head(node, method, "Accept-Encoding: gzip;q=0").headers())
                    .doesNotContainKey("content-encoding")
                    .containsEntry("vary", "accept-encoding");
            assertThat(head(node, method).headers()).doesNotContainKey("content-encoding");
        }
    }

    @Test
    void otherGroundsToVaryStayNamed() {
        try (HttpNode node = HttpNode.plan()
                .set("TICKCAST_HTTP_CORS_ORIGINS", "https://shop.example,https://other.example")
                .start()) {
            assertThat(head(node, "GET", "Origin: https://shop.example")
                            .header("vary")
                            .orElseThrow())
                    .contains("origin", "accept-encoding");
        }
    }

    @Test
    void nothingIsCompressedWhereTheSettingSaysNo() {
        try (HttpNode node =
                HttpNode.plan().set("TICKCAST_STREAM_COMPRESSION", "false").start()) {
            assertThat(head(node, "GET", "Accept-Encoding: gzip").headers())
                    .doesNotContainKeys("content-encoding", "vary");
        }
    }

    @Test
    void otherAnswersAreNotCompressed() {
        try (HttpNode node =
                HttpNode.plan().set("TICKCAST_STREAM_COMPRESSION", "true").start()) {
            RawAnswer answer = node.get("/api/prices", "Accept-Encoding: gzip");
            assertThat(answer.headers()).doesNotContainKey("content-encoding");
            assertThat(answer.json().getInteger("code")).isEqualTo(1);
        }
    }
}
