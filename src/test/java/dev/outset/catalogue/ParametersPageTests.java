package dev.outset.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.catalogue.rule.ParameterCheck;
import dev.outset.parameters.ParameterValue;
import dev.outset.parameters.ReadMoment;
import dev.outset.parameters.ReadingSide;
import dev.outset.qemu.BootStep;
import dev.outset.qemu.QemuVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** {@code docs/parameters.md} is generated from the catalogue; {@code -Dcorpus.update} regenerates it. */
class ParametersPageTests {

    private static final Path PAGE = Path.of("docs/parameters.md");

    private final Catalogues catalogues = Catalogues.load();

    /** A parameter in one release. */
    private record VersionedSpec(ParameterSpec spec, QemuCatalogue catalogue) {}

    @Test
    void generatesThePageFromTheCatalogue() throws IOException {
        String page = page();
        if (System.getProperty("corpus.update") != null) {
            Files.writeString(PAGE, page);
        }

        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }

    private String page() {
        StringBuilder page =
                new StringBuilder("""
                # Parameters

                Generated from the catalogue by `ParametersPageTests`. To regenerate it, run
                `mvn test -Dtest=ParametersPageTests -Dcorpus.update`.

                The migration parameters of QEMU %s to %s. *Delivery* lists the ways to set a value before QEMU acts on it. `config:`
                is the proposed `-incoming config:`, which no QEMU release supports: a definition opts in with `qemu.incomingConfig`, on
                the releases listed with it. QMP is `migrate-set-parameters`. Where releases differ, each value is followed by the
                releases to which it applies.

                Capabilities are requested, verified and repaired in the same way; see
                [QEMU versions](qemu-versions.md#migration-capabilities).
                """.formatted(catalogues.versions().getFirst(), catalogues.newest()));
        parameters().forEach((name, releases) -> page.append(parameter(name, releases)));
        return page.toString();
    }

    private Map<String, SequencedMap<QemuVersion, VersionedSpec>> parameters() {
        Map<String, SequencedMap<QemuVersion, VersionedSpec>> parameters = new TreeMap<>();
        for (QemuVersion version : catalogues.versions()) {
            QemuCatalogue catalogue = catalogues.of(version);
            catalogue
                    .parameters()
                    .forEach(spec -> parameters
                            .computeIfAbsent(spec.name(), key -> new LinkedHashMap<>())
                            .put(version, new VersionedSpec(spec, catalogue)));
        }
        return parameters;
    }

    private String parameter(String name, SequencedMap<QemuVersion, VersionedSpec> releases) {
        ParameterSpec newest = releases.lastEntry().getValue().spec();
        List<String> rows = new ArrayList<>();
        rows.add(row("releases", lifecycle(newest)));
        rows.add(row("type", facts(releases, versioned -> type(versioned.spec()))));
        rows.add(row("unit", newest.unit() == null ? "none" : newest.unit()));
        rows.add(row("range", facts(releases, ParametersPageTests::range)));
        rows.add(row(
                "default", facts(releases, versioned -> value(versioned.spec().defaultValue()))));
        rows.add(row("delivery", facts(releases, versioned -> delivery(versioned.spec(), versioned.catalogue()))));
        rows.add(row(
                "readable from",
                facts(releases, versioned -> readable(versioned.spec().readableFrom()))));
        rows.add(row(
                "read by",
                party(newest.readingSide()) + (newest.mustMatch() ? "; both sides must have the same value" : "")));
        if (newest.readAt().destination() != null) {
            rows.add(row(
                    "acted on by the destination", onDestination(newest.readAt().destination())));
        }
        if (newest.readAt().source() != null) {
            rows.add(row("acted on by the source", onSource(newest.readAt().source())));
        }
        return "\n## %s\n\n%s\n\n| | |\n|---|---|\n%s".formatted(name, newest.doc(), String.join("", rows));
    }

    private static String row(String title, String text) {
        return "| %s | %s |\n".formatted(title, text.replace("|", "\\|"));
    }

    private static String lifecycle(ParameterSpec spec) {
        return "since " + spec.since()
                + (spec.removedIn() == null ? "" : ", removed in " + spec.removedIn())
                + (spec.deprecated() ? "; deprecated" : "")
                + (spec.unstable() ? "; unstable" : "");
    }

    private static String type(ParameterSpec spec) {
        List<String> members = spec.type().members();
        return "`" + spec.type().qapi() + "`"
                + (members.isEmpty() ? "" : members.stream().collect(Collectors.joining("`, `", ": `", "`")));
    }

    private static String range(VersionedSpec versioned) {
        return versioned.catalogue().checks().stream()
                .filter(ParameterCheck.Range.class::isInstance)
                .map(ParameterCheck.Range.class::cast)
                .filter(range -> range.parameter().equals(versioned.spec().parameter()))
                .map(range -> bounds(range.minimum(), range.maximum()))
                .findFirst()
                .orElse("any value of the type");
    }

    /** Formats bounds, which are the bits of unsigned numbers. */
    private static String bounds(@Nullable Long minimum, @Nullable Long maximum) {
        if (minimum == null && maximum == null) {
            return "any value of the type";
        }
        String from = minimum == null ? "0" : Long.toUnsignedString(minimum);
        return maximum == null ? "at least " + from : from + " to " + Long.toUnsignedString(maximum);
    }

    private static String value(@Nullable ParameterValue value) {
        return value == null ? "unset" : value.toString().isEmpty() ? "empty" : "`" + value + "`";
    }

    private static String delivery(ParameterSpec spec, QemuCatalogue catalogue) {
        List<String> channels = new ArrayList<>();
        if (catalogue.incoming().supportsConfig()) {
            channels.add("`config:`");
        }
        if (spec.property() != null) {
            channels.add("`-global migration." + spec.property() + "`");
        }
        if (spec.setIgnored()) {
            channels.add("QMP reports success and keeps the old value");
        } else {
            channels.add(spec.readAt().destination() == ReadMoment.BOOT ? "QMP on a source" : "QMP");
        }
        return channels.isEmpty() ? "none" : String.join(", ", channels);
    }

    private static String readable(BootStep step) {
        return "`" + step + "`";
    }

    private static String party(ReadingSide party) {
        return switch (party) {
            case SOURCE -> "the source";
            case DESTINATION -> "the destination";
            case BOTH -> "source and destination";
        };
    }

    private static String onDestination(ReadMoment moment) {
        return switch (moment) {
            case BOOT -> "while it starts; only the command line is early enough";
            case INCOMING -> "when it starts to listen; early values, and QMP with `defer`, are early enough";
            case OUTGOING -> "when the stream starts; QMP before `migrate` on the source is early enough";
            case RUNNING -> "repeatedly while a migration runs";
            case COMPLETION -> "when a migration completes";
        };
    }

    private static String onSource(ReadMoment moment) {
        return switch (moment) {
            case BOOT, INCOMING -> throw new IllegalStateException("A source never acts at " + moment);
            case OUTGOING -> "when `migrate` is issued; QMP before that is early enough";
            case RUNNING -> "repeatedly while a migration runs";
            case COMPLETION -> "when a migration completes";
        };
    }

    /** Formats a fact: once if all releases share it, otherwise per range of releases. */
    private static String facts(
            SequencedMap<QemuVersion, VersionedSpec> releases, Function<VersionedSpec, String> fact) {
        List<String> ranges = new ArrayList<>();
        List<QemuVersion> run = new ArrayList<>();
        String last = "";
        for (Map.Entry<QemuVersion, VersionedSpec> release : releases.entrySet()) {
            String current = fact.apply(release.getValue());
            if (!current.equals(last) && !run.isEmpty()) {
                ranges.add(last + " " + span(run));
                run.clear();
            }
            run.add(release.getKey());
            last = current;
        }
        return ranges.isEmpty() ? last : String.join("; ", ranges) + "; " + last + " " + span(run);
    }

    private static String span(List<QemuVersion> run) {
        return run.size() == 1 ? "(" + run.getFirst() + ")" : "(" + run.getFirst() + " to " + run.getLast() + ")";
    }
}
