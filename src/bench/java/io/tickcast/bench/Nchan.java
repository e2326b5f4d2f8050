package io.tickcast.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** nginx with the Nchan module: one worker, and one channel that all streams read. Each tick is a request. */
final class Nchan implements PostedServer {
    private static final Path NGINX = Path.of("/usr/sbin/nginx");
    private static final Path MODULE = Path.of("/usr/lib/nginx/modules/ngx_nchan_module.so");

    @Override
    public String missing() {
        return Files.exists(NGINX) && Files.exists(MODULE)
                ? ""
                : "not installed: the Debian packages are nginx and libnginx-mod-nchan";
    }

    @Override
    public List<String> command(int port) {
        Path home = Path.of("target", "nchan").toAbsolutePath();
        Path conf = PostedServer.write("nchan", "nginx.conf", """
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
              nchan_channel_id %4$s;
              nchan_message_buffer_length 1000;
              nchan_message_timeout 10s;
            }
            location = %5$s {
              nchan_subscriber eventsource;
              nchan_channel_id %4$s;
              nchan_subscriber_first_message newest;
            }
          }
        }
        """.formatted(MODULE, home, port, TOPIC, path()));
        return List.of(NGINX.toString(), "-p", home.toString(), "-c", conf.toString());
    }

    @Override
    public List<Post> posts(List<String> events) {
        return events.stream()
                .map(event -> new Post("/publish", "X-EventSource-Event: price\r\n", event))
                .toList();
    }
}
