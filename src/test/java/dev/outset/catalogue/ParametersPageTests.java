package dev.outset.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.catalogue.rule.ParameterCheck;
import dev.outset.parameters.ParameterValue;
import dev.outset.parameters.Party;
import dev.outset.parameters.ReadMoment;
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

/** {@code docs/parameters.md} is written from the catalogue; {@code -Dcorpus.update} writes it anew. */
class ParametersPageTests {

    private static final Path PAGE = Path.of("docs/parameters.md");

    private final Catalogues catalogues = Catalogues.load();

    /** A parameter as one release knows it. */
    private record Known(ParameterSpec spec, QemuCatalogue catalogue) {}

    @Test
    void standsInThePageAsInTheCatalogue() throws IOException {
        String page = page();
        if (System.getProperty("corpus.update") != null) {
            Files.writeString(PAGE, page);
        }

        assertThat(Files.readString(PAGE)).isEqualTo(page);
    }

    private String page() {
        StringBuilder page = new StringBuilder(
                """
                # Parameters

                Written from the catalogue by `ParametersPageTests`; `mvn test -Dtest=ParametersPageTests -Dcorpus.update` writes it anew.

                Every migration parameter of QEMU %s to %s. *Ways in* are those on which the value is in force before QEMU acts on
                it. `config:` is the proposed `-incoming config:`: no released QEMU has it, the simulated %s does, and from the
                first release named with it on it could be added. QMP is `migrate-set-parameters`. Where a fact differs between
                releases, each is given with the releases that have it.
                """.formatted(catalogues.versions().getFirst(), catalogues.newest(), catalogues.newest()));
        parameters().forEach((name, releases) -> page.append(parameter(name, releases)));
        return page.toString();
    }

    private Map<String, SequencedMap<QemuVersion, Known>> parameters() {
        Map<String, SequencedMap<QemuVersion, Known>> parameters = new TreeMap<>();
        for (QemuVersion version : catalogues.versions()) {
            QemuCatalogue catalogue = catalogues.of(version);
            catalogue
                    .parameters()
                    .forEach(spec -> parameters
                            .computeIfAbsent(spec.name(), key -> new LinkedHashMap<>())
                            .put(version, new Known(spec, catalogue)));
        }
        return parameters;
    }

    private String parameter(String name, SequencedMap<QemuVersion, Known> releases) {
        ParameterSpec newest = releases.lastEntry().getValue().spec();
        List<String> rows = new ArrayList<>();
        rows.add(row("releases", life(newest)));
        rows.add(row("type", facts(releases, known -> type(known.spec()))));
        rows.add(row("unit", newest.unit() == null ? "none" : newest.unit()));
        rows.add(row("range", facts(releases, ParametersPageTests::range)));
        rows.add(row("default", facts(releases, known -> value(known.spec().defaultValue()))));
        rows.add(row("ways in", facts(releases, known -> ways(known.spec(), known.catalogue()))));
        rows.add(row(
                "can be read from",
                facts(releases, known -> readable(known.spec().readableFrom()))));
        rows.add(row("read by", party(newest.party()) + (newest.agree() ? "; both ends must agree" : "")));
        if (newest.readAt().destination() != null) {
            rows.add(row(
                    "a destination acts on it", onDestination(newest.readAt().destination())));
        }
        if (newest.readAt().source() != null) {
            rows.add(row("a source acts on it", onSource(newest.readAt().source())));
        }
        return "\n## %s\n\n%s\n\n| | |\n|---|---|\n%s".formatted(name, newest.doc(), String.join("", rows));
    }

    private static String row(String title, String text) {
        return "| %s | %s |\n".formatted(title, text.replace("|", "\\|"));
    }

    private static String life(ParameterSpec spec) {
        return "since " + spec.since()
                + (spec.removedIn() == null ? "" : ", gone in " + spec.removedIn())
                + (spec.deprecated() ? "; deprecated" : "")
                + (spec.unstable() ? "; unstable" : "");
    }

    private static String type(ParameterSpec spec) {
        List<String> members = spec.type().members();
        return "`" + spec.type().qapi() + "`"
                + (members.isEmpty() ? "" : members.stream().collect(Collectors.joining("`, `", ": `", "`")));
    }

    private static String range(Known known) {
        return known.catalogue().checks().stream()
                .filter(ParameterCheck.Range.class::isInstance)
                .map(ParameterCheck.Range.class::cast)
                .filter(range -> range.parameter().equals(known.spec().parameter()))
                .map(range -> bounds(range.minimum(), range.maximum()))
                .findFirst()
                .orElse("what the type holds");
    }

    /** Bounds are bit patterns of unsigned numbers. */
    private static String bounds(@Nullable Long minimum, @Nullable Long maximum) {
        if (minimum == null && maximum == null) {
            return "what the type holds";
        }
        String from = minimum == null ? "0" : Long.toUnsignedString(minimum);
        return maximum == null ? "at least " + from : from + " to " + Long.toUnsignedString(maximum);
    }

    private static String value(@Nullable ParameterValue value) {
        return value == null ? "unset" : value.toString().isEmpty() ? "empty" : "`" + value + "`";
    }

    private static String ways(ParameterSpec spec, QemuCatalogue catalogue) {
        List<String> ways = new ArrayList<>();
        if (catalogue.incoming().configBasis()) {
            ways.add("`config:`");
        }
        if (spec.property() != null) {
            ways.add("`-global migration." + spec.property() + "`");
        }
        if (spec.setIgnored()) {
            ways.add("QMP reports success and keeps the old value");
        } else {
            ways.add(spec.readAt().destination() == ReadMoment.BOOT ? "QMP on a source" : "QMP");
        }
        return ways.isEmpty() ? "none" : String.join(", ", ways);
    }

    private static String readable(BootStep step) {
        return "`" + step.label() + "`";
    }

    private static String party(Party party) {
        return switch (party) {
            case SOURCE -> "the source";
            case DESTINATION -> "the destination";
            case BOTH -> "both ends";
        };
    }

    private static String onDestination(ReadMoment moment) {
        return switch (moment) {
            case BOOT -> "while it starts: only the command line is early enough";
            case INCOMING -> "when it begins to listen: early values and QMP after `defer` are early enough";
            case OUTGOING -> "when the stream begins: QMP before the source's `migrate` is early enough";
            case RUNNING -> "again and again while a migration runs";
            case COMPLETION -> "when a migration ends";
        };
    }

    private static String onSource(ReadMoment moment) {
        return switch (moment) {
            case BOOT, INCOMING -> throw new IllegalStateException("A source never acts at " + moment);
            case OUTGOING -> "when `migrate` is issued: QMP before that is early enough";
            case RUNNING -> "again and again while a migration runs";
            case COMPLETION -> "when a migration ends";
        };
    }

    /** A fact, once where it never changed, else with the releases that share it. */
    private static String facts(SequencedMap<QemuVersion, Known> releases, Function<Known, String> fact) {
        List<String> told = new ArrayList<>();
        List<QemuVersion> run = new ArrayList<>();
        String last = "";
        for (Map.Entry<QemuVersion, Known> release : releases.entrySet()) {
            String now = fact.apply(release.getValue());
            if (!now.equals(last) && !run.isEmpty()) {
                told.add(last + " " + span(run));
                run.clear();
            }
            run.add(release.getKey());
            last = now;
        }
        return told.isEmpty() ? last : String.join("; ", told) + "; " + last + " " + span(run);
    }

    private static String span(List<QemuVersion> run) {
        return run.size() == 1 ? "(" + run.getFirst() + ")" : "(" + run.getFirst() + " to " + run.getLast() + ")";
    }
}
