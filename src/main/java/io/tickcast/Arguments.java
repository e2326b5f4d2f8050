package io.tickcast;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;
import org.apache.commons.cli.ParseException;

/** The arguments of the command line. */
record Arguments(
        Optional<Path> conf,
        boolean check,
        boolean health,
        boolean demo,
        boolean cluster,
        boolean trainingRun,
        boolean help,
        boolean version) {
    static final String HELP = """
      Usage: java -jar tickcast.jar [-h] [-V] [--check] [--cluster] [--demo] [--health] [--training-run]
                                    [--conf=FILE]
      Takes live prices from exchanges and streams them to browsers as Server-Sent Events.

            --check      Check the settings and exit.
            --cluster    Join the other nodes, as cluster.enabled does; see cluster.xml.
            --conf=FILE  The settings file.
            --demo       Prices of a built-in fake exchange, marked as such, instead of real ones.
            --health     Check whether the node with these settings answers, and exit.
            --training-run
                         Load what a node needs and exit, so that -XX:ArchiveClassesAtExit=FILE keeps it.
        -h, --help       Show this help message and exit.
        -V, --version    Print version information and exit.

      Settings come from --conf, else from conf/tickcast.yaml in the working directory when it is there,
      laid over the defaults. Any key can be given in the environment: http.port as TICKCAST_HTTP_PORT.

      Exit status:
        0   after a requested stop
        1   the node cannot start, or does not answer
        2   a wrong option or setting
        3   out of memory
        70  the node is isolated from its cluster, and should be restarted
        71  an event loop hung for 30 s""";

    private static final Options OPTIONS = new Options()
            .addOption(null, "check", false, "")
            .addOption(null, "cluster", false, "")
            .addOption(Option.builder().longOpt("conf").hasArg().get())
            .addOption(null, "demo", false, "")
            .addOption(null, "health", false, "")
            .addOption(null, "training-run", false, "")
            .addOption("h", "help", false, "")
            .addOption("V", "version", false, "");

    /** @throws ParseException naming the first argument that is wrong */
    static Arguments of(String... args) throws ParseException {
        CommandLine line =
                DefaultParser.builder().setAllowPartialMatching(false).get().parse(OPTIONS, args);
        if (!line.getArgList().isEmpty()) {
            throw new ParseException("Unknown argument: " + line.getArgList().get(0));
        }
        return new Arguments(
                conf(line),
                line.hasOption("check"),
                line.hasOption("health"),
                line.hasOption("demo"),
                line.hasOption("cluster"),
                line.hasOption("training-run"),
                line.hasOption("help"),
                line.hasOption("version"));
    }

    /** Whether it says something and ends, and starts no node. */
    boolean isCommand() {
        return help || version || check || health;
    }

    private static Optional<Path> conf(CommandLine line) throws ParseException {
        try {
            return Optional.ofNullable(line.getOptionValue("conf")).map(Path::of);
        } catch (InvalidPathException e) {
            throw new ParseException("--conf is not a path: " + e.getMessage());
        }
    }
}
