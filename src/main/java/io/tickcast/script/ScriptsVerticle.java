package io.tickcast.script;

import io.tickcast.config.Settings;
import io.tickcast.config.Settings.Verticles.Instances;
import io.tickcast.liveness.Liveness;
import io.tickcast.market.Addresses;
import io.tickcast.market.PriceBook;
import io.tickcast.market.Tick;
import io.tickcast.market.TickConsumer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the folder of the verticles and what runs of it alike. A node without files hears no ticks here, loads no
 * language and starts no thread.
 */
public final class ScriptsVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(ScriptsVerticle.class);
  private static final long LOOK_EVERY_MILLIS = 250;
  private static final long REPORT_EVERY_MILLIS = 1_000;

  private final Settings.Verticles settings;
  private final String node;
  private final String id;
  private final Optional<OtherNodes> others;
  private final String exchange;
  private final PriceBook book = new PriceBook();
  private final Market market;
  private final Map<String, Slot> slots = new TreeMap<>();
  private final CallWatch watch;
  private final Looks looks = new Looks();
  private boolean looking;
  private boolean unreadable;
  private boolean ended;
  private boolean reported;
  private int leftOut;
  private ScriptFolder folder;
  private Launcher launcher;
  private Turns turns;
  private Optional<MessageConsumer<Object>> states = Optional.empty();
  private Optional<MessageConsumer<Object>> ticks = Optional.empty();

  /**
   * @param node      as this node calls itself
   * @param id        of this node, another one after each start
   * @param others    empty for a node alone
   * @param exchange  whose newest price a symbol alone means
   * @param aliases   what the exchange calls symbols that files may still name otherwise
   * @param warmTicks prices that are known already
   */
  public ScriptsVerticle(Settings.Verticles settings, String node, String id, Optional<OtherNodes> others,
      String exchange, Map<String, String> aliases, List<Tick> warmTicks) {
    this.settings = settings;
    this.node = node;
    this.id = id;
    this.others = others;
    this.exchange = exchange;
    market = new Market(new ConcurrentHashMap<>(), aliases);
    watch = new CallWatch(settings.maxHeap(), () -> context.runOnContext(v -> stopAll()));
    warmTicks.forEach(this::keep);
  }

  @Override
  public Future<?> start() {
    if (settings.folder().isEmpty()) {
      return Future.succeededFuture();
    }
    Set<String> languages = vertx.verticleFactories().stream().map(factory -> factory.prefix())
        .filter(prefix -> !prefix.isEmpty()).collect(Collectors.toCollection(HashSet::new));
    languages.addAll(Set.of(ScriptFile.JAVASCRIPT, ScriptFile.JAVA, ScriptFile.GROOVY));
    Liveness.of(vertx).watch(context, "verticles");
    folder = new ScriptFolder(settings.folder().get(), languages);
    launcher = new Launcher(vertx, context, settings, node, market, watch, Launcher.PATIENCE);
    turns = new Turns(vertx, id, others.orElse(OtherNodes.NONE));
    vertx.setPeriodic(1, LOOK_EVERY_MILLIS, timer -> look());
    vertx.setPeriodic(REPORT_EVERY_MILLIS, timer -> {
      slots.values().forEach(Slot::turn);
      report();
    });
    if (others.isEmpty()) {
      return Future.succeededFuture();
    }
    states = Optional.of(hearStates());
    return states.get().completion();
  }

  private MessageConsumer<Object> hearStates() {
    return vertx.eventBus().consumer(Addresses.VERTICLES_STATE, message -> {
      // What is none, as from a node of another version, the status has a word for.
      if (message.body() instanceof JsonObject state && state.getValue("id") instanceof String from
          && state.getValue("holds") instanceof JsonArray files) {
        turns.heard(from, files, System.nanoTime());
      }
    });
  }

  /** Registers its consumers anew, since nobody is heard. May be called on any thread. */
  public void registerAnew() {
    context.runOnContext(v -> {
      states = states.map(last -> replaced(last, hearStates()));
      ticks = ticks.map(last -> replaced(last, hearTicks()));
    });
  }

  private static MessageConsumer<Object> replaced(MessageConsumer<Object> last, MessageConsumer<Object> next) {
    next.completion().onComplete(registered -> last.unregister(),
        cause -> LOG.warn("The consumers of the event bus could not be registered anew", cause));
    return next;
  }

  private boolean keep(Tick tick) {
    if (!book.accept(tick)) {
      return false;
    }
    if (tick.exchange().equals(exchange)) {
      market.newest().put(tick.symbol(), tick);
    }
    return true;
  }

  private void look() {
    if (looking || ended) {
      return;
    }
    looking = true;
    vertx.executeBlocking(folder::files, false).onComplete(files -> {
      looking = false;
      unreadable = false;
      if (!ended) {
        found(files);
      }
    }, cause -> {
      looking = false;
      if (!unreadable) {
        unreadable = true;
        LOG.warn("The folder of the verticles cannot be read: {}", cause.toString());
      }
    });
  }

  private void found(List<ScriptFile> files) {
    looks.add(files);
    if (looks.isEmpty()) {
      // Nobody hears ticks from here on, and these would be old when a file comes.
      market.newest().clear();
    }
    Set.copyOf(slots.keySet()).stream().filter(looks::isGone).forEach(this::gone);
    settled(looks.settled());
    hearTicksIfNeeded();
    slots.values().forEach(this::seek);
  }

  private void settled(List<ScriptFile> files) {
    List<String> tooMany = new ArrayList<>();
    for (ScriptFile file : files) {
      Slot slot = slots.get(file.fileName());
      if (slot == null && slots.size() == settings.maxFiles()) {
        tooMany.add(file.fileName());
      } else if (slot == null) {
        slots.put(file.fileName(), new Slot(launcher, file, this::report));
      } else if (!slot.file().equals(file)) {
        slot.replace(file);
      }
    }
    if (tooMany.size() != leftOut) {
      leftOut = tooMany.size();
      if (leftOut > 0) {
        LOG.error("verticles.max-files is {}: {} more files of the folder are not run, {} among them",
            settings.maxFiles(), leftOut, tooMany.stream().sorted().findFirst().orElseThrow());
      }
    }
  }

  /** No file can be told to be the one that took the memory, and the streams need it more than any of them. */
  private void stopAll() {
    List<Slot> running = slots.values().stream().filter(Slot::isRunning).toList();
    if (running.isEmpty()) {
      return;
    }
    LOG.error("After a collection the heap was more than {} % full (verticles.max-heap): all {} files are stopped, "
        + "each until it changes", settings.maxHeap(), running.size());
    running.forEach(slot -> slot.stop("memory: the heap was more than " + settings.maxHeap() + " % full"));
  }

  private void gone(String name) {
    slots.remove(name).end();
    turns.release(name);
    LOG.info("{} is gone", name);
    report();
  }

  private void hearTicksIfNeeded() {
    if (slots.isEmpty() == ticks.isEmpty()) {
      return;
    }
    ticks.ifPresentOrElse(hearing -> {
      hearing.unregister();
      ticks = Optional.empty();
    }, () -> ticks = Optional.of(hearTicks()));
  }

  private MessageConsumer<Object> hearTicks() {
    return TickConsumer.register(vertx.eventBus(), tick -> {
      if (keep(tick)) {
        slots.values().forEach(slot -> slot.tick(tick));
      }
    });
  }

  private void seek(Slot slot) {
    String name = slot.file().fileName();
    if (others.isEmpty() || settings.instances(slot.file().name()) == Instances.EVERY) {
      slot.mayRun(true);
    } else if (slot.hasFailed()) {
      // What is wrong may be wrong on this node alone. Where it is the file's fault each node finds out once.
      slot.passOn();
      turns.release(name);
    } else if (turns.isToGiveWay(name, System.nanoTime())) {
      LOG.warn("Another node runs {} too, as happens after a split of the cluster; this one gives it up", name);
      turns.release(name);
      slot.mayRun(false);
    } else {
      turns.seek(name, () -> {
        if (slots.get(name) == slot && !ended) {
          slot.mayRun(true);
        } else {
          turns.release(name);
        }
      });
    }
  }

  /** Each node says once a second, and on each change, how its files are. */
  private void report() {
    if (slots.isEmpty() && !reported) {
      return;
    }
    reported = !slots.isEmpty();
    JsonArray files = new JsonArray();
    slots.values().forEach(slot -> files.add(slot.state()
        .put("node", node)
        .put("instances", settings.instances(slot.file().name()).name().toLowerCase(Locale.ROOT))));
    vertx.eventBus().publish(Addresses.VERTICLES_STATE, turns.toJson().put("node", node).put("files", files));
  }

  /**
   * Ends all files and lets other nodes run them. To be called before this is undeployed, as that first waits for each
   * file's thread, and code that cannot be stopped may keep it. On any thread.
   */
  public Future<Void> leave() {
    Promise<Void> left = Promise.promise();
    context.runOnContext(v -> {
      end();
      left.complete();
    });
    return left.future();
  }

  /**
   * Succeeds when no file is being started any more. Vert.x reports an error for one that is, when it closes. Callable
   * from any thread.
   */
  public Future<Void> settled() {
    return launcher == null ? Future.succeededFuture()
        : Future.future(done -> context.runOnContext(v -> launcher.settled().onComplete(done)));
  }

  @Override
  public Future<?> stop() {
    end();
    return Future.succeededFuture();
  }

  private void end() {
    if (ended) {
      return;
    }
    ended = true;
    slots.values().forEach(Slot::end);
    slots.clear();
    if (turns != null) {
      turns.releaseAll();
      report();
      launcher.close();
    }
    watch.close();
  }
}
