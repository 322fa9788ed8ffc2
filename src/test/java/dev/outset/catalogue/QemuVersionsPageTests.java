package dev.outset.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.parameters.ReadMoment;
import dev.outset.qemu.BootSequence;
import dev.outset.qemu.QemuVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** {@code docs/qemu-versions.md} is generated from the catalogue; {@code -Dcorpus.update} regenerates it. */
class QemuVersionsPageTests {

    private static final Path PAGE = Path.of("docs/qemu-versions.md");

    private final Catalogues catalogues = Catalogues.load();

    @Test
    void generatesThePageFromTheCatalogue() throws IOException {
        if (Boolean.getBoolean("corpus.update")) {
            Files.writeString(PAGE, page());
        }

        assertThat(Files.readString(PAGE)).isEqualTo(page());
    }

    private String page() {
        StringBuilder page = new StringBuilder();
        page.append("# QEMU versions\n\nGenerated from the catalogue by `QemuVersionsPageTests`; do not edit.\n");
        page.append("\n## Releases\n\n| release | parameters | capabilities | machine types | aliases |"
                        + " forms of `-incoming` |\n")
                .append("|---|---|---|---|---|---|\n");
        catalogues.versions().stream().map(catalogues::of).forEach(catalogue -> page.append(release(catalogue)));
        page.append("\nA VM that is created with an alias keeps the versioned machine type of its release"
                + " (`machine.resolved`) when\n`qemu.version` changes. No release has `-incoming config:`; a definition opts in"
                + " with `qemu.incomingConfig`.\n");
        page.append("\n## Migration parameters\n\n")
                .append(
                        "| parameter | releases | type | unit | default | `-global migration.` | read by | must match |"
                                + " acted on by the source | acted on by the destination |\n|---|---|---|---|---|---|---|---|---|---|\n");
        newestParameters().values().forEach(spec -> page.append(parameter(spec)));
        page.append("\n## Migration capabilities\n\n")
                .append(
                        "| capability | releases | `-global migration.` | read by | must match | acted on by the source |"
                                + " acted on by the destination |\n|---|---|---|---|---|---|---|\n");
        newestCapabilities().values().forEach(spec -> page.append(capability(spec)));
        page.append("\n## Boot sequence\n\n");
        sequences().forEach((sequence, versions) -> page.append(sequence(sequence, versions)));
        return page.toString();
    }

    private static String release(QemuCatalogue catalogue) {
        String forms = catalogue.incoming().forms().stream()
                .map(form -> "`" + form.name() + "`")
                .collect(Collectors.joining(" "));
        String aliases = catalogue.machineTypes().stream()
                .filter(type -> type.alias() != null && type.architecture().equals("x86_64"))
                .map(type -> "`" + type.alias() + "`: `" + type.name() + "`")
                .collect(Collectors.joining(", "));
        return "| %s | %d | %d | %d | %s | %s%s |\n"
                .formatted(
                        catalogue.version(),
                        catalogue.parameters().size(),
                        catalogue.capabilities().size(),
                        catalogue.machineTypes().size(),
                        aliases,
                        forms,
                        catalogue.incoming().supportsConfig() ? " (`config` proposed)" : "");
    }

    private static String parameter(ParameterSpec spec) {
        String defaultText = spec.defaultValue() == null
                ? "unset"
                : spec.defaultValue().toString().isEmpty()
                        ? "empty"
                        : spec.defaultValue().toString();
        return "| `%s` | %s | `%s` | %s | %s | %s | %s | %s | %s | %s |\n"
                .formatted(
                        spec.name(),
                        lifecycle(spec.since(), spec.removedIn()),
                        spec.type().qapi(),
                        spec.unit() == null ? "" : spec.unit(),
                        defaultText,
                        spec.property() == null ? "none" : "`" + spec.property() + "`",
                        spec.readingSide(),
                        spec.mustMatch() ? "yes" : "",
                        moment(spec.readAt().source()),
                        moment(spec.readAt().destination()));
    }

    private static String capability(CapabilitySpec spec) {
        return "| `%s` | %s | %s | %s | %s | %s | %s |\n"
                .formatted(
                        spec.name(),
                        lifecycle(spec.since(), spec.removedIn()),
                        spec.property() == null ? "none" : "`" + spec.property() + "`",
                        spec.readingSide(),
                        spec.mustMatch() ? "yes" : "",
                        moment(spec.readAt().source()),
                        moment(spec.readAt().destination()));
    }

    private static String moment(@Nullable ReadMoment moment) {
        return moment == null ? "" : moment.toString();
    }

    private static String lifecycle(String since, @Nullable String removedIn) {
        return removedIn == null ? "since " + since : since + ", removed in " + removedIn;
    }

    private static String sequence(BootSequence sequence, List<QemuVersion> versions) {
        String steps = sequence.stages().stream()
                .map(stage -> "1. `" + stage.step() + "` (phase `" + stage.phase() + "`)\n")
                .collect(Collectors.joining());
        return "### QEMU " + versions.getFirst() + " to " + versions.getLast() + "\n\n" + steps + "\n";
    }

    private Map<String, ParameterSpec> newestParameters() {
        Map<String, ParameterSpec> newest = new LinkedHashMap<>();
        catalogues
                .versions()
                .forEach(version -> catalogues.of(version).parameters().forEach(spec -> newest.put(spec.name(), spec)));
        return newest;
    }

    private Map<String, CapabilitySpec> newestCapabilities() {
        Map<String, CapabilitySpec> newest = new LinkedHashMap<>();
        catalogues
                .versions()
                .forEach(version ->
                        catalogues.of(version).capabilities().forEach(spec -> newest.put(spec.name(), spec)));
        return newest;
    }

    private Map<BootSequence, List<QemuVersion>> sequences() {
        return catalogues.versions().stream()
                .collect(Collectors.groupingBy(
                        version -> catalogues.of(version).bootSequence(), LinkedHashMap::new, Collectors.toList()));
    }
}
