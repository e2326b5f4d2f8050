package io.tickcast;

import io.tickcast.cluster.Cluster;
import io.tickcast.config.Settings;
import io.tickcast.config.SettingsException;
import io.tickcast.config.SettingsReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command: reads the settings, starts a node, and stops it in order when it is told to. */
@Command(
    name = "java -jar tickcast.jar",
    description = "Takes live prices from exchanges and streams them to browsers as Server-Sent Events.",
    footer = {
      "",
      "Settings come from --conf, else from conf/tickcast.yaml in the working directory when it is there, laid over the "
          + "defaults. Any key can be given in the environment: http.port as TICKCAST_HTTP_PORT.",
      "Exit status: 0 after a stop that was asked for, 1 when the node cannot start, 2 for a wrong option or setting, 70 "
          + "when it no longer hears its cluster and should be started anew."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class Tickcast implements Callable<Integer> {
  private static final Path USUAL_CONF = Path.of("conf", "tickcast.yaml");
  private static final int CANNOT_START = 1;
  /** As sysexits.h has it for a fault within: a supervisor that starts what failed starts it anew. */
  private static final int START_ANEW = 70;

  @Option(names = "--conf", paramLabel = "FILE", description = "The settings file.")
  private Optional<Path> conf = Optional.empty();

  @Option(names = "--check", description = "Check the settings and exit.")
  private boolean check;

  @Option(names = "--demo", description = "Prices of a built-in fake exchange, marked as such, instead of real ones.")
  private boolean demo;

  @Option(names = "--cluster", description = "Join the other nodes, as cluster.enabled does; see cluster.xml.")
  private boolean cluster;

  private final Map<String, String> environment;

  private Tickcast(Map<String, String> environment) {
    this.environment = environment;
  }

  public static void main(String[] args) {
    int status = new CommandLine(new Tickcast(System.getenv())).execute(args);
    if (status >= 0) {
      System.exit(status);
    }
  }

  /** @return the exit status; negative: the node runs, and the process stays */
  @Override
  public Integer call() {
    Settings settings;
    try {
      settings = SettingsReader.read(file(), environmentWithOptions());
      if (check && settings.cluster().enabled()) {
        Cluster.check(settings.cluster());
      }
    } catch (SettingsException e) {
      System.err.println(e.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
    if (check) {
      System.out.println("The settings are valid" + file().map(path -> ": " + path).orElse(""));
      return CommandLine.ExitCode.OK;
    }
    return start(settings);
  }

  private Map<String, String> environmentWithOptions() {
    Map<String, String> all = new HashMap<>(environment);
    if (cluster) {
      all.put("TICKCAST_CLUSTER_ENABLED", "true");
    }
    return all;
  }

  private Optional<Path> file() {
    return conf.or(() -> Optional.of(USUAL_CONF).filter(Files::exists));
  }

  private int start(Settings settings) {
    // Not before the settings are known to be good: logging takes a third of the time that --check has.
    Logger log = LoggerFactory.getLogger(Tickcast.class);
    Node node;
    try {
      node = Node.start(settings, demo).toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SettingsException) {
        System.err.println(e.getCause().getMessage());
        return CommandLine.ExitCode.USAGE;
      }
      StartFailure.explain(e.getCause(), settings).ifPresentOrElse(
          why -> log.error("Could not start: {}", why),
          () -> log.error("Could not start", e.getCause()));
      return CANNOT_START;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CANNOT_START;
    }
    Runtime.getRuntime().addShutdownHook(
        new Thread(() -> stop(node, settings, log, CommandLine.ExitCode.OK), "stop"));
    node.lost().onSuccess(v -> new Thread(() -> stop(node, settings, log, START_ANEW), "stop").start());
    // Only now: whoever reads it may ask for a stop at once.
    node.announce();
    return -1;
  }

  private static void stop(Node node, Settings settings, Logger log, int status) {
    try {
      node.stop().toCompletionStage().toCompletableFuture()
          .get(settings.drain().timeout().toMillis(), TimeUnit.MILLISECONDS);
      log.info("Stopped");
    } catch (ExecutionException | TimeoutException | InterruptedException e) {
      log.warn("Not all was ended within drain.timeout: {}", e.toString());
    }
    // The JVM would report the signal as its status; a stop that was asked for is no failure.
    Runtime.getRuntime().halt(status);
  }
}
