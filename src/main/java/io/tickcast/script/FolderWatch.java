package io.tickcast.script;

import io.vertx.core.Vertx;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks into the folder of the verticles, on a worker. Belongs to one event loop. */
final class FolderWatch {
    private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);

    private final Vertx vertx;
    private final ScriptFolder folder;
    private final Consumer<FolderSnapshots> found;
    private final FolderSnapshots snapshots = new FolderSnapshots();
    private boolean looking;
    private boolean unreadable;

    /** @param found called on the event loop after each look */
    FolderWatch(Vertx vertx, ScriptFolder folder, Consumer<FolderSnapshots> found) {
        this.vertx = vertx;
        this.folder = folder;
        this.found = found;
    }

    /** Looks once, unless it is still looking. */
    void look() {
        if (looking) {
            return;
        }
        looking = true;
        vertx.executeBlocking(folder::files, false)
                .onComplete(
                        files -> {
                            looking = false;
                            unreadable = false;
                            snapshots.add(files);
                            found.accept(snapshots);
                        },
                        cause -> {
                            looking = false;
                            if (!unreadable) {
                                unreadable = true;
                                LOG.warn("The folder of the verticles cannot be read: {}", cause.toString());
                            }
                        });
    }
}
