package io.tickcast.page;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The accessibility rules of axe-core, for a page as it is now. */
final class Axe {
    private static final String RUN = """
      () => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice',
        'experimental'] }).then(({ violations }) => violations.flatMap(({ id, nodes }) =>
          nodes.map(node => `${id}: ${node.html.slice(0, 120)} ${node.failureSummary}`)))""";

    private Axe() {}

    /** Violations of the rules, in words. */
    static List<?> violations(Page page) {
        try (InputStream axe = Axe.class.getResourceAsStream("/axe.min.js")) {
            page.evaluate(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return (List<?>) page.evaluate(RUN);
    }
}
