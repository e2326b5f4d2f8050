package io.tickcast.testing;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.MessageConsumer;
import java.lang.reflect.Proxy;

/** A consumer of the event bus that the cluster knows when a test says so. */
public final class FakeConsumer {
    private final Promise<Void> completion = Promise.promise();
    private boolean hasEnded;

    public MessageConsumer<?> consumer() {
        return (MessageConsumer<?>) Proxy.newProxyInstance(
                MessageConsumer.class.getClassLoader(),
                new Class<?>[] {MessageConsumer.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "completion" -> completion.future();
                    case "unregister" -> {
                        hasEnded = true;
                        yield Future.succeededFuture();
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    /** The cluster knows it. */
    public void known() {
        completion.complete();
    }

    public void fail() {
        completion.fail("the cluster is away");
    }

    public boolean hasEnded() {
        return hasEnded;
    }
}
