package io.tickcast.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.MultiMapConfig.ValueCollectionType;
import io.tickcast.config.Settings;
import io.tickcast.config.SettingsException;
import io.tickcast.testing.ClusterFiles;
import io.tickcast.testing.LogLines;
import io.tickcast.testing.TestSettings;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing here joins: a file is read, and taken or refused. */
class ClusterFileTest {
    private static final String TCP = "<tcp-ip enabled=\"true\">\n        <member>127.0.0.1</member>\n      </tcp-ip>";
    private static final String LOOPBACK = "<interfaces enabled=\"true\">\n      <interface>127.0.0.1</interface>";

    @TempDir
    private Path directory;

    private Settings.Cluster settings() {
        return TestSettings.with(Map.of(
                        "TICKCAST_CLUSTER_CONFIG", directory.resolve("my.xml").toString()))
                .cluster();
    }

    private Config read(String xml) throws IOException {
        Files.writeString(directory.resolve("my.xml"), xml);
        return ClusterFile.read(settings());
    }

    private String refusal() {
        SettingsException refused = catchThrowableOfType(SettingsException.class, () -> ClusterFile.read(settings()));
        assertThat(refused).as("refused").isNotNull();
        String start = "cluster.config is " + directory.resolve("my.xml") + ", but ";
        assertThat(refused.getMessage()).startsWith(start).doesNotContain("\n");
        return refused.getMessage().substring(start.length());
    }

    private String refusal(String was, String is) throws IOException {
        String xml = ClusterFiles.shipped().replace(was, is);
        assertThat(xml).as("the shipped file with %s", is).isNotEqualTo(ClusterFiles.shipped());
        Files.writeString(directory.resolve("my.xml"), xml);
        return refusal();
    }

    @Test
    void theShippedFileIsForNodesOnThisMachine() throws IOException {
        Config config = read(ClusterFiles.shipped());
        JoinConfig join = config.getNetworkConfig().getJoin();

        assertThat(config.getClusterName()).isEqualTo("tickcast");
        assertThat(join.getTcpIpConfig().getMembers()).containsExactly("127.0.0.1");
        assertThat(join.getMulticastConfig().isEnabled()).isFalse();
        assertThat(join.getAutoDetectionConfig().isEnabled()).isFalse();
        assertThat(config.getNetworkConfig().getInterfaces().getInterfaces()).containsOnly("127.0.0.1");
        assertThat(Integer.toString(config.getNetworkConfig().getPortCount()))
                .as("all ports are tried")
                .isEqualTo(config.getProperty("hazelcast.tcp.join.port.try.count"));
    }

    @Test
    void whatVertxKeepsInTheClusterIsThereWithItsBackups() throws IOException {
        Config config = read(ClusterFiles.shipped());

        assertThat(config.getMultiMapConfigs().get("__vertx.subs").getValueCollectionType())
                .isEqualTo(ValueCollectionType.SET);
        assertThat(config.getMultiMapConfigs().get("__vertx.subs").getBackupCount())
                .isOne();
        assertThat(config.getMapConfigs()).containsKeys("__vertx.haInfo", "__vertx.nodeInfo");
    }

    @Test
    void whatTheFileSaysItselfCounts() throws IOException {
        Config config = read(ClusterFiles.shipped()
                .replace(
                        "</properties>",
                        "<property name=\"hazelcast.max.no.heartbeat.seconds\">7</property></properties>")
                .replace(
                        "</hazelcast>",
                        "<map name=\"__vertx.nodeInfo\"><backup-count>3</backup-count></map></hazelcast>"));

        assertThat(config.getProperty("hazelcast.max.no.heartbeat.seconds")).isEqualTo("7");
        assertThat(config.getProperty("hazelcast.merge.first.run.delay.seconds"))
                .isEqualTo("10");
        assertThat(config.getMapConfigs().get("__vertx.nodeInfo").getBackupCount())
                .isEqualTo(3);
    }

    @Test
    void aNodeNeitherPhonesHomeNorListensElsewhere() throws IOException {
        Config config = read(ClusterFiles.shipped());

        assertThat(config.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
        assertThat(config.getProperty("hazelcast.socket.bind.any")).isEqualTo("false");
    }

    @Test
    void aPlaceholderIsTheSystemPropertyOfItsName() throws IOException {
        assertThat(read(ClusterFiles.shipped().replace(">tickcast<", ">on-${java.specification.name}<"))
                        .getClusterName())
                .isEqualTo("on-" + System.getProperty("java.specification.name"));
    }

    @Test
    void aFileThatIsNotThere() {
        assertThat(refusal()).isEqualTo("there is no such file; start with the cluster.xml that comes with Tickcast");
    }

    @Test
    void aDirectory() throws IOException {
        Files.createDirectory(directory.resolve("my.xml"));
        assertThat(refusal()).isEqualTo("that is a directory");
    }

    @Test
    void aDevice() throws IOException {
        Files.createSymbolicLink(directory.resolve("my.xml"), Path.of("/dev/zero"));
        assertThat(refusal()).isEqualTo("that is a pipe or a device, not a regular file");
    }

    @Test
    void aFileThatIsNoXml() throws IOException {
        assertThat(refusal("<network>", "<network")).startsWith("line ").contains(" is not valid XML: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"<network x=\"\">", "<network><foo/>", "<foo/><network>"})
    void whatHazelcastDoesNotKnow(String xml) throws IOException {
        assertThat(refusal("<network>", xml))
                .startsWith("Hazelcast rejects it: ")
                .hasSizeLessThan(400);
    }

    @Test
    void aPortThatIsNone() throws IOException {
        assertThat(refusal(">5701<", ">many<"))
                .isEqualTo("Hazelcast rejects it: 'many' is not a valid value for 'integer'.");
    }

    @Test
    void aPlaceholderWithoutValue() throws IOException {
        assertThat(refusal(">tickcast<", ">${tickcast.none}<"))
                .matches("in line \\d+ \\$\\{tickcast\\.none} has no value: start with java -Dtickcast\\.none=.*");
        assertThat(refusal("port-count=\"10\"", "port-count=\"${tickcast.none}\""))
                .contains("has no value");
    }

    @Test
    void aPlaceholderWithADefault() throws IOException {
        assertThat(refusal(">tickcast<", ">${name:tickcast}<")).contains("Hazelcast does not support: write ${name}");
    }

    @Test
    void whatStandsElsewhere() throws IOException {
        assertThat(refusal("<network>", "<import resource=\"file:///etc/other.xml\"/><network>"))
                .endsWith("<import> is not supported; write its settings into this file");
        assertThat(refusal("<hazelcast", "<!DOCTYPE x SYSTEM \"file:///etc/hostname\"><hazelcast"))
                .contains("DOCTYPE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<multicast/>", "<auto-detection/>", "<tcp-ip enabled=\"false\"/>"})
    void noWayToJoin(String join) throws IOException {
        assertThat(refusal(TCP, join)).startsWith("it has no way to join: ").contains("<member>127.0.0.1</member>");
    }

    @Test
    void noJoinAtAll() throws IOException {
        Files.writeString(directory.resolve("my.xml"), "<hazelcast xmlns=\"http://www.hazelcast.com/schema/config\"/>");
        assertThat(refusal()).startsWith("it has no way to join: ");
    }

    @Test
    void moreThanOneWayToJoin() throws IOException {
        assertThat(refusal(TCP, TCP + "<multicast enabled=\"true\"/>"))
                .isEqualTo("Hazelcast rejects it: Only one discovery method can be enabled at a time. Keep only one of "
                        + "the following method enabled by removing the others from the configuration, or setting enabled to "
                        + "'false': TCP/IP, Multicast");
    }

    @Test
    void noMember() throws IOException {
        assertThat(refusal(TCP, "<tcp-ip enabled=\"true\"/>"))
                .isEqualTo("its <tcp-ip> lists no <member>: name the addresses of the nodes");
    }

    @Test
    void multicastThatWasAskedForIsWarnedOf() throws IOException {
        try (LogLines log = new LogLines(ClusterFile.class.getName())) {
            Config config = read(ClusterFiles.shipped().replace(TCP, "<multicast enabled=\"true\"/>"));

            assertThat(config.getNetworkConfig().getJoin().getMulticastConfig().isEnabled())
                    .isTrue();
            assertThat(log.all()).singleElement().asString().startsWith("WARN ").contains("uses multicast");
        }
    }

    @Test
    void autoDetectionThatWasAskedForIsWarnedOf() throws IOException {
        try (LogLines log = new LogLines(ClusterFile.class.getName())) {
            assertThat(read(ClusterFiles.shipped().replace(TCP, "<auto-detection enabled=\"true\"/>"))
                            .getNetworkConfig()
                            .getJoin()
                            .isAutoDetectionEnabled())
                    .isTrue();
            assertThat(log.all()).singleElement().asString().startsWith("WARN ").contains("uses multicast");
        }
    }

    @Test
    void whereMembersComeFromMayBeOthersToKnow() throws IOException {
        assertThat(read(ClusterFiles.shipped()
                                .replace(
                                        TCP,
                                        "<kubernetes enabled=\"true\"><service-dns>a.b.svc.cluster.local</service-dns></kubernetes>"))
                        .getNetworkConfig()
                        .getJoin()
                        .getKubernetesConfig()
                        .isEnabled())
                .isTrue();
        assertThat(read(ClusterFiles.shipped()
                                .replace(
                                        TCP,
                                        "<aws enabled=\"true\"><tag-key>cluster</tag-key><tag-value>t</tag-value><hz-port>5701</hz-port></aws>"))
                        .getNetworkConfig()
                        .getJoin()
                        .getAwsConfig()
                        .isEnabled())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<interfaces enabled=\"false\"><interface>127.0.0.1</interface>", "<interfaces enabled=\"true\">"
            })
    void noPlaceToListen(String interfaces) throws IOException {
        assertThat(refusal(LOOPBACK, interfaces)).startsWith("it does not say where to listen: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"203.0.113.1", "203.0.113.*", "eth0"})
    void aPlaceToListenThatIsNotOnThisMachine(String address) throws IOException {
        assertThat(refusal("<interface>127.0.0.1", "<interface>" + address))
                .startsWith("none of its <interfaces> is an address of this machine: it has [" + address
                        + "], the machine [")
                .contains("127.0.0.1");
    }

    /** Such an address is on the build's machine or not; where it is not, there is nothing to tell. */
    @Test
    void aBusThatOtherMachinesCannotReach() throws IOException {
        Optional<String> outside = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .map(InetAddress::getHostAddress)
                .findFirst();
        if (outside.isPresent()) {
            assertThat(refusal("<interface>127.0.0.1", "<interface>" + outside.get()))
                    .isEqualTo("it has this node listen at "
                            + outside.get()
                            + " while cluster.host is 127.0.0.1, which other machines cannot reach: set cluster.host to "
                            + outside.get());
        }
    }

    @Test
    void anotherKindOfNetwork() throws IOException {
        Files.writeString(
                directory.resolve("my.xml"),
                "<hazelcast xmlns=\"http://www.hazelcast.com/schema/config\">"
                        + "<advanced-network enabled=\"true\"><member-server-socket-endpoint-config/></advanced-network></hazelcast>");
        assertThat(refusal()).isEqualTo("<advanced-network> is not supported: use <network>");
    }
}
