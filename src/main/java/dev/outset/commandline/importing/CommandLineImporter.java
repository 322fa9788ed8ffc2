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

/** Makes a definition of an argument list, with an outcome for every option. Pure. */
public final class CommandLineImporter {

    private final Catalogues catalogues;

    private final RecordReader reader = new RecordReader();

    private final RecordWriter writer = new RecordWriter();

    /** An importer that knows these releases. */
    public CommandLineImporter(Catalogues catalogues) {
        this.catalogues = catalogues;
    }

    /**
     * Imports an argument list.
     *
     * @param arguments the arguments, with or without the program's name
     * @param qemu the release they are for
     * @throws IllegalArgumentException if the release is not in the catalogue
     */
    public ImportResult importArguments(List<String> arguments, QemuChoice qemu) {
        QemuCatalogue catalogue = catalogues.of(qemu.version());
        Set<Integer> raw = new TreeSet<>();
        while (true) {
            SpecBuilder draft = draft(arguments, raw, catalogue, qemu);
            ReadResult<VmSpec> reading = reader.read(draft.spec(), VmSpec.class);
            if (reading.violations().all().isEmpty()) {
                return imported(draft, Objects.requireNonNull(reading.value()));
            }
            if (!raw.addAll(responsible(draft, reading.violations().all()))) {
                throw new IllegalStateException(
                        "The definition cannot be read: " + reading.violations().all());
            }
        }
    }

    /**
     * Imports a shell command.
     *
     * @param line the command, on one or more lines
     * @param qemu the release it is for
     * @throws IllegalArgumentException if only a shell could evaluate it, or the release is not in the catalogue
     */
    public ImportResult importShellLine(String line, QemuChoice qemu) {
        return importArguments(ShellWords.split(line), qemu);
    }

    /**
     * The argument list of a shell command, without the program's name and what stands before it.
     *
     * @param line the command, on one or more lines
     * @throws IllegalArgumentException if only a shell could evaluate it
     */
    public static List<String> arguments(String line) {
        List<String> words = ShellWords.split(line);
        return List.copyOf(words.subList(OptionSplitter.start(words), words.size()));
    }

    private SpecBuilder draft(List<String> arguments, Set<Integer> raw, QemuCatalogue catalogue, QemuChoice qemu) {
        SpecBuilder draft = new SpecBuilder(OptionSplitter.of(arguments), raw, catalogue);
        draft.at("qemu").setAll(writer.write(qemu));
        SimpleImport.run(draft);
        new MachineImport(draft).run(OptionSplitter.program(arguments));
        new MemoryImport(draft).run();
        SecurityImport.run(draft);
        ConsoleImport console = new ConsoleImport(draft);
        console.run();
        DiskImport disks = new DiskImport(draft);
        NetworkImport networks = new NetworkImport(draft);
        SerialImport serials = new SerialImport(draft);
        serials.olderForms();
        new DeviceImport(draft, disks, networks, serials).run();
        disks.drives();
        networks.olderForms();
        new MigrationImport(draft).run();
        keepTheRest(draft);
        QemuDefaults.add(draft, networks);
        return draft;
    }

    /** What no field describes stands at the end of the definition as it was. */
    private static void keepTheRest(SpecBuilder draft) {
        for (CliOption word : draft.words()) {
            if (word.isOpen()) {
                word.raw(word.reason().isEmpty() ? "No field describes the option " + word.written() : word.reason());
            }
        }
        ArrayNode extra = draft.list("extraArguments");
        for (CliOption word : draft.words()) {
            ImportedToken token = word.token();
            if (token.outcome() == ImportedToken.Outcome.RAW) {
                word.moveTo("/extraArguments/" + extra.size());
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
     * The options behind fields that the definition's form refuses: they are kept as they are. Where several options meet
     * in a field, it is the last one, which overrode the others.
     */
    private static Set<Integer> responsible(SpecBuilder draft, List<Violation> violations) {
        return violations.stream()
                .map(violation -> draft.words().stream()
                        .filter(word -> word.token().outcome() == ImportedToken.Outcome.MAPPED)
                        .filter(word -> isAbout(word.token().pointer(), violation.pointer()))
                        .max(Comparator.comparingInt((CliOption word) ->
                                        word.token().pointer().length())
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

    private static ImportResult imported(SpecBuilder draft, VmSpec spec) {
        String guest = draft.name();
        return new ImportResult(
                guest == null ? null : SimpleImport.label(guest),
                spec,
                draft.words().stream().map(CliOption::token).toList(),
                draft.notes());
    }
}
