package io.tickcast.feed;

import io.tickcast.config.Settings;
import io.tickcast.names.SystemResolver;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/** The way of a node to an exchange: direct, or through the proxy of {@code feed.proxy}. */
public final class Outbound {
    private Outbound() {}

    static WebSocketClientOptions webSocket(Settings.Feed settings) {
        return new WebSocketClientOptions()
                .setConnectTimeout((int) settings.timeouts().connect().toMillis());
    }

    /** Options for an exchange's REST interface. */
    public static Future<HttpClientOptions> http(SystemResolver names, Settings.Feed settings) {
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout((int) settings.timeouts().connect().toMillis());
        return proxy(names, settings).map(proxy -> {
            proxy.ifPresent(options::setProxyOptions);
            return options;
        });
    }

    /** The proxy for the next connection, at an address that takes connections now. */
    public static Future<Optional<ProxyOptions>> proxy(SystemResolver names, Settings.Feed settings) {
        if (settings.proxy().isEmpty()) {
            return Future.succeededFuture(Optional.empty());
        }
        Settings.Proxy proxy = settings.proxy().get();
        return names.address(proxy.host(), proxy.port())
                .map(address ->
                        Optional.of(proxy(proxy, address, settings.timeouts().connect())));
    }

    private static ProxyOptions proxy(Settings.Proxy proxy, InetAddress address, Duration timeout) {
        ProxyOptions options = new ProxyOptions()
                .setType(proxy.type() == Settings.Proxy.Type.HTTP ? ProxyType.HTTP : ProxyType.SOCKS5)
                .setHost(address.getHostAddress())
                .setPort(proxy.port())
                .setConnectTimeout(timeout);
        if (!proxy.user().isEmpty()) {
            options.setUsername(proxy.user()).setPassword(proxy.password());
        }
        return options;
    }
}
