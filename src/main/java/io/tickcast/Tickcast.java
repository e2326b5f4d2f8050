package io.tickcast;

import io.tickcast.access.Authenticator;
import io.tickcast.cluster.Cluster;
import io.tickcast.config.Settings;
import io.tickcast.config.SettingsException;
import io.tickcast.config.SettingsReader;
import io.tickcast.log.Output;
import io.tickcast.names.SystemResolver;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.cli.ParseException;

/** The command line: reads the settings, and starts a node or prints what the option asks for. */
public final class Tickcast {
    private static final Path USUAL_CONF = Path.of("conf", "tickcast.yaml");
    private static final int OK = 0;
    private static final int NOT_ALIVE = 1;
    private static final int WRONG_USE = 2;

    private final Arguments arguments;
    private final Map<String, String> environment;

    private Tickcast(Arguments arguments, Map<String, String> environment) {
        this.arguments = arguments;
        this.environment = environment;
    }

    public static void main(String[] args) {
        // Costs a client of TLS 1.2 next to nothing and the server a handshake each time. The JDK reads it once, so it
        // is set before anything speaks TLS.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        // One pool for input and output, in which Netty counts every buffer. Netty reads the property once.
        if (System.getProperty("io.netty.allocator.type") == null) {
            System.setProperty("io.netty.allocator.type", "pooled");
        }
        SystemResolver.prepare();
        if (isJarOutOfReach()) {
            Output.complain("The jar is below a folder whose name ends in '!', where Java cannot read its files: rename"
                    + " the folder, or put the jar elsewhere");
            System.exit(WRONG_USE);
            return;
        }
        Arguments arguments;
        try {
            arguments = Arguments.of(args);
        } catch (ParseException e) {
            Output.complain(e.getMessage() + System.lineSeparator() + Arguments.HELP);
            System.exit(WRONG_USE);
            return;
        }
        Tickcast command = new Tickcast(arguments, System.getenv());
        if (arguments.isCommand()) {
            System.exit(command.run());
        } else {
            command.start(NodeProcess.prepare());
        }
    }

    /** Java takes the first {@code !/} of an address for the end of the jar's own. */
    private static boolean isJarOutOfReach() {
        return Tickcast.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath()
                .contains("!/");
    }

    private void start(NodeProcess process) {
        try {
            if (arguments.trainingRun()) {
                train(process);
            } else {
                process.start(settings(), arguments.demo());
            }
        } catch (SettingsException e) {
            Output.complain(e.getMessage());
            NodeProcess.end(WRONG_USE);
        } catch (RuntimeException | Error e) {
            // The stop that the end of the last thread brings about would call it a success.
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            Output.complain(
                    StartFailure.isForWantOfThreads(e)
                            ? "Could not start: " + StartFailure.WANT_OF_THREADS
                            : trace.toString());
            NodeProcess.end(NodeProcess.CANNOT_START);
        }
    }

    private static void train(NodeProcess process) {
        TrainingRun training = TrainingRun.prepare();
        process.start(training.settings(), true);
        int status = OK;
        try {
            training.run(process.port());
        } catch (IOException e) {
            Output.complain("The training run failed: " + e.getMessage());
            status = NodeProcess.CANNOT_START;
        }
        process.stop(status, training::removeFiles);
    }

    private Settings settings() {
        return SettingsReader.read(file(), environmentWithOptions());
    }

    /** Runs a command that starts no node. @return the exit status */
    private int run() {
        if (arguments.help() || arguments.version()) {
            System.out.println(arguments.help() ? Arguments.HELP : Version.line());
            return OK;
        }
        try {
            Settings settings = settings();
            return arguments.check() ? check(settings) : health(settings);
        } catch (SettingsException e) {
            Output.complain(e.getMessage());
            return WRONG_USE;
        }
    }

    private int check(Settings settings) {
        Authenticator.check(settings.auth().jwt());
        if (settings.cluster().enabled()) {
            Cluster.check(settings.cluster());
        }
        System.out.println(
                "The settings are valid" + file().map(path -> ": " + path).orElse(""));
        return OK;
    }

    private static int health(Settings settings) {
        Optional<String> fault = HealthProbe.fault(settings.http());
        fault.ifPresent(Output::complain);
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
}
