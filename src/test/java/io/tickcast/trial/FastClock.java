package io.tickcast.trial;

import io.tickcast.time.NodeClock;
import io.tickcast.time.TimeSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * The clocks of a machine whose time passes faster, so that a minute of an exchange takes seconds. As an agent it gives
 * them to the clock of a node; nothing else of the shipped jar changes. Timers keep their pace.
 */
public final class FastClock implements TimeSource {
    /** A node takes its loops for suspended when 500 ms between two looks count as 4 s. */
    static final int MOST_SPEED = 6;

    private final TimeSource real = TimeSource.system();
    private final long origin;
    private final int speed;

    /** @param originMicros by the wall clock: until then both clocks are the same */
    FastClock(long originMicros, int speed) {
        origin = originMicros;
        this.speed = speed;
    }

    /** Entry point of the agent. */
    public static void premain(String arguments) throws ReflectiveOperationException {
        String[] parts = arguments.split(",", -1);
        NodeClock fast = new NodeClock(
                new FastClock(Long.parseLong(parts[0]), Integer.parseInt(parts[1])),
                NodeClock.system().era());
        for (String name : List.of("source", "startNanos", "state")) {
            Field field = NodeClock.class.getDeclaredField(name);
            field.setAccessible(true);
            field.set(NodeClock.system(), field.get(fast));
        }
    }

    /** The options of a JVM whose node goes by this clock. */
    List<String> jvmOptions(Path directory) {
        return speed == 1 ? List.of() : List.of("-javaagent:" + agent(directory) + '=' + origin + ',' + speed);
    }

    private static Path agent(Path directory) {
        Path jar = directory.resolve("fast-clock.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", FastClock.class.getName());
        String entry = FastClock.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                InputStream code = FastClock.class.getClassLoader().getResourceAsStream(entry)) {
            out.putNextEntry(new JarEntry(entry));
            code.transferTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return jar;
    }

    long millis() {
        return wallMicros() / 1_000;
    }

    @Override
    public long nanos() {
        return real.nanos() * speed;
    }

    @Override
    public long wallMicros() {
        return origin + (real.wallMicros() - origin) * speed;
    }

    @Override
    public OptionalLong bootNanos() {
        // It is never suspended.
        return OptionalLong.of(nanos());
    }
}
