package io.tickcast.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real PostgreSQL on loopback, as a process that a test may crash and start again on the same port. */
public final class PostgresProcess implements AutoCloseable {
    /** Below the ports that systems give to outgoing connections, which could take one while the server is away. */
    private static final int FIRST_PORT = 20_000;

    private static final int LAST_PORT = 30_000;

    private static Optional<Path> template = Optional.empty();

    private final Path programs;
    private final Path folder;
    private final int port;
    private Optional<Process> process = Optional.empty();
    private boolean isFrozen;

    private PostgresProcess(Path programs, Path folder, int port) {
        this.programs = programs;
        this.folder = folder;
        this.port = port;
    }

    /** Skips the test where it is not installed. */
    public static PostgresProcess started() throws IOException {
        Optional<Path> programs = programs();
        assumeTrue(programs.isPresent(), "PostgreSQL is missing: apt-get install postgresql");
        PostgresProcess server = new PostgresProcess(programs.orElseThrow(), folder(), freePort());
        run(asUser(
                "cp", "-a", template(server.programs).toString(), server.data().toString()));
        server.start();
        return server;
    }

    /** The folder of PostgreSQL's programs: that of Debian, whichever version it has, or one on the path. */
    private static Optional<Path> programs() throws IOException {
        List<Path> folders = new ArrayList<>();
        Path debian = Path.of("/usr/lib/postgresql");
        if (Files.isDirectory(debian)) {
            try (Stream<Path> versions = Files.list(debian)) {
                versions.sorted(Comparator.reverseOrder()).forEach(version -> folders.add(version.resolve("bin")));
            }
        }
        Stream.of(System.getenv("PATH").split(":")).forEach(on -> folders.add(Path.of(on)));
        return folders.stream()
                .filter(at -> Files.isExecutable(at.resolve("initdb")) && Files.isExecutable(at.resolve("postgres")))
                .findFirst();
    }

    private static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException e) {
                // Taken: another one may not be.
            }
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    /** It refuses to run as root. */
    private static List<String> asUser(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        command.add(program);
        command.addAll(List.of(arguments));
        return command;
    }

    private Path data() {
        return folder.resolve("data");
    }

    /** One that its user owns. */
    private static Path folder() throws IOException {
        Path folder = Files.createTempDirectory("tickcast-postgres");
        run(List.of("chmod", "755", folder.toString()));
        if (isRoot()) {
            run(List.of("chown", "postgres", folder.toString()));
        }
        return folder;
    }

    /** The files of a new server, made once for all tests of this JVM: it takes seconds. */
    private static synchronized Path template(Path programs) throws IOException {
        if (template.isEmpty()) {
            Path made = folder();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> run(List.of("rm", "-rf", made.toString()))));
            Path data = made.resolve("data");
            run(asUser(
                    programs.resolve("initdb").toString(),
                    "-D",
                    data.toString(),
                    "-U",
                    "tick",
                    "-A",
                    "trust",
                    "-E",
                    "UTF8",
                    "--locale=C",
                    "--no-sync"));
            template = Optional.of(data);
        }
        return template.get();
    }

    private static void run(List<String> command) {
        try {
            // Its folder of work must be one that its user may enter.
            Process process = new ProcessBuilder(command)
                    .directory(Path.of("/").toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Returns once it accepts connections; with these options beside its own. */
    public void start(String... options) throws IOException {
        List<String> command = asUser(
                programs.resolve("postgres").toString(),
                "-D",
                data().toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=" + folder,
                // A crash of the server loses nothing that the system has.
                "-c",
                "fsync=off",
                "-c",
                "log_destination=stderr",
                "-c",
                "logging_collector=off");
        for (String option : options) {
            command.addAll(List.of("-c", option));
        }
        Process started = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .start();
        process = Optional.of(started);
        Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
        BufferedReader log = started.inputReader();
        List<String> lines = new ArrayList<>();
        String line = log.readLine();
        while (line != null
                && !line.contains("is ready to accept connections")
                && !line.contains("is ready to accept read-only")) {
            lines.add(line);
            line = log.readLine();
        }
        if (line == null) {
            throw new IOException("PostgreSQL did not start: " + String.join("\n", lines));
        }
        Thread drain = new Thread(() -> log.lines().forEach(rest -> {}), "postgres-log");
        drain.setDaemon(true);
        drain.start();
    }

    public int port() {
        return port;
    }

    /** For the database of this name, with all rights and no password. */
    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + '/' + database + "?user=tick";
    }

    /** Creates an empty database of this name. */
    public void create(String database) {
        sql("postgres", "CREATE DATABASE " + database);
    }

    /** Runs a statement, and gives its answer as text. */
    public String sql(String database, String statement) {
        try {
            Process psql = new ProcessBuilder(
                            programs.resolve("psql").toString(),
                            "-h",
                            "127.0.0.1",
                            "-p",
                            Integer.toString(port),
                            "-U",
                            "tick",
                            "-d",
                            database,
                            "-v",
                            "ON_ERROR_STOP=1",
                            "-Atqc",
                            statement)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(psql.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (psql.waitFor() != 0) {
                throw new IllegalStateException(statement + ": " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Ends it as a crash does: nothing is written any more, and all connections break. */
    public void crash() {
        signal("QUIT");
    }

    /** Freezes it with all its connections. */
    public void freeze() {
        isFrozen = true;
        everyProcess("STOP");
    }

    public void thaw() {
        if (isFrozen) {
            isFrozen = false;
            everyProcess("CONT");
        }
    }

    private void everyProcess(String signal) {
        process.ifPresent(server -> Stream.concat(
                        Stream.of(server.toHandle()), server.toHandle().descendants())
                .forEach(each -> run(List.of("kill", "-" + signal, Long.toString(each.pid())))));
    }

    private void signal(String signal) {
        process.ifPresent(server -> {
            run(List.of("kill", "-" + signal, Long.toString(server.pid())));
            try {
                if (!server.waitFor(30, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("PostgreSQL survived " + signal);
                }
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted", e);
            }
        });
        process = Optional.empty();
    }

    @Override
    public void close() {
        thaw();
        signal("QUIT");
        run(List.of("rm", "-rf", folder.toString()));
    }
}
