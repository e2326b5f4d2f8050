package io.tickcast.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Kilobytes of a moment.
 *
 * @param available of the machine
 * @param nodes     of the nodes
 * @param clients   of the clients
 * @param slab      of the kernel's objects, most of which are sockets here
 * @param sockets   of bytes that wait in sockets
 */
record Memory(long available, long nodes, long clients, long slab, long sockets) {
    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final Path SOCKETS = Path.of("/proc/net/sockstat");
    private static final Pattern AVAILABLE = Pattern.compile("MemAvailable: +(\\d+)");
    private static final Pattern SLAB = Pattern.compile("Slab: +(\\d+)");
    private static final Pattern TCP_PAGES = Pattern.compile("TCP: .* mem (\\d+)");
    private static final long PAGE_KILOBYTES = 4;

    static Memory now(long nodes, long clients) throws IOException {
        String memory = Files.readString(MEMORY);
        return new Memory(
                number(AVAILABLE, memory),
                nodes,
                clients,
                number(SLAB, memory),
                PAGE_KILOBYTES * number(TCP_PAGES, Files.readString(SOCKETS)));
    }

    private static long number(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(0);
    }

    Memory since(Memory before) {
        return new Memory(
                before.available - available,
                nodes - before.nodes,
                clients - before.clients,
                slab - before.slab,
                sockets - before.sockets);
    }

    /** Of a difference, all but what the machine says. */
    long taken() {
        return nodes + clients + slab + sockets;
    }

    /** Of a difference. */
    String perStream(int streams) {
        return String.format(
                Locale.ROOT,
                "| KB a stream: nodes | clients | slab of the kernel | bytes in sockets | all | the machine says |%n"
                        + "|---|---|---|---|---|---|%n| %.2f | %.2f | %.2f | %.2f | %.2f | %.2f |%n",
                (double) nodes / streams,
                (double) clients / streams,
                (double) slab / streams,
                (double) sockets / streams,
                (double) taken() / streams,
                (double) available / streams);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%,d MB; %,d MB are available", nodes / 1024, available / 1024);
    }
}
