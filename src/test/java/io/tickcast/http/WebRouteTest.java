package io.tickcast.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.HttpNode;
import io.tickcast.testing.RawAnswer;
import io.tickcast.testing.WithNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebRouteTest extends WithNode {
    private static String etag(RawAnswer answer) {
        return answer.header("etag").orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "/,text/html",
        "/vendor/vue.js,text/javascript",
        "/vendor/uplot.js,text/javascript",
        "/vendor/uplot.css,text/css"
    })
    void eachFileHasItsTypeAndIsNotKeptUnasked(String path, String type) {
        RawAnswer file = node.get(path);
        assertThat(file.status()).isEqualTo(200);
        assertThat(file.headers())
                .containsEntry("content-type", type + "; charset=utf-8")
                .containsEntry("cache-control", "no-cache")
                .containsEntry("x-content-type-options", "nosniff");
    }

    @Test
    void thePageIsTheFileOfTheProject() throws IOException {
        String file = Files.readString(Path.of("src/main/resources/web/index.html"));
        assertThat(node.get("/").body()).isEqualTo(file.replace("data-coins=\"10\"", "data-coins=\"16\""));
        try (HttpNode demo =
                HttpNode.plan().demo().set("TICKCAST_SYMBOLS", "BTCUSDT").start()) {
            assertThat(demo.get("/").body()).contains("<html lang=\"en\" data-demo=\"true\" data-coins=\"1\">");
        }
    }

    @Test
    void thePageShowsAlertsToTheirOwnerAlone() {
        try (HttpNode alerting = HttpNode.plan().alerts().start()) {
            RawAnswer page = alerting.get("/");
            assertThat(page.body()).contains(" data-alerts data-coins=\"16\">");
            RawAnswer other = alerting.get("/", "X-Forwarded-For: 203.0.113.7", "If-None-Match: " + etag(page));
            assertThat(other.status()).isEqualTo(200);
            assertThat(other.body()).doesNotContain("data-alerts");
        }
    }

    @Test
    void whoHasTheFileGetsItNoSecondTime() {
        RawAnswer first = node.get("/");
        RawAnswer again = node.get("/", "If-None-Match: \"other\", " + etag(first));
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(etag(again)).isEqualTo(etag(first));
        assertThat(node.get("/", "If-None-Match: \"other\"").status()).isEqualTo(200);
        assertThat(node.get("/", "If-None-Match: *").status()).isEqualTo(304);
    }

    @Test
    void whoAllowsItGetsItCompressedUnderAnotherTag() throws IOException, InterruptedException {
        RawAnswer plain = node.get("/vendor/vue.js");
        HttpResponse<byte[]> compressed = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.port() + "/vendor/vue.js"))
                                .header("Accept-Encoding", "br, gzip")
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        assertThat(compressed.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(compressed.headers().firstValue("ETag")).get().isNotEqualTo(etag(plain));
        assertThat(compressed.body().length).isLessThan(plain.body().length() / 2);
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed.body()))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(plain.body());
        }
        assertThat(plain.headers()).doesNotContainKey("content-encoding").containsEntry("vary", "accept-encoding");
    }

    @Test
    void nothingButTheFilesOfTheServerMayRunInThePage() {
        assertThat(node.get("/").header("content-security-policy"))
                .get()
                .asString()
                .startsWith("default-src 'none'")
                .contains("script-src 'self';", "frame-ancestors 'none'")
                .doesNotContain("unsafe", "*");
        assertThat(node.get("/").header("x-frame-options")).contains("DENY");
    }

    @Test
    void onlySitesThatAreListedMayFrameTheEmbeds() {
        RawAnswer own = node.get("/embed/chart?symbol=BTCUSDT");
        assertThat(own.header("content-type")).contains("text/html; charset=utf-8");
        assertThat(own.header("content-security-policy")).get().asString().endsWith("frame-ancestors 'self'");
        assertThat(own.header("x-frame-options")).contains("SAMEORIGIN");
        try (HttpNode open = HttpNode.plan()
                .set("TICKCAST_HTTP_FRAME_ORIGINS", "https://shop.example,https://news.example:8443")
                .start()) {
            RawAnswer ticker = open.get("/embed/ticker");
            assertThat(ticker.header("content-security-policy"))
                    .get()
                    .asString()
                    .endsWith("frame-ancestors 'self' https://shop.example https://news.example:8443");
            assertThat(ticker.header("x-frame-options")).isEmpty();
            assertThat(open.get("/").header("x-frame-options")).contains("DENY");
        }
    }

    @Test
    void otherSitesMayTakeTheModulesAndNotThePage() {
        assertThat(node.get("/vendor/vue.js").header("access-control-allow-origin"))
                .contains("*");
        assertThat(node.get("/").header("access-control-allow-origin")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/web/index.html",
                "/../conf/tickcast.yaml",
                "/vendor/../vendor/vue.js",
                "/vendor//vue.js",
                "/vendor/%2e%2e/index.html",
                "/vendor/",
                "/vendor",
                "//",
                "/META-INF/MANIFEST.MF",
                "/vendor/vue.js%00.html",
                "/..\\..\\pom.xml"
            })
    void noPathLeadsAnywhereElse(String path) {
        assertThat(node.get(path).status()).isIn(400, 404);
    }

    @Test
    void aFileIsOnlyToBeRead() {
        RawAnswer answer = node.post("/vendor/vue.js", "x");
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("allow")).contains("GET, HEAD");
        assertThat(node.request("HEAD", "/vendor/vue.js", "").status()).isEqualTo(200);
    }
}
