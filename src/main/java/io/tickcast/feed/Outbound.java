package io.tickcast.feed;

import io.tickcast.config.Settings;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.ProxyType;
import java.time.Duration;

/** How a node reaches out to an exchange: directly or through the proxy of {@code feed.proxy}. */
public final class Outbound {
  private Outbound() {}

  static WebSocketClientOptions webSocket(Settings.Feed settings) {
    WebSocketClientOptions options = new WebSocketClientOptions()
        .setConnectTimeout((int) settings.connectTimeout().toMillis());
    settings.proxy().ifPresent(proxy -> options.setProxyOptions(proxy(proxy, settings.connectTimeout())));
    return options;
  }

  /** For an exchange's REST interface. */
  public static HttpClientOptions http(Settings.Feed settings) {
    HttpClientOptions options = new HttpClientOptions()
        .setConnectTimeout((int) settings.connectTimeout().toMillis());
    settings.proxy().ifPresent(proxy -> options.setProxyOptions(proxy(proxy, settings.connectTimeout())));
    return options;
  }

  private static ProxyOptions proxy(Settings.Proxy proxy, Duration timeout) {
    ProxyOptions options = new ProxyOptions()
        .setType(proxy.type() == Settings.Proxy.Type.HTTP ? ProxyType.HTTP : ProxyType.SOCKS5)
        .setHost(proxy.host())
        .setPort(proxy.port())
        .setConnectTimeout(timeout);
    if (!proxy.user().isEmpty()) {
      options.setUsername(proxy.user()).setPassword(proxy.password());
    }
    return options;
  }
}
