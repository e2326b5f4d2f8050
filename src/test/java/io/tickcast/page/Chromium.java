package io.tickcast.page;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** A real browser, started once for all tests of this JVM. To be used on the thread of the tests only. */
final class Chromium {
    /** The shell renders as the others do, for less than half of their processor time. */
    private static final List<String> PLACES = List.of(
            "/usr/bin/chromium-headless-shell",
            "/usr/bin/chromium",
            "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome");
    /** No root's sandbox, no graphics card, and nothing that calls home. */
    private static final List<String> ARGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run");

    private static Optional<Browser> started = Optional.empty();

    private Chromium() {}

    /** Skips the test where no browser is installed. */
    static synchronized Browser browser() {
        if (started.isEmpty()) {
            Optional<Path> place =
                    PLACES.stream().map(Path::of).filter(Files::isExecutable).findFirst();
            Assumptions.assumeTrue(place.isPresent(), "Chromium is missing: apt-get install chromium-headless-shell");
            Playwright playwright = Playwright.create(
                    new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            Runtime.getRuntime().addShutdownHook(new Thread(playwright::close));
            started = Optional.of(playwright
                    .chromium()
                    .launch(new BrowserType.LaunchOptions()
                            .setExecutablePath(place.orElseThrow())
                            .setArgs(ARGS)));
        }
        return started.get();
    }
}
