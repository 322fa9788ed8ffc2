package dev.outset.commandline;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.commandline.render.CommandLineRenderer;
import dev.outset.delivery.DeliveryPlanner;
import dev.outset.qemu.QemuVersion;
import dev.outset.validation.Specs;
import dev.outset.validation.ValidationResult;
import dev.outset.validation.Validator;
import dev.outset.vm.VmSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The definitions in {@code corpus/commandline} and their expected results per release. */
final class Corpus {

    static final Path ROOT = Path.of("src/test/resources/corpus/commandline");

    static final String MONITOR = "/srv/vm/monitor.sock";

    static final Catalogues CATALOGUES = Catalogues.load();

    private static final List<String> DEFAULT_RELEASES = List.of("6.2", "7.2", "8.2", "9.2", "10.0", "11.0", "11.1");

    private static final Validator VALIDATOR = new Validator(true);

    private Corpus() {}

    /**
     * A definition for one release.
     *
     * @param name the name of the directory
     * @param version the QEMU release
     * @param spec the definition for that release
     */
    record Case(String name, QemuVersion version, VmSpec spec) {

        Path directory() {
            return ROOT.resolve(name);
        }

        Path argsFile() {
            return directory().resolve("out." + version + ".args");
        }

        Path problemFile() {
            return directory().resolve("out." + version + ".problem.json");
        }

        ValidationResult validated() {
            return VALIDATOR.validate(spec, CATALOGUES);
        }

        CommandLine commandLine() {
            VmSpec canonical = validated().spec();
            var catalogue = CATALOGUES.of(version);
            return new CommandLineRenderer()
                    .render(name, canonical, DeliveryPlanner.plan(canonical, catalogue), catalogue, MONITOR);
        }

        @Override
        public String toString() {
            return name + " on " + version;
        }
    }

    /** Returns every definition for each release in its {@code in.json}, or for the default releases. */
    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Path directory : directories()) {
            JsonNode in = read(directory.resolve("in.json"));
            List<String> releases = in.has("releases")
                    ? in.get("releases").valueStream().map(JsonNode::asString).toList()
                    : DEFAULT_RELEASES;
            for (String release : releases) {
                cases.add(new Case(directory.getFileName().toString(), QemuVersion.parse(release), spec(in, release)));
            }
        }
        return cases;
    }

    static List<Path> directories() {
        try (Stream<Path> directories = Files.list(ROOT)) {
            return directories.sorted().toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Returns the definition for a release, which has {@code -incoming config:} if {@code in.json} lists it. */
    private static VmSpec spec(JsonNode in, String release) {
        boolean config = in.path("incomingConfig")
                .valueStream()
                .anyMatch(each -> each.asString().equals(release));
        ObjectNode copy = (ObjectNode) in.get("spec").deepCopy();
        copy.withObjectProperty("qemu").put("version", release).put("incomingConfig", config);
        return Specs.read(copy.toString());
    }

    private static JsonNode read(Path file) {
        try {
            return JsonMapper.shared().readTree(Files.readString(file));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
