package io.tickcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.ShippedFiles;
import io.tickcast.testing.ShippedFiles.Yamls;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether what one file of the packaging says of another is true. */
class PackagingTest {
    private static final Path KUBERNETES = Path.of("conf", "kubernetes");

    private static Yamls pod() {
        return ShippedFiles.yaml("conf/kubernetes/deployment.yaml").get(0).at("spec", "template", "spec");
    }

    private static String version() {
        return ShippedFiles.one("^  <version>(.*)</version>", ShippedFiles.text("pom.xml"));
    }

    @Test
    void allNameTheSameVersion() {
        assertThat(ShippedFiles.one("^ARG VERSION=(.*)", ShippedFiles.text("Dockerfile")))
                .isEqualTo(version());
        assertThat(ShippedFiles.yaml("compose.yaml").get(0).text("services", "node1", "image"))
                .isEqualTo("tickcast:" + version());
        assertThat(new JsonObject(ShippedFiles.text("src/main/resources/web/client/package.json")).getString("version"))
                .isEqualTo(version());
        for (String description : List.of("openapi", "asyncapi")) {
            assertThat(new JsonObject(ShippedFiles.text("src/main/resources/web/api/" + description + ".json"))
                            .getJsonObject("info")
                            .getString("version"))
                    .isEqualTo(version());
        }
        assertThat(ShippedFiles.yaml("conf/kubernetes/kustomization.yaml")
                        .get(0)
                        .text("images", 0, "newTag"))
                .isEqualTo(version());
        assertThat(ShippedFiles.one("^## (\\d\\S*)", ShippedFiles.text("CHANGELOG.md")))
                .isEqualTo(version());
    }

    @Test
    void theImageIsBuiltFromFilesThatAreLetIn() {
        String dockerfile = ShippedFiles.text("Dockerfile");
        List<String> letIn = ShippedFiles.all("^!(.*)", ShippedFiles.text(".dockerignore"));
        assertThat(letIn)
                .isNotEmpty()
                .allSatisfy(file -> assertThat(Path.of(file)).exists());
        assertThat(letIn).containsAll(ShippedFiles.all("^COPY (conf/\\S+)", dockerfile));
        // What the build puts into the jar.
        assertThat(letIn)
                .containsAll(ShippedFiles.all("<include>([\\w.-]+)</include>", ShippedFiles.text("pom.xml")).stream()
                        .map("conf/"::concat)
                        .toList());
    }

    /** A node compiles verticles in Java itself, the shipped example among them. */
    @Test
    void theImageHasACompilerForVerticlesInJava() {
        assertThat(Path.of("conf/verticles/examples/Vwap.java")).exists();
        assertThat(ShippedFiles.one("^ARG RUN_IMAGE=(.*)", ShippedFiles.text("Dockerfile")))
                .endsWith("-jdk");
    }

    @Test
    void imageAndPodRunAsTheSameNobody() {
        String user = ShippedFiles.one("^USER (\\d+):", ShippedFiles.text("Dockerfile"));
        assertThat(pod().text("securityContext", "runAsUser")).isEqualTo(user);
        assertThat(pod().text("securityContext", "runAsNonRoot")).isEqualTo("true");
        assertThat(pod().text("containers", 0, "securityContext", "readOnlyRootFilesystem"))
                .isEqualTo("true");
        Yamls services = ShippedFiles.yaml("compose.yaml").get(0).at("services");
        assertThat(services.keys())
                .filteredOn(name -> name.startsWith("node"))
                .hasSize(3)
                .allSatisfy(node -> assertThat(services.text(node, "read_only")).isEqualTo("true"));
    }

    @Test
    void aNodeHasAFolderForItsCandlesEverywhere() {
        String dockerfile = ShippedFiles.text("Dockerfile");
        String folder = ShippedFiles.one("^VOLUME (.*)", dockerfile);
        assertThat(folder).isEqualTo(ShippedFiles.one("^WORKDIR (/opt.*)", dockerfile) + "/data");
        assertThat(ShippedFiles.one("^  url: jdbc:sqlite:(data)/", ShippedFiles.text("conf/tickcast.yaml")))
                .isEqualTo(Path.of(folder).getFileName().toString());
        assertThat(ShippedFiles.one("^COPY .*--chown=(\\S+) /data/ data/", dockerfile))
                .isEqualTo(ShippedFiles.one("^USER (.*)", dockerfile));

        Yamls services = ShippedFiles.yaml("compose.yaml").get(0).at("services");
        assertThat(services.list("node1", "volumes").stream().map(Yamls::text)).contains("candles:" + folder);
        assertThat(pod().list("containers", 0, "volumeMounts").stream()
                        .filter(mount -> mount.text("name").equals("data"))
                        .map(mount -> mount.text("mountPath")))
                .containsExactly(folder);
        String unit = ShippedFiles.text("conf/tickcast.service");
        assertThat(ShippedFiles.one("^#   ln -s (\\S+) /etc/tickcast/data", unit))
                .isEqualTo("/var/lib/" + ShippedFiles.one("^StateDirectory=(.*)", unit));
        assertThat(ShippedFiles.one("^WorkingDirectory=(.*)", unit) + "/data").isEqualTo("/etc/tickcast/data");
    }

    /** Its /tmp may be noexec. */
    @Test
    void theImageBringsTheNativeLibraryOfSqlite() {
        String dockerfile = ShippedFiles.text("Dockerfile");
        assertThat(dockerfile).contains("mv org/sqlite/native/Linux/$(uname -m)/libsqlitejdbc.so .");
        assertThat(ShippedFiles.one("-Dorg.sqlite.lib.path=([^\"]*)\"", dockerfile))
                .isEqualTo(ShippedFiles.one("-Djava.library.path=([^\"]*)\"", dockerfile));
    }

    @Test
    void aJvmTakesItsOptions() throws IOException, InterruptedException {
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@conf/java.options",
                        "-XX:+PrintFlagsFinal",
                        "-version")
                .redirectErrorStream(true)
                .start();
        String said = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(java.waitFor()).as(said).isZero();
        assertThat(said.replaceAll(" +", " "))
                .contains("MaxRAMPercentage = 50.0", "ExitOnOutOfMemoryError = true", "UsePerfData = false");
    }

    @Test
    void whatComposeMountsIsThere() {
        Yamls services = ShippedFiles.yaml("compose.yaml").get(0).at("services");
        List<String> mounted = new ArrayList<>();
        services.keys().stream()
                .map(services::at)
                .filter(service -> service.has("volumes"))
                .forEach(service -> service.list("volumes")
                        .forEach(volume -> mounted.add(volume.text().split(":")[0])));
        assertThat(mounted)
                .contains("./conf/nginx.conf", "./conf/compose/cluster.xml")
                .filteredOn(source -> source.startsWith("./"))
                .allSatisfy(source -> assertThat(Path.of(source)).exists());
    }

    @Test
    void kustomizeListsAllFilesButTheOneThatNeedsMore() throws IOException {
        Yamls kustomization =
                ShippedFiles.yaml("conf/kubernetes/kustomization.yaml").get(0);
        List<String> listed = new ArrayList<>(List.of("kustomization.yaml", "autoscaler.yaml"));
        kustomization.list("resources").forEach(file -> listed.add(file.text()));
        kustomization.list("configMapGenerator", 0, "files").forEach(file -> listed.add(file.text()));
        try (Stream<Path> files = Files.list(KUBERNETES)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(listed);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"startupProbe", "livenessProbe", "readinessProbe"})
    void aProbeAsksAPortOfThePod(String probe) {
        Yamls container = pod().at("containers", 0);
        assertThat(container.list("ports").stream().map(port -> port.text("name")))
                .contains(container.text(probe, "httpGet", "port"));
    }

    @Test
    void servicesAndPolicyNamePortsOfThePod() {
        List<String> names = pod().list("containers", 0, "ports").stream()
                .map(port -> port.text("name"))
                .toList();
        assertThat(ShippedFiles.yaml("conf/kubernetes/services.yaml"))
                .hasSize(2)
                .allSatisfy(service -> assertThat(service.list("spec", "ports"))
                        .allSatisfy(port -> assertThat(names).contains(port.text("targetPort"))));
        assertThat(ShippedFiles.yaml("conf/kubernetes/network.yaml").get(0).list("spec", "ingress"))
                .allSatisfy(rule -> assertThat(rule.list("ports"))
                        .allSatisfy(port -> assertThat(names).contains(port.text("port"))));
    }

    @Test
    void aPodFindsItsClusterByTheHeadlessService() {
        Yamls headless = ShippedFiles.yaml("conf/kubernetes/services.yaml").get(1);
        assertThat(headless.text("spec", "clusterIP")).isEqualTo("None");
        assertThat(headless.text("spec", "publishNotReadyAddresses")).isEqualTo("true");
        String xml = ShippedFiles.text("conf/kubernetes/cluster.xml");
        assertThat(xml).contains("<service-dns>" + headless.text("metadata", "name") + "</service-dns>");
        String property = ShippedFiles.one("<interface>\\$\\{(.*)}</interface>", xml);
        assertThat(pod().list("containers", 0, "env"))
                .anySatisfy(variable -> assertThat(variable.text("value")).isEqualTo("-D" + property + "=$(POD_IP)"));
        assertThat(pod().list("containers", 0, "volumeMounts").get(0).text("mountPath"))
                .isEqualTo(ShippedFiles.one("^WORKDIR (/opt.*)", ShippedFiles.text("Dockerfile")) + "/cluster.xml");
    }
}
