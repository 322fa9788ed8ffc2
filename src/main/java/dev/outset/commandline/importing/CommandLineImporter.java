package dev.outset.commandline.importing;

import dev.outset.binding.ReadResult;
import dev.outset.binding.RecordReader;
import dev.outset.binding.RecordWriter;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.commandline.importing.option.CliOption;
import dev.outset.commandline.importing.option.ImportedToken;
import dev.outset.commandline.importing.option.OptionSplitter;
import dev.outset.commandline.importing.option.ShellWords;
import dev.outset.violation.Violation;
import dev.outset.vm.QemuChoice;
import dev.outset.vm.VmSpec;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;

/** Converts an argument list into a definition and reports an outcome for every option. Stateless and thread-safe. */
public final class CommandLineImporter {

    private final Catalogues catalogues;

    private final RecordReader reader;

    private final RecordWriter writer = new RecordWriter();

    /**
     * Creates an importer.
     *
     * @param catalogues the releases
     * @param reader reads the definitions of imported command lines
     */
    public CommandLineImporter(Catalogues catalogues, RecordReader reader) {
        this.catalogues = catalogues;
        this.reader = reader;
    }

    /**
     * Imports an argument list.
     *
     * @param arguments the arguments, with or without the program name
     * @param qemu the QEMU that the arguments are for
     * @throws IllegalArgumentException if the release is not in the catalogue
     */
    public ImportResult importArguments(List<String> arguments, QemuChoice qemu) {
        QemuCatalogue catalogue = catalogues.of(qemu.version());
        Set<Integer> raw = new TreeSet<>();
        while (true) {
            SpecBuilder builder = build(arguments, raw, catalogue, qemu);
            ReadResult<VmSpec> reading = reader.read(builder.spec(), VmSpec.class);
            if (reading.violations().all().isEmpty()) {
                return imported(builder, Objects.requireNonNull(reading.value()));
            }
            if (!raw.addAll(responsible(builder, reading.violations().all()))) {
                throw new IllegalStateException("The imported definition cannot be read: "
                        + reading.violations().all());
            }
        }
    }

    /**
     * Imports a shell command.
     *
     * @param line the command, on one or more lines
     * @param qemu the QEMU that the command is for
     * @throws IllegalArgumentException if the command needs evaluation by a shell, or if the release is not in the
     *     catalogue
     */
    public ImportResult importShellLine(String line, QemuChoice qemu) {
        return importArguments(ShellWords.split(line), qemu);
    }

    /**
     * Returns the argument list of a shell command, without the program name and anything before it.
     *
     * @param line the command, on one or more lines
     * @throws IllegalArgumentException if the command needs evaluation by a shell
     */
    public static List<String> arguments(String line) {
        List<String> words = ShellWords.split(line);
        return List.copyOf(words.subList(OptionSplitter.firstOptionIndex(words), words.size()));
    }

    private SpecBuilder build(List<String> arguments, Set<Integer> raw, QemuCatalogue catalogue, QemuChoice qemu) {
        SpecBuilder builder = new SpecBuilder(OptionSplitter.split(arguments), raw, catalogue);
        builder.objectAt("/qemu").setAll(writer.write(qemu));
        new MachineImport(builder).run(OptionSplitter.programName(arguments));
        SimpleImport.run(builder);
        new MemoryImport(builder).run();
        SecurityImport.run(builder);
        ConsoleImport console = new ConsoleImport(builder);
        console.run();
        DiskImport disks = new DiskImport(builder);
        NetworkImport networks = new NetworkImport(builder);
        SerialImport serials = new SerialImport(builder);
        serials.olderForms();
        new DeviceImport(builder, disks, networks, serials).run();
        disks.drives();
        networks.olderForms();
        new MigrationImport(builder).run();
        addExtraArguments(builder);
        QemuDefaults.add(builder, networks);
        return builder;
    }

    /** Adds options that have no field to {@code extraArguments}, unchanged. */
    private static void addExtraArguments(SpecBuilder builder) {
        for (CliOption option : builder.options()) {
            if (option.isPending()) {
                option.markRaw(
                        option.reason().isEmpty() ? "No field for the option " + option.written() : option.reason());
            }
        }
        ArrayNode extra = builder.listAt("/extraArguments");
        for (CliOption option : builder.options()) {
            ImportedToken token = option.toToken();
            if (token.outcome() == ImportedToken.Outcome.RAW) {
                option.setPointer("/extraArguments/" + extra.size());
                if (!token.option().isEmpty()) {
                    extra.add(token.option());
                }
                if (token.value() != null) {
                    extra.add(token.value());
                }
            }
        }
    }

    /**
     * The options that set fields to values that are not valid; they are kept as additional arguments. If several
     * options set a field, the last one is responsible, because it overrides the others.
     */
    private static Set<Integer> responsible(SpecBuilder builder, List<Violation> violations) {
        return violations.stream()
                .map(violation -> builder.options().stream()
                        .filter(option -> option.toToken().outcome() == ImportedToken.Outcome.MAPPED)
                        .filter(option -> isAbout(option.toToken().pointer(), violation.pointer()))
                        .max(Comparator.comparingInt((CliOption option) ->
                                        option.toToken().pointer().length())
                                .thenComparingInt(CliOption::index)))
                .flatMap(Optional::stream)
                .map(CliOption::index)
                .collect(Collectors.toSet());
    }

    private static boolean isAbout(String pointer, String violation) {
        return !pointer.isEmpty() && (isWithin(violation, pointer) || isWithin(pointer, violation));
    }

    private static boolean isWithin(String pointer, String outer) {
        return pointer.equals(outer) || pointer.startsWith(outer + "/");
    }

    private static ImportResult imported(SpecBuilder builder, VmSpec spec) {
        String guest = builder.name();
        return new ImportResult(
                guest == null ? null : SimpleImport.label(guest),
                spec,
                builder.options().stream().map(CliOption::toToken).toList(),
                builder.notes());
    }
}
