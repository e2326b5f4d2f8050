package io.tickcast.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A {@link LoadClient} of its own process, seen from the one that commands it. */
final class ClientProcess {
    private final Process process;
    private final PrintStream commands;
    private final BufferedReader answers;

    private ClientProcess(Process process) {
        this.process = process;
        commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    }

    static ClientProcess start(int core, Scenario scenario, Peer peer, int port, int first, int streams)
            throws IOException {
        List<String> command = Proc.pinned(
                Integer.toString(core),
                List.of(
                        "java",
                        "-XX:+UseSerialGC",
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LoadClient.class.getName(),
                        Integer.toString(port),
                        Integer.toString(first),
                        Integer.toString(streams),
                        Integer.toString(scenario.symbols()),
                        Integer.toString(scenario.wanted()),
                        Boolean.toString(scenario.sameWanted()),
                        Integer.toString(scenario.slowPercent()),
                        Integer.toString(scenario.parseEvery()),
                        peer.transport().name(),
                        scenario.numberedBy(),
                        peer.path()));
        return new ClientProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    long pid() {
        return process.pid();
    }

    /** Waits until all its streams have been tried. */
    void awaitReady() throws IOException {
        String answer = answer();
        if (!"ready".equals(answer)) {
            throw new IOException("the client said " + answer);
        }
    }

    void startWindow() {
        commands.println("start");
    }

    void stopWindow() {
        commands.println("stop");
    }

    /** After {@link #stopWindow}. */
    String answer() throws IOException {
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException("the client ended");
        }
        return answer;
    }

    void end() {
        process.destroy();
    }
}
