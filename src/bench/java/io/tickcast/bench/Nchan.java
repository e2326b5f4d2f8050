package io.tickcast.bench;

import io.tickcast.demo.BenchExchange.Sent;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** nginx with the Nchan module: one worker, one channel that all streams read, and who publishes the ticks to it. */
final class Nchan {
    private static final Path NGINX = Path.of("/usr/sbin/nginx");
    private static final Path MODULE = Path.of("/usr/lib/nginx/modules/ngx_nchan_module.so");
    private static final Path HOME = Path.of("target", "nchan").toAbsolutePath();

    private Nchan() {}

    /** Empty when it is installed. */
    static String missing() {
        return Files.exists(NGINX) && Files.exists(MODULE)
                ? ""
                : "not installed: the Debian packages are nginx and libnginx-mod-nchan";
    }

    /** Writes its configuration, and says how it is started. */
    static List<String> command(int port) {
        String conf = """
        load_module %s;
        daemon off;
        worker_processes 1;
        worker_rlimit_nofile 20000;
        pid %2$s/nginx.pid;
        error_log %2$s/error.log;
        events { worker_connections 19000; }
        http {
          access_log off;
          client_body_temp_path %2$s/body;
          proxy_temp_path %2$s/proxy;
          fastcgi_temp_path %2$s/fastcgi;
          uwsgi_temp_path %2$s/uwsgi;
          scgi_temp_path %2$s/scgi;
          keepalive_requests 1000000000;
          keepalive_timeout 1h;
          server {
            listen 127.0.0.1:%3$d backlog=4096;
            location = /publish {
              nchan_publisher;
              nchan_channel_id ticks;
              nchan_message_buffer_length 1000;
              nchan_message_timeout 10s;
            }
            location = /api/sse/prices {
              nchan_subscriber eventsource;
              nchan_channel_id ticks;
              nchan_subscriber_first_message newest;
            }
          }
        }
        """.formatted(MODULE, HOME, port);
        try {
            Files.createDirectories(HOME);
            Files.writeString(HOME.resolve("nginx.conf"), conf);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return List.of(
                NGINX.toString(),
                "-p",
                HOME.toString(),
                "-c",
                HOME.resolve("nginx.conf").toString());
    }

    /** Posts each tick by itself; those of a burst one behind the other without waiting for the answers. */
    static Consumer<List<Sent>> publisher(Vertx vertx, int port) {
        NetClient client = vertx.createNetClient();
        NetSocket socket = client.connect(port, "127.0.0.1").await();
        // The server is ended before who publishes to it.
        socket.exceptionHandler(cut -> {});
        return new Publisher(client, socket);
    }

    /** @param client that would be closed when it is collected, with its socket, if nobody held it */
    private record Publisher(NetClient client, NetSocket socket) implements Consumer<List<Sent>> {
        @Override
        public void accept(List<Sent> ticks) {
            Buffer requests = Buffer.buffer();
            ticks.forEach(tick -> {
                byte[] event = event(tick).getBytes(StandardCharsets.US_ASCII);
                requests.appendString("POST /publish HTTP/1.1\r\nHost: localhost\r\nX-EventSource-Event: price\r\n"
                                + "Content-Length: " + event.length + "\r\n\r\n")
                        .appendBytes(event);
            });
            socket.write(requests);
        }
    }

    /** The same fields as the server's. */
    private static String event(Sent tick) {
        long now = LoadResult.nowMicros();
        return String.format(
                Locale.ROOT,
                "{\"symbol\": \"%s\", \"price\": 100.%02d000000, \"change_24h\": 2.500, "
                        + "\"timestamp\": \"%s\", \"volume\": %d.00000000, \"received_at\": %d}",
                tick.symbol(),
                tick.count() % 100,
                Instant.ofEpochMilli(now / 1_000),
                tick.volume(),
                now);
    }
}
