package io.tickcast;

import io.tickcast.access.Access;
import io.tickcast.cluster.Cluster;
import io.tickcast.config.Settings;
import io.tickcast.config.SettingsException;
import io.tickcast.config.SettingsReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.commons.cli.ParseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The command: reads the settings, starts a node, and stops it in order when it is told to. */
public final class Tickcast {
  private static final Path USUAL_CONF = Path.of("conf", "tickcast.yaml");
  private static final int OK = 0;
  private static final int CANNOT_START = 1;
  private static final int NOT_ALIVE = 1;
  private static final int WRONG_USE = 2;
  /** As sysexits.h has it for a fault within: a supervisor that starts what failed starts it anew. */
  private static final int START_ANEW = 70;

  private final Arguments arguments;
  private final Map<String, String> environment;

  private Tickcast(Arguments arguments, Map<String, String> environment) {
    this.arguments = arguments;
    this.environment = environment;
  }

  public static void main(String[] args) {
    // Costs a client of TLS 1.2 next to nothing and the server a handshake each time. The JDK reads it once, so it is
    // set before anything speaks TLS.
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    int status = run(args);
    if (status >= 0) {
      System.exit(status);
    }
  }

  private static int run(String[] args) {
    Arguments arguments;
    try {
      arguments = Arguments.of(args);
    } catch (ParseException e) {
      System.err.println(e.getMessage());
      System.err.println(Arguments.HELP);
      return WRONG_USE;
    }
    if (arguments.help() || arguments.version()) {
      System.out.println(arguments.help() ? Arguments.HELP : Version.line());
      return OK;
    }
    return new Tickcast(arguments, System.getenv()).run();
  }

  /** @return the exit status; negative: the node runs, and the process stays */
  private int run() {
    Settings settings;
    try {
      settings = SettingsReader.read(file(), environmentWithOptions());
      if (arguments.check()) {
        Access.check(settings.auth().jwt());
        if (settings.cluster().enabled()) {
          Cluster.check(settings.cluster());
        }
      }
    } catch (SettingsException e) {
      System.err.println(e.getMessage());
      return WRONG_USE;
    }
    if (arguments.check()) {
      System.out.println("The settings are valid" + file().map(path -> ": " + path).orElse(""));
      return OK;
    }
    return arguments.health() ? health(settings) : start(settings);
  }

  private static int health(Settings settings) {
    Optional<String> fault = Health.fault(settings.http());
    fault.ifPresent(System.err::println);
    return fault.isEmpty() ? OK : NOT_ALIVE;
  }

  private Map<String, String> environmentWithOptions() {
    Map<String, String> all = new HashMap<>(environment);
    if (arguments.cluster()) {
      all.put("TICKCAST_CLUSTER_ENABLED", "true");
    }
    return all;
  }

  private Optional<Path> file() {
    return arguments.conf().or(() -> Optional.of(USUAL_CONF).filter(Files::exists));
  }

  private int start(Settings settings) {
    // conf/logback.xml chooses by it, with the first logger.
    System.setProperty("tickcast.log.format", settings.log().format().name().toLowerCase(Locale.ROOT));
    // Not before the settings are known to be good: logging takes a third of the time that --check has.
    Logger log = LoggerFactory.getLogger(Tickcast.class);
    Node node;
    try {
      node = Node.start(settings, arguments.demo()).toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SettingsException) {
        System.err.println(e.getCause().getMessage());
        return WRONG_USE;
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
        new Thread(() -> stop(node, settings, log, OK), "stop"));
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
