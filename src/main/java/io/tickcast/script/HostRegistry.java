package io.tickcast.script;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.core.shareddata.LocalMap;
import java.util.Optional;

/** Gives a verticle that a factory of Vert.x has made its host, by a number in the verticle's configuration. */
final class HostRegistry {
    private static final String KEY = "tickcast-host";

    private final LocalMap<String, ScriptHost> hosts;

    private HostRegistry(LocalMap<String, ScriptHost> hosts) {
        this.hosts = hosts;
    }

    static HostRegistry of(Vertx vertx) {
        return new HostRegistry(vertx.sharedData().getLocalMap(KEY));
    }

    /** @return the configuration to deploy it with: its settings, and the number */
    JsonObject put(String number, ScriptHost host) {
        hosts.put(number, host);
        return new JsonObject(host.settings()).copy().put(KEY, number);
    }

    void remove(String number) {
        hosts.remove(number);
    }

    /** @throws IllegalStateException for a verticle that is no file of the folder */
    ScriptHost get(JsonObject config) {
        return Optional.ofNullable(config.getString(KEY))
                .flatMap(number -> Optional.ofNullable(hosts.get(number)))
                .orElseThrow(
                        () -> new IllegalStateException("only a file of the verticles' folder has ticks and signals"));
    }
}
