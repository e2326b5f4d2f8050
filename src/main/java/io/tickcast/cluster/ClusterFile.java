package io.tickcast.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.XmlConfigBuilder;
import io.tickcast.config.Settings;
import io.tickcast.config.SettingsException;
import io.tickcast.config.SmallFile;
import io.tickcast.config.UnreadableFileException;
import io.tickcast.config.UnreadableFileException.Reason;
import io.tickcast.log.Printable;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of {@code cluster.config}, made into a configuration that holds no surprise. Left to itself, Hazelcast would
 * take a missing file for a wish to look for members by multicast on every network of the machine.
 */
final class ClusterFile {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterFile.class);
    private static final int LONGEST_REASON = 300;

    private final Path path;

    private ClusterFile(Path path) {
        this.path = path;
    }

    /**
     * Reads and checks the file; blocks meanwhile.
     *
     * @throws SettingsException with one line that names the file and the valid form
     */
    static Config read(Settings.Cluster settings) {
        ClusterFile file = new ClusterFile(settings.config().toAbsolutePath().normalize());
        Config config = file.config();
        new NetworkCheck(config, settings).fault().ifPresent(fault -> {
            throw file.refused(fault);
        });
        if (config.getNetworkConfig().getJoin().getMulticastConfig().isEnabled()
                || config.getNetworkConfig().getJoin().isAutoDetectionEnabled()) {
            LOG.warn("{} uses multicast to find members: every node that it reaches can join", file.path);
        }
        return ClusterDefaults.complete(config);
    }

    private Config config() {
        byte[] xml = bytes();
        ClusterXml.Findings findings = ClusterXml.of(xml, System::getProperty);
        if (!findings.fault().isEmpty()) {
            throw refused(findings.fault());
        }
        ClusterDefaults.logThroughSlf4j();
        try {
            Config config = new XmlConfigBuilder(new ByteArrayInputStream(xml))
                    .setProperties(System.getProperties())
                    .build();
            config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(findings.autoDetection());
            return config;
        } catch (RuntimeException e) {
            // Hazelcast has no common exception type for an invalid configuration.
            throw refused("Hazelcast rejects it: " + reason(e));
        }
    }

    private byte[] bytes() {
        try {
            return SmallFile.read(path);
        } catch (UnreadableFileException e) {
            throw refused(
                    e.reason() == Reason.MISSING
                            ? "there is no such file; start with the cluster.xml that comes with Tickcast"
                            : "that " + e.getMessage());
        }
    }

    /** The first sentence, on one line: the rest lists all that could have been there. */
    private static String reason(RuntimeException e) {
        String text = Optional.ofNullable(e.getMessage())
                .orElse(e.toString())
                .replaceAll("\"http://www\\.hazelcast\\.com/schema/config\":", "")
                .replaceAll("\\s*One of '.*", "")
                .replaceAll("^cvc-[a-z0-9.-]+: |[{}]", "")
                .replaceAll("\\s+", " ")
                .strip();
        return Printable.cut(text, LONGEST_REASON);
    }

    private SettingsException refused(String what) {
        return new SettingsException("cluster.config is " + path + ", but " + what);
    }
}
