package dev.outset.api.importing;

import dev.outset.api.problem.InvalidRequestException;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.violation.Violation;
import dev.outset.vm.QemuChoice;
import java.util.List;
import java.util.function.Supplier;

/** Checks of requests that contain a QEMU release and a command line. */
public final class CommandLineChecks {

    private CommandLineChecks() {}

    /** The violation of a release that is not in the catalogue; empty if it is. */
    public static List<Violation> release(QemuChoice qemu, String pointer, Catalogues catalogues) {
        return catalogues.find(qemu.version()).isPresent()
                ? List.of()
                : List.of(Violation.error(
                        pointer,
                        "qemu-version",
                        "QEMU " + qemu.version() + " is not in the catalogue",
                        "Choose one of " + catalogues.versions()));
    }

    /**
     * The result of parsing the member {@code shell}.
     *
     * @throws InvalidRequestException if the shell command needs evaluation by a shell
     */
    public static <T> T ofShell(Supplier<T> parse) {
        try {
            return parse.get();
        } catch (IllegalArgumentException unsupported) {
            throw new InvalidRequestException(Violation.error(
                    "/shell",
                    "shell",
                    String.valueOf(unsupported.getMessage()),
                    "Replace what only a shell can evaluate by its result, or send the argument list as 'arguments'"));
        }
    }
}
