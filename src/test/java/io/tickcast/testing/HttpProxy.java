package io.tickcast.testing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** An HTTP proxy that knows CONNECT (RFC 9110, 9.3.6) and nothing else. */
public final class HttpProxy extends ProxyServer {
    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final String AUTHORIZATION = "proxy-authorization: basic ";

    private HttpProxy(Vertx vertx, String... userAndPassword) {
        super(vertx, userAndPassword);
    }

    /** @param userAndPassword both, where the proxy asks for them */
    public static Future<HttpProxy> start(Vertx vertx, String... userAndPassword) {
        HttpProxy proxy = new HttpProxy(vertx, userAndPassword);
        return proxy.listen().map(proxy);
    }

    @Override
    void negotiate(Guest guest) {
        String head = guest.unread().toString(StandardCharsets.ISO_8859_1);
        if (!head.contains(END_OF_HEAD)) {
            return;
        }
        guest.read(head.indexOf(END_OF_HEAD) + END_OF_HEAD.length());
        String[] request = head.lines().findFirst().orElse("").split(" ");
        if (!request[0].equals("CONNECT")) {
            guest.refuse(Buffer.buffer("HTTP/1.1 405 Method Not Allowed\r\n\r\n"));
        } else if (!guest.mayPass(credentials(head))) {
            guest.refuse(Buffer.buffer("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"));
        } else {
            int colon = request[1].lastIndexOf(':');
            guest.tunnel(
                    request[1].substring(0, colon),
                    Integer.parseInt(request[1].substring(colon + 1)),
                    Buffer.buffer("HTTP/1.1 200 Connection established\r\n\r\n"));
        }
    }

    private static String credentials(String head) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(AUTHORIZATION))
                .map(line -> new String(
                        Base64.getDecoder()
                                .decode(line.substring(AUTHORIZATION.length()).strip()),
                        StandardCharsets.UTF_8))
                .findFirst()
                .orElse("");
    }
}
