package io.tickcast.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tickcast.testing.ShippedFiles.Yamls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/** The manifests that Kustomize makes of a folder, as a cluster would get them. */
record Manifests(String text, List<Yamls> all) {
    static Manifests of(Path folder) {
        assumeTrue(Tool.isThere("kustomize") || Tool.isThere("kubectl"), "Neither kustomize nor kubectl is here");
        Tool.Result made = Tool.run(
                Tool.isThere("kustomize")
                        ? List.of("kustomize", "build", folder.toString())
                        : List.of("kubectl", "kustomize", folder.toString()));
        assertThat(made.status()).as(made.said()).isZero();
        List<Yamls> all = new ArrayList<>();
        new Yaml().loadAll(made.said()).forEach(document -> all.add(new Yamls(document)));
        return new Manifests(made.said(), all);
    }

    List<Yamls> ofKind(String kind) {
        return all.stream().filter(object -> object.text("kind").equals(kind)).toList();
    }

    /** The only one of its kind. */
    Yamls one(String kind) {
        assertThat(ofKind(kind)).as(kind).hasSize(1);
        return ofKind(kind).get(0);
    }

    Yamls named(String kind, String name) {
        return ofKind(kind).stream()
                .filter(object -> object.text("metadata", "name").equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The labels of the pods of this Deployment. */
    Map<?, ?> podLabels(String deployment) {
        return (Map<?, ?>) named("Deployment", deployment)
                .at("spec", "template", "metadata", "labels")
                .value();
    }
}
