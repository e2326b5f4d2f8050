package io.tickcast.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.ShippedFiles;
import io.tickcast.testing.ShippedFiles.Yamls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings that are written down elsewhere than in conf/tickcast.yaml: each exists, and each value is taken. */
class ShippedSettingsTest {
    private static final Settings DEFAULTS = SettingsSource.nothing().read();

    /** As Compose would put them into the container, where no variable of the host is set. */
    private static Settings ofComposeNode(String node) {
        Yamls environment = ShippedFiles.yaml("compose.yaml").get(0).at("services", node, "environment");
        Map<String, String> variables = new HashMap<>();
        environment
                .keys()
                .forEach(name ->
                        variables.put(name, environment.text(name).replaceAll("\\$\\{[A-Z_]+:-([^}]*)}", "$1")));
        return SettingsReader.read(Optional.empty(), variables);
    }

    private static Settings ofPod() {
        Map<String, String> variables = new HashMap<>();
        ShippedFiles.yaml("conf/kubernetes/deployment.yaml")
                .get(0)
                .list("spec", "template", "spec", "containers", 0, "env")
                .stream()
                .filter(variable -> variable.has("value"))
                .forEach(variable -> variables.put(
                        variable.text("name"), variable.text("value").replace("$(POD_IP)", "10.1.2.3")));
        return SettingsReader.read(Optional.empty(), variables);
    }

    @ParameterizedTest
    @ValueSource(strings = {"node1", "node2", "node3"})
    void aNodeOfComposeHasTheAddressesThatTheOtherFilesName(String node) {
        Yamls service = ShippedFiles.yaml("compose.yaml").get(0).at("services", node);
        Settings settings = ofComposeNode(node);
        String front = service.text("networks", "front", "ipv4_address") + ":"
                + settings.http().listen().port();

        assertThat(settings.node().name()).isEqualTo(node);
        assertThat(settings.cluster().enabled()).isTrue();
        assertThat(settings.cluster().host()).isEqualTo(service.text("networks", "cluster", "ipv4_address"));
        assertThat(ShippedFiles.text("conf/compose/cluster.xml"))
                .contains("<member>" + settings.cluster().host() + ":5701</member>");
        assertThat(settings.cache().store()).isEqualTo(Settings.Cache.Store.REDIS);
        assertThat(ShippedFiles.all("^ +server ([\\d.:]+)", ShippedFiles.text("conf/nginx.conf")))
                .contains(front);
        assertThat(ShippedFiles.all("^  server " + node + " (\\S+)", ShippedFiles.text("conf/haproxy.cfg")))
                .as("in both backends")
                .containsExactly(front, front);
        assertThat(ShippedFiles.text("conf/prometheus/prometheus.yml")).contains('"' + front + '"');
        assertThat(seconds(service.text("stop_grace_period")))
                .isGreaterThan(settings.drain().timeout());
    }

    @Test
    void aPodHasTimeToDrainAndThePortsThatItsServicesName() {
        Settings settings = ofPod();
        Yamls pod = ShippedFiles.yaml("conf/kubernetes/deployment.yaml").get(0).at("spec", "template", "spec");
        List<String> ports = pod.list("containers", 0, "ports").stream()
                .map(port -> port.text("name") + ' ' + port.text("containerPort"))
                .toList();

        assertThat(settings.cluster().host()).isEqualTo("10.1.2.3");
        assertThat(Duration.ofSeconds(Long.parseLong(pod.text("terminationGracePeriodSeconds"))))
                .isGreaterThan(settings.drain().timeout());
        assertThat(ports)
                .containsExactlyInAnyOrder(
                        "http " + settings.http().listen().port(),
                        "hazelcast 5701",
                        "bus " + settings.cluster().port());
    }

    @Test
    void theUnitOfSystemdHasTimeToDrainAndFilesForItsStreams() {
        String unit = ShippedFiles.text("conf/tickcast.service");
        assertThat(seconds(ShippedFiles.one("^TimeoutStopSec=(.*)", unit)))
                .isGreaterThan(DEFAULTS.drain().timeout());
        assertThat(Integer.parseInt(ShippedFiles.one("^LimitNOFILE=(.*)", unit)))
                .isGreaterThan(DEFAULTS.stream().limits().connections() + 200);
    }

    /** Longer than a minute, and than some heartbeats: a stream with nothing to say is not cut. */
    @Test
    void proxiesWaitLongerThanAStreamIsSilent() {
        String haproxy = ShippedFiles.text("conf/haproxy.cfg");
        String streams = haproxy.substring(haproxy.indexOf("\nbackend streams"), haproxy.indexOf("\nbackend others"));
        assertThat(streams).doesNotContain("timeout");
        List<String> waits = List.of(
                ShippedFiles.one(
                        "location /api/sse/ \\{[^}]*proxy_read_timeout (\\S+);", ShippedFiles.text("conf/nginx.conf")),
                ShippedFiles.one("^    send_timeout (\\S+);", ShippedFiles.text("conf/nginx.conf")),
                ShippedFiles.one("^  timeout client (.*)", haproxy),
                ShippedFiles.one("^  timeout server (.*)", haproxy));
        assertThat(waits)
                .allSatisfy(wait -> assertThat(seconds(wait))
                        .isGreaterThan(Duration.ofSeconds(60))
                        .isGreaterThan(DEFAULTS.stream().heartbeat().multipliedBy(4)));
    }

    private static Duration seconds(String text) {
        return Duration.ofSeconds(Long.parseLong(text.replaceFirst("s$", "")));
    }

    static Stream<Path> texts() throws IOException {
        try (Stream<Path> docs = Files.list(Path.of("docs"));
                Stream<Path> here = Files.list(Path.of(""));
                Stream<Path> conf = Files.walk(Path.of("conf"))) {
            return Stream.of(docs, here, conf)
                    .flatMap(files -> files)
                    .filter(file -> file.toString().matches(".*\\.(md|yaml|yml|service|conf|cfg|xml)|Dockerfile"))
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("texts")
    void eachVariableThatATextNamesExists(Path file) {
        KnownKeys keys = KnownKeys.of(SettingsFile.defaults());
        // One that ends in '_' speaks of all that begin so.
        assertThat(ShippedFiles.all("\\b(TICKCAST_[A-Z0-9_]*[A-Z0-9])\\b", ShippedFiles.text(file.toString())))
                .allSatisfy(variable ->
                        assertThat(keys.keyOf(variable)).as(variable).isPresent());
    }
}
