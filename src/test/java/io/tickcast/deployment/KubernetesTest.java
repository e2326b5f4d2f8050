package io.tickcast.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.ShippedFiles.Yamls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The manifests that {@code kubectl apply -k} sends, alone and with an overlay that adds Redis. */
@Tag("service")
class KubernetesTest {
    /** The oldest that docs/operations.md names, the newest that the schemas are there for, and one between. */
    private static final List<String> VERSIONS = List.of("1.27", "1.32", "1.37");

    private static final String REDIS = """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: redis}
      spec:
        selector: {matchLabels: {app.kubernetes.io/name: redis}}
        template:
          metadata: {labels: {app.kubernetes.io/name: redis}}
          spec: {containers: [{name: redis, image: redis}]}
      """;
    private static final Map<String, String> STRANGER = Map.of("app.kubernetes.io/name", "shop");

    private static Manifests manifests;
    private static Map<?, ?> node;
    private static Map<?, ?> redis;
    private static Policy policy;

    @TempDir
    private static Path directory;

    @BeforeAll
    static void build() throws IOException {
        Path overlay = Files.createDirectory(directory.resolve("overlay"));
        Files.writeString(overlay.resolve("redis.yaml"), REDIS);
        Path base = Path.of("conf", "kubernetes").toRealPath();
        Files.writeString(
                overlay.resolve("kustomization.yaml"),
                "resources: [" + overlay.toRealPath().relativize(base) + ", redis.yaml]\n");
        manifests = Manifests.of(overlay);
        node = manifests.podLabels("tickcast");
        redis = manifests.podLabels("redis");
        policy = new Policy(manifests.one("NetworkPolicy").at("spec"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"conf/kubernetes", "conf/kubernetes-persistent", "autoscaler"})
    void aManifestFitsTheSchemaOfEachVersion(String what) throws IOException {
        Tool.assume("kubernetes-validate", "pip install kubernetes-validate");
        Path file = what.equals("autoscaler")
                ? Path.of("conf", "kubernetes", "autoscaler.yaml")
                : Files.writeString(
                        directory.resolve("manifests.yaml"),
                        Manifests.of(Path.of(what)).text());
        for (String version : VERSIONS) {
            Tool.Result result = Tool.run(List.of("kubernetes-validate", "--strict", "-k", version, file.toString()));
            assertThat(result.status()).as(result.said()).isZero();
            assertThat(result.said()).contains("passed").doesNotContain("WARN");
        }
    }

    @Test
    void thePolicyIsForTheNodesAlone() {
        assertThat(policy.selects(node)).as("a node").isTrue();
        assertThat(policy.selects(redis)).as("Redis").isFalse();
        assertThat(policy.selects(STRANGER)).as("another pod of the namespace").isFalse();
        assertThat(policy.spec().list("policyTypes")).extracting(Yamls::text).containsExactly("Ingress", "Egress");
    }

    @ParameterizedTest
    @CsvSource({
        "10.9.0.1,a probe of the kubelet",
        "10.1.7.7,a scraper or an Ingress in another namespace",
        "203.0.113.9,a load balancer outside"
    })
    void whoeverMayAskReachesTheHttpPortAndNoOther(String address, String who) {
        Policy.Peer peer = Policy.Peer.host(address);
        assertThat(policy.letsIn(peer, "http")).as(who).isTrue();
        assertThat(policy.letsIn(peer, "hazelcast")).as(who).isFalse();
        assertThat(policy.letsIn(peer, "bus")).as(who).isFalse();
    }

    @Test
    void nodesReachEachOtherAndStrangersDoNot() {
        assertThat(List.of("hazelcast", "bus")).allMatch(port -> policy.letsIn(Policy.Peer.pod(node), port));
        assertThat(List.of("hazelcast", "bus")).noneMatch(port -> policy.letsIn(Policy.Peer.pod(redis), port));
        assertThat(containerPorts())
                .contains(5701, 15701)
                .allMatch(port -> port == 5000 || policy.letsOut(Policy.Peer.pod(node), port));
    }

    private static List<Integer> containerPorts() {
        return manifests
                .named("Deployment", "tickcast")
                .list("spec", "template", "spec", "containers", 0, "ports")
                .stream()
                .map(port -> (Integer) port.at("containerPort").value())
                .toList();
    }

    @Test
    void aNodeReachesRedisNamesAndTheExchange() {
        assertThat(policy.letsOut(Policy.Peer.pod(redis), 6379)).as("Redis").isTrue();
        assertThat(policy.letsOut(Policy.Peer.pod(STRANGER), 6379))
                .as("another pod")
                .isFalse();
        for (String protocol : List.of("UDP", "TCP")) {
            assertThat(policy.letsOut(Policy.Peer.host("10.96.0.10"), 53, protocol))
                    .as("names by " + protocol)
                    .isTrue();
        }
        for (String exchange : List.of("52.1.2.3", "2600:9000::1")) {
            assertThat(policy.letsOut(Policy.Peer.host(exchange), 443))
                    .as(exchange)
                    .isTrue();
            assertThat(policy.letsOut(Policy.Peer.host(exchange), 9443))
                    .as(exchange)
                    .isTrue();
        }
        for (String inside :
                List.of("10.96.0.1", "192.168.1.1", "172.20.0.1", "169.254.169.254", "fd00::1", "fe80::1")) {
            assertThat(policy.letsOut(Policy.Peer.host(inside), 443)).as(inside).isFalse();
        }
    }

    @Test
    void aNodeReachesPostgres() {
        Policy.Peer postgres = Policy.Peer.pod(Map.of("app.kubernetes.io/name", "postgresql"));
        assertThat(policy.letsOut(postgres, 5432)).as("PostgreSQL").isTrue();
        assertThat(policy.letsOut(postgres, 6379)).as("another port of it").isFalse();
        assertThat(policy.letsOut(Policy.Peer.pod(STRANGER), 5432))
                .as("another pod")
                .isFalse();
    }

    @Test
    void aPodOfTheStatefulSetMayWriteToAVolumeThatOutlivesIt() {
        Manifests persistent = Manifests.of(Path.of("conf", "kubernetes-persistent"));
        assertThat(persistent.ofKind("Deployment")).isEmpty();
        Yamls spec = persistent.one("StatefulSet").at("spec");
        Yamls pod = spec.at("template", "spec");
        Yamls claim = spec.list("volumeClaimTemplates").get(0);
        String volume = claim.text("metadata", "name");

        assertThat(pod.list("containers", 0, "volumeMounts"))
                .anySatisfy(mount -> assertThat(mount.text("name") + ' ' + mount.text("mountPath"))
                        .isEqualTo(volume + " /opt/tickcast/data"));
        assertThat(pod.list("volumes")).noneMatch(other -> other.text("name").equals(volume));
        assertThat(pod.text("securityContext", "fsGroup")).isEqualTo(pod.text("securityContext", "runAsGroup"));
        assertThat(claim.text("spec", "resources", "requests", "storage")).isEqualTo("2Gi");
        assertThat(pod.list("containers", 0, "env"))
                .anySatisfy(variable -> assertThat(
                                variable.text("name") + ' ' + (variable.has("value") ? variable.text("value") : ""))
                        .isEqualTo("TICKCAST_STORAGE_MAX_SIZE 1GB"));
        assertThat(persistent.named("Service", spec.text("serviceName")).text("spec", "clusterIP"))
                .isEqualTo("None");
        assertThat(PodSelector.of(spec.at("selector")).matches((Map<?, ?>)
                        spec.at("template", "metadata", "labels").value()))
                .isTrue();
    }

    @Test
    void aDrainedMachineTakesOneNodeAtATime() {
        Yamls budget = manifests.one("PodDisruptionBudget").at("spec");
        assertThat(budget.text("maxUnavailable")).isEqualTo("1");
        PodSelector selector = PodSelector.of(budget.at("selector"));
        assertThat(selector.labels()).isNotEmpty();
        assertThat(selector.matches(node)).as("a node").isTrue();
        assertThat(selector.matches(redis)).as("Redis").isFalse();
    }

    @Test
    void servicesAndTheDeploymentSelectNodesAndNothingElse() {
        List<PodSelector> selectors = List.of(
                PodSelector.of(manifests.named("Deployment", "tickcast").at("spec", "selector")),
                new PodSelector((Map<?, ?>) manifests
                        .named("Service", "tickcast")
                        .at("spec", "selector")
                        .value()),
                new PodSelector((Map<?, ?>) manifests
                        .named("Service", "tickcast-cluster")
                        .at("spec", "selector")
                        .value()));
        assertThat(selectors)
                .allMatch(selector -> selector.matches(node))
                .noneMatch(selector -> selector.matches(redis));
    }

    @Test
    void aScraperThatGoesByAnnotationsFindsTheFigures() {
        Yamls template = manifests.named("Deployment", "tickcast").at("spec", "template");
        Yamls http = template.list("spec", "containers", 0, "ports").stream()
                .filter(port -> port.text("name").equals("http"))
                .findFirst()
                .orElseThrow();
        assertThat(template.at("metadata", "annotations").value())
                .isEqualTo(Map.of(
                        "prometheus.io/scrape",
                        "true",
                        "prometheus.io/port",
                        http.text("containerPort"),
                        "prometheus.io/path",
                        "/metrics"));
    }

    @Test
    void aRolloutNeverHasFewerNodesAndWaitsUntilStreamsAreHandedOver() {
        Yamls spec = manifests.named("Deployment", "tickcast").at("spec");
        assertThat(spec.text("strategy", "rollingUpdate", "maxUnavailable")).isEqualTo("0");
        int drain = spec.list("template", "spec", "containers", 0, "env").stream()
                .filter(variable -> variable.text("name").equals("TICKCAST_DRAIN_TIMEOUT"))
                .map(variable -> Integer.valueOf(variable.text("value").replace("s", "")))
                .findFirst()
                .orElseThrow();
        assertThat((Integer) spec.at("template", "spec", "terminationGracePeriodSeconds")
                        .value())
                .isGreaterThan(drain);
    }
}
