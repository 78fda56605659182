package io.binome.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** What axe-core finds on a page by the rules of WCAG 2.2 AA and by good practice. */
final class Accessibility {
    private static final String RULES = read();

    private Accessibility() {}

    static void hold(Page page, String name) {
        page.evaluate(RULES);
        Object found = page.evaluate("""
                () => axe.run({ exclude: ['.xterm'] }, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
                    .then((all) => all.violations.flatMap((one) => one.nodes.slice(0, 3).map((node) =>
                        one.id + ': ' + node.target.join(' ') + ' ' + node.html.slice(0, 160) + ' ' + (node.any[0]?.message ?? ''))))
                """);
        assertThat((List<?>) found).as("accessibility of " + name).isEmpty();
    }

    private static String read() {
        try (InputStream in = Accessibility.class.getResourceAsStream("/axe/axe.min.js")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
