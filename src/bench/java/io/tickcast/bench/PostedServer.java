package io.tickcast.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A server that does not know the exchange: the benchmark posts the ticks to it. */
interface PostedServer {
    /** The topic, or channel, that all streams read. */
    String TOPIC = "prices";

    /** The reason that it cannot run here; empty when it can. */
    String missing();

    /** Writes its configuration, and returns the command that starts it. */
    List<String> command(int port);

    default Map<String, String> environment() {
        return Map.of();
    }

    default Transport transport() {
        return Transport.SSE;
    }

    /** The path that a stream asks for. */
    default String path() {
        return Scenario.PRICES;
    }

    /**
     * The port that takes the requests which publish ticks.
     *
     * @param port port of the streams
     */
    default int publishPort(int port) {
        return port;
    }

    /** Whether it closes the connection after each request. */
    default boolean closesAfterPost() {
        return false;
    }

    /**
     * The requests that publish ticks.
     *
     * @param events of ticks that are due at once, each as JSON
     */
    List<Post> posts(List<String> events);

    /** A program that no package has. */
    static Path program(String name) {
        return Path.of(System.getProperty("bench.peers", "target/peers"), name).toAbsolutePath();
    }

    /** Empty when it is there. */
    static String missing(Path program, String hint) {
        return Files.isExecutable(program) ? "" : "there is no " + program + ": " + hint;
    }

    /** Writes a file of a server into its folder. */
    static Path write(String server, String file, String text) {
        try {
            Path folder = Files.createDirectories(Path.of("target", server).toAbsolutePath());
            return Files.writeString(folder.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
