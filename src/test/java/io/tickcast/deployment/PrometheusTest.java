package io.tickcast.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickcast.testing.ShippedFiles;
import io.tickcast.testing.ShippedFiles.Yamls;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The configuration of Prometheus, and whether its rules know the targets of the other files. */
@Tag("service")
class PrometheusTest {
    @Test
    void promtoolTakesTheConfigurationWithItsRules() {
        Tool.assume("promtool", "it comes with Prometheus");
        Tool.Result result = Tool.run(List.of("promtool", "check", "config", "conf/prometheus/prometheus.yml"));
        assertThat(result.status()).as(result.said()).isZero();
        assertThat(result.said()).contains("rules found").doesNotContain("FAILED", "duplicate");
    }

    @Test
    void aNodeThatIsDownIsKnownByTheLabelOfItsPodAndByItsJob() {
        String down = ShippedFiles.yaml("conf/prometheus/alerts.yml").get(0).list("groups", 0, "rules").stream()
                .filter(rule -> rule.text("alert").equals("TickcastDown"))
                .findFirst()
                .orElseThrow()
                .text("expr");
        Yamls pods =
                ShippedFiles.yaml("conf/kubernetes/kustomization.yaml").get(0).at("labels", 0, "pairs");
        assertThat(pods.keys())
                .hasSize(1)
                .allSatisfy(label -> assertThat(down)
                        // As Prometheus writes a label of Kubernetes.
                        .contains("up{" + label.replaceAll("[./]", "_") + "=\"" + pods.text(label) + "\"} == 0"));
        assertThat(ShippedFiles.yaml("conf/prometheus/prometheus.yml").get(0).list("scrape_configs"))
                .allSatisfy(job -> assertThat(down).contains("up{job=\"" + job.text("job_name") + "\"} == 0"));
    }
}
