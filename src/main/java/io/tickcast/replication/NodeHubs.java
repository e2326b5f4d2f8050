package io.tickcast.replication;

import io.tickcast.sse.Hub;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/** The hubs of a node's event loops. Thread-safe. */
final class NodeHubs {
    private final Vertx vertx;
    private final List<Member> members = new CopyOnWriteArrayList<>();

    private record Member(Context loop, Hub hub) {}

    NodeHubs(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Adds the hub of the caller's event loop. */
    void add(Hub hub) {
        members.add(new Member(vertx.getOrCreateContext(), hub));
    }

    /** Asks each hub on its event loop; done on the caller's. */
    <T> Future<List<T>> ask(Function<Hub, T> question) {
        ContextInternal caller = (ContextInternal) vertx.getOrCreateContext();
        List<Future<T>> answers = members.stream()
                .map(member -> {
                    Promise<T> answer = caller.promise();
                    member.loop.runOnContext(v -> {
                        try {
                            answer.complete(question.apply(member.hub));
                        } catch (RuntimeException e) {
                            answer.fail(e);
                            // The event loop reports it.
                            throw e;
                        }
                    });
                    return answer.future();
                })
                .toList();
        return Future.all(answers)
                .map(all -> answers.stream().map(Future::result).toList());
    }

    /** Does this with each hub on its event loop; done on the caller's, when all have. */
    Future<Void> each(Consumer<Hub> action) {
        return ask(hub -> {
                    action.accept(hub);
                    return true;
                })
                .mapEmpty();
    }
}
