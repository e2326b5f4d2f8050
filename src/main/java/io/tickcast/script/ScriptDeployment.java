package io.tickcast.script;

import io.tickcast.market.Tick;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The deployment of one file of the folder on this node: its running version, or the reason why none runs. Belongs to
 * one event loop.
 */
final class ScriptDeployment {
    enum State {
        STARTING,
        RUNNING,
        /** The file runs on another node. */
        WAITING,
        /** The file failed too often, and waits for its change. */
        STOPPED,
        /** No version of it could be begun. */
        BROKEN
    }

    private static final Logger LOG = LoggerFactory.getLogger(ScriptDeployment.class);

    private final Launcher launcher;
    private final Runnable changed;
    private ScriptFile file;
    private State state = State.WAITING;
    private Launcher.@Nullable Running running;
    private @Nullable String error;
    /** Counts of the stopped version. */
    private JsonObject counts = new JsonObject();

    private boolean mayRun;
    private boolean starting;

    /** @param changed called after each change of the state */
    ScriptDeployment(Launcher launcher, ScriptFile file, Runnable changed) {
        this.launcher = launcher;
        this.file = file;
        this.changed = changed;
    }

    ScriptFile file() {
        return file;
    }

    /** The file is another one now: it takes the old one's place if it can be begun. */
    void replace(ScriptFile newer) {
        file = newer;
        if (mayRun) {
            start();
        } else if (hasFailed()) {
            error = null;
            become(State.WAITING);
        }
    }

    /** Whether no version of it runs here, nor will before it changes. */
    boolean hasFailed() {
        return state == State.STOPPED || state == State.BROKEN;
    }

    /** Lets another node try after a failure. The status here still gives the reason. */
    void passOn() {
        mayRun = false;
    }

    /** Whether it is this node's turn to run it. */
    void mayRun(boolean allowed) {
        if (mayRun == allowed) {
            return;
        }
        mayRun = allowed;
        if (allowed) {
            start();
        } else {
            endRunning();
            error = null;
            become(State.WAITING);
        }
    }

    boolean mayRun() {
        return mayRun;
    }

    private void start() {
        if (starting) {
            // It looks again when that one has begun.
            return;
        }
        starting = true;
        if (running == null) {
            become(State.STARTING);
        }
        ScriptFile version = file;
        launcher.launch(version)
                .onComplete(
                        begun -> {
                            starting = false;
                            if (!mayRun) {
                                begun.end();
                            } else {
                                endRunning();
                                running = begun;
                                error = null;
                                LOG.info("{} runs", version.fileName());
                                become(State.RUNNING);
                                begun.host().givenUp().onSuccess(why -> stopped(begun, why));
                                startAgainIfNewerThan(version);
                            }
                        },
                        cause -> {
                            starting = false;
                            if (mayRun) {
                                failedToBegin(version, cause);
                                startAgainIfNewerThan(version);
                            }
                        });
    }

    private void startAgainIfNewerThan(ScriptFile version) {
        if (!file.equals(version)) {
            start();
        }
    }

    private void failedToBegin(ScriptFile version, Throwable cause) {
        String why = Failures.describe(version, cause);
        error = why;
        LOG.debug("{} could not start", version.fileName(), cause);
        if (running != null) {
            LOG.error("The new {} cannot run, the old one continues: {}", version.fileName(), why);
            changed.run();
        } else {
            LOG.error("{} cannot be run: {}", version.fileName(), why);
            become(State.BROKEN);
        }
    }

    private void stopped(Launcher.Running which, String why) {
        if (running == which) {
            LOG.error("{} is stopped until its file changes: {}", file.fileName(), why);
            stop(why);
        }
    }

    boolean isRunning() {
        return running != null;
    }

    /** Ends what runs of it until the file changes. */
    void stop(String why) {
        error = why;
        if (running != null) {
            counts = running.host().state();
        }
        endRunning();
        become(State.STOPPED);
    }

    /** The file is gone, or this node goes. */
    void end() {
        mayRun = false;
        endRunning();
    }

    private void endRunning() {
        if (running != null) {
            running.end();
            running = null;
        }
    }

    private void become(State next) {
        state = next;
        changed.run();
    }

    void tick(Tick tick) {
        if (running != null) {
            running.host().tick(tick);
        }
    }

    /** Must be called once a second. */
    void turn() {
        if (running != null) {
            running.host().turn();
        }
    }

    JsonObject state() {
        JsonObject all = new JsonObject()
                .put("file", file.fileName())
                .put("language", file.language())
                .put("state", state.name().toLowerCase(Locale.ROOT));
        if (state == State.STOPPED) {
            all.mergeIn(counts);
        }
        if (running != null) {
            all.mergeIn(running.host().state());
        }
        if (error != null) {
            all.put("last_error", error);
        }
        return all;
    }
}
