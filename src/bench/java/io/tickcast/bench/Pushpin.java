package io.tickcast.bench;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Pushpin, a proxy that holds the streams which a server behind it has accepted. A burst is one request on a connection
 * of its own, since Pushpin closes the connection after each request.
 */
final class Pushpin implements PostedServer {
    private static final Path PROGRAM = Path.of("/usr/bin/pushpin");
    private static final byte[] FIRST = "retry: 3000\n\n".getBytes(StandardCharsets.US_ASCII);

    private int publishPort;

    @Override
    public String missing() {
        return PostedServer.missing(PROGRAM, "the Debian package is pushpin");
    }

    @Override
    public List<String> command(int port) {
        try {
            publishPort = ExchangeCosts.freePort();
            Path home = Path.of("target", "pushpin").toAbsolutePath();
            Path routes = PostedServer.write("pushpin", "routes", "* 127.0.0.1:" + startOrigin() + '\n');
            Path conf = PostedServer.write("pushpin", "pushpin.conf", """
            [global]
            include={libdir}/internal.conf
            rundir=%1$s
            ipc_prefix=bench-
            port_offset=0
            [runner]
            services=condure,zurl,pushpin-proxy,pushpin-handler
            http_port=127.0.0.1:%2$d
            logdir=%1$s
            log_level=1
            client_buffer_size=8192
            client_maxconn=19000
            [proxy]
            routesfile=%3$s
            zurl_out_specs=ipc://{rundir}/{ipc_prefix}zurl-in
            zurl_out_stream_specs=ipc://{rundir}/{ipc_prefix}zurl-in-stream
            zurl_in_specs=ipc://{rundir}/{ipc_prefix}zurl-out
            updates_check=off
            [handler]
            push_in_spec=
            push_in_sub_specs=
            command_spec=
            push_in_http_addr=127.0.0.1
            push_in_http_port=%4$d
            push_in_http_max_headers_size=10000
            push_in_http_max_body_size=1000000
            stats_spec=ipc://{rundir}/{ipc_prefix}stats
            message_rate=10000000
            message_hwm=10000000
            message_wait=0
            """.formatted(home, port, routes, publishPort));
            return List.of(PROGRAM.toString(), "--config=" + conf);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the server behind the proxy, which accepts each stream. It lives as long as the benchmark. */
    private static int startOrigin() throws IOException {
        HttpServer origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4_096);
        origin.createContext("/", request -> {
            Headers headers = request.getResponseHeaders();
            headers.set("Content-Type", "text/event-stream");
            headers.set("Grip-Hold", "stream");
            headers.set("Grip-Channel", TOPIC);
            request.sendResponseHeaders(200, FIRST.length);
            request.getResponseBody().write(FIRST);
            request.close();
        });
        origin.start();
        return origin.getAddress().getPort();
    }

    @Override
    public int publishPort(int port) {
        return publishPort;
    }

    @Override
    public boolean closesAfterPost() {
        return true;
    }

    @Override
    public List<Post> posts(List<String> events) {
        JsonArray items = new JsonArray();
        events.forEach(event -> items.add(JsonObject.of(
                "channel",
                TOPIC,
                "formats",
                JsonObject.of("http-stream", JsonObject.of("content", "event: price\ndata: " + event + "\n\n")))));
        return List.of(Post.json("/publish/", JsonObject.of("items", items).encode()));
    }
}
