package dev.outset.migration.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.catalogue.CapabilitySpec;
import dev.outset.catalogue.ParameterSpec;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.migration.compatibility.CompatibilityRule;
import dev.outset.qemu.QemuVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** {@code docs/migration-rules.md} is written from the rules; {@code -Dcorpus.update} writes it anew. */
class MigrationRulesPageTests {

    private static final Path PAGE = Path.of("docs/migration-rules.md");

    private final Catalogues catalogues = Catalogues.load();

    @Test
    void isWhatTheRulesSay() throws IOException {
        String page = page();
        if (Boolean.getBoolean("corpus.update")) {
            Files.writeString(PAGE, page);
        }

        assertThat(PAGE).hasContent(page);
    }

    private String page() {
        StringBuilder page = new StringBuilder("""
                # What decides a migration

                Written by `MigrationRulesPageTests` from `src/main/resources/compatibility/rules.json` and the catalogue; `mvn test \
                -Dtest=MigrationRulesPageTests -Dcorpus.update=true` writes it anew.

                The rules stand in the order in which a migration meets them: the first one that stops it is the verdict. What one \
                QEMU refuses on its own comes before them, from the catalogue's checks. A rule with outcome `ok` does not stop the \
                migration; it is a warning, or an error that shows only later.

                | rule | source | destination | outcome | what happens | QEMU says | change |
                |---|---|---|---|---|---|---|
                """);
        new MigrationPlanner(catalogues).rules().forEach(rule -> page.append(row(rule)));
        page.append("""

                ## What both ends have to agree on

                From the catalogue; where no rule above speaks of it, a difference is a warning.

                | name | kind | releases |
                |---|---|---|
                """);
        agreeing()
                .forEach((name, releases) -> page.append("| `")
                        .append(name)
                        .append("` | ")
                        .append(isParameter(name) ? "parameter" : "capability")
                        .append(" | ")
                        .append(releases.getFirst())
                        .append("-")
                        .append(releases.getLast())
                        .append(" |\n"));
        return page.toString();
    }

    private static String row(CompatibilityRule rule) {
        return "| `" + rule.id() + "` | " + rule.sources() + " | " + rule.destinations() + " | "
                + (rule.error() ? rule.outcome() : "warning") + " | " + cell(rule.message()) + " | "
                + (rule.qemu() == null ? "" : "`" + cell(rule.qemu()) + "`") + " | " + cell(rule.change()) + " |\n";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("%source%", "…").replace("%destination%", "…");
    }

    private Map<String, List<QemuVersion>> agreeing() {
        Map<String, List<QemuVersion>> releases = new TreeMap<>();
        for (QemuVersion version : catalogues.versions()) {
            QemuCatalogue catalogue = catalogues.of(version);
            catalogue.parameters().stream()
                    .filter(ParameterSpec::agree)
                    .forEach(row -> releases.computeIfAbsent(row.name(), _ -> new ArrayList<>())
                            .add(version));
            catalogue.capabilities().stream()
                    .filter(CapabilitySpec::agree)
                    .forEach(row -> releases.computeIfAbsent(row.name(), _ -> new ArrayList<>())
                            .add(version));
        }
        return releases;
    }

    private boolean isParameter(String name) {
        return catalogues.versions().stream()
                .map(catalogues::of)
                .flatMap(catalogue -> catalogue.parameters().stream())
                .anyMatch(row -> row.name().equals(name));
    }
}
