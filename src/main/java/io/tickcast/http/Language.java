package io.tickcast.http;

import io.vertx.ext.web.LanguageHeader;
import io.vertx.ext.web.RoutingContext;

/** The language of what people read: Chinese unless the client prefers English. */
enum Language {
    ZH,
    EN;

    static Language of(RoutingContext context) {
        for (LanguageHeader accepted : context.acceptableLanguages()) {
            if ("en".equalsIgnoreCase(accepted.tag())) {
                return EN;
            }
            if ("zh".equalsIgnoreCase(accepted.tag())) {
                return ZH;
            }
        }
        return ZH;
    }

    String connected() {
        return this == ZH ? "已连接到价格推送服务" : "Connected to the price stream";
    }

    String connectedToSignals() {
        return this == ZH ? "已连接到信号推送服务" : "Connected to the signal stream";
    }

    String connectedToAlerts() {
        return this == ZH ? "已连接到提醒推送服务" : "Connected to the alert stream";
    }

    String broadcast(String symbol, String price) {
        return (this == ZH ? "已广播价格: " : "Broadcast price: ") + symbol + " = " + price;
    }
}
