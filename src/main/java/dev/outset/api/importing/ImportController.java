package dev.outset.api.importing;

import dev.outset.access.RequiredRole;
import dev.outset.access.Role;
import dev.outset.api.http.ApiSettings;
import dev.outset.api.http.ParsedBody;
import dev.outset.api.problem.InvalidRequestException;
import dev.outset.binding.RecordReader;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.commandline.importing.CommandLineImporter;
import dev.outset.commandline.importing.ImportResult;
import dev.outset.validation.Validator;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Converts QEMU command lines to definitions; nothing is stored. */
@RestController
@RequestMapping(path = "/api/v1", consumes = "application/json", produces = "application/json")
@Tag(name = "Stateless operations")
class ImportController {

    private final CommandLineImporter importer;

    private final Validator validator;

    private final Catalogues catalogues;

    private final ApiSettings settings;

    ImportController(Catalogues catalogues, RecordReader reader, Validator validator, ApiSettings settings) {
        this.importer = new CommandLineImporter(catalogues, reader);
        this.validator = validator;
        this.catalogues = catalogues;
        this.settings = settings;
    }

    @RequiredRole(Role.VIEWER)
    @PostMapping("/imports")
    @Operation(
            summary = "Import a command line",
            description =
                    "Converts an argument list or a shell command of qemu-system-* to a definition, with the outcome"
                            + " for each option: mapped to a field, kept raw in extraArguments, or dropped with the"
                            + " reason.")
    ImportView importCommandLine(@RequestBody(required = true) ParsedBody<ImportRequest> body) {
        ImportResult imported = imported(body.orThrow());
        return ImportView.of(
                imported, validator.validate(imported.spec(), catalogues).violations());
    }

    private ImportResult imported(ImportRequest request) {
        InvalidRequestException.throwIfErrors(new Violations(validate(request)));
        if (request.arguments() != null) {
            return importer.importArguments(request.arguments(), request.qemu());
        }
        String shell = Objects.requireNonNull(request.shell());
        return CommandLineChecks.ofShell(() -> importer.importShellLine(shell, request.qemu()));
    }

    private List<Violation> validate(ImportRequest request) {
        List<Violation> violations =
                new ArrayList<>(CommandLineChecks.release(request.qemu(), "/qemu/version", catalogues));
        if ((request.arguments() == null) == (request.shell() == null)) {
            violations.add(Violation.error(
                    "",
                    "one-of",
                    request.shell() == null ? "No command line is given" : "Two command lines are given",
                    "Send exactly one of 'arguments' and 'shell'"));
        }
        checkLength(request, violations);
        return violations;
    }

    private void checkLength(ImportRequest request, List<Violation> violations) {
        List<String> arguments = request.arguments();
        if (arguments != null && arguments.size() > settings.maxImportArguments()) {
            violations.add(
                    tooLong("/arguments", arguments.size() + " arguments", "arguments", settings.maxImportArguments()));
        }
        String shell = request.shell();
        if (shell != null && shell.length() > settings.maxImportCharacters()) {
            violations.add(
                    tooLong("/shell", shell.length() + " characters", "characters", settings.maxImportCharacters()));
        }
    }

    private static Violation tooLong(String pointer, String what, String unit, int limit) {
        return Violation.error(
                pointer,
                "size",
                "The command line has " + what + "; the limit is " + limit,
                "Send a shorter command line, or raise the setting outset.api.max-import-" + unit);
    }
}
