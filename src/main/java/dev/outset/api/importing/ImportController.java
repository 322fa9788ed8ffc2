package dev.outset.api.importing;

import dev.outset.access.RequiredRole;
import dev.outset.access.Role;
import dev.outset.api.http.ApiSettings;
import dev.outset.api.http.ParsedBody;
import dev.outset.api.problem.InvalidRequestException;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.commandline.importing.CommandLineImporter;
import dev.outset.commandline.importing.ImportResult;
import dev.outset.validation.Validator;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Definitions from command lines; nothing is stored. */
@RestController
@RequestMapping(path = "/api/v1", consumes = "application/json", produces = "application/json")
@Tag(name = "Without storing anything")
class ImportController {

    private final CommandLineImporter importer;

    private final Validator validator;

    private final Catalogues catalogues;

    private final ApiSettings settings;

    ImportController(Catalogues catalogues, Validator validator, ApiSettings settings) {
        this.importer = new CommandLineImporter(catalogues);
        this.validator = validator;
        this.catalogues = catalogues;
        this.settings = settings;
    }

    @RequiredRole(Role.VIEWER)
    @PostMapping("/imports")
    @Operation(
            operationId = "importCommandLine",
            summary = "Import a command line",
            description =
                    "An argument list or a shell command of qemu-system-* becomes a definition, with an outcome for"
                            + " each option: mapped to a field, kept raw in extraArguments, or dropped with the reason.")
    ImportView read(
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = ImportRequest.class)))
                    ParsedBody<ImportRequest> body) {
        ImportResult imported = imported(body.orRefuse());
        return ImportView.of(
                imported, validator.validate(imported.spec(), catalogues).violations());
    }

    private ImportResult imported(ImportRequest request) {
        List<Violation> faults = faults(request);
        if (!faults.isEmpty()) {
            throw new InvalidRequestException(new Violations(faults));
        }
        if (request.arguments() != null) {
            return importer.importArguments(request.arguments(), request.qemu());
        }
        try {
            return importer.importShellLine(Objects.requireNonNull(request.shell()), request.qemu());
        } catch (IllegalArgumentException unreadable) {
            throw new InvalidRequestException(new Violations(List.of(Violation.error(
                    "/shell",
                    "shell",
                    String.valueOf(unreadable.getMessage()),
                    "Write out what the shell would put there, or send the argument list as 'arguments'"))));
        }
    }

    private List<Violation> faults(ImportRequest request) {
        List<Violation> faults = new ArrayList<>();
        if (catalogues.find(request.qemu().version()).isEmpty()) {
            faults.add(Violation.error(
                    "/qemu/version",
                    "qemu-version",
                    "QEMU " + request.qemu().version() + " is not in the catalogue",
                    "Choose one of " + catalogues.versions()));
        }
        if ((request.arguments() == null) == (request.shell() == null)) {
            faults.add(Violation.error(
                    "",
                    "one-of",
                    request.shell() == null ? "There is no command line" : "There are two command lines",
                    "Send exactly one of 'arguments' and 'shell'"));
        }
        checkLength(request, faults);
        return faults;
    }

    private void checkLength(ImportRequest request, List<Violation> faults) {
        List<String> arguments = request.arguments();
        if (arguments != null && arguments.size() > settings.maxImportArguments()) {
            faults.add(
                    tooLong("/arguments", arguments.size() + " arguments", "arguments", settings.maxImportArguments()));
        }
        String shell = request.shell();
        if (shell != null && shell.length() > settings.maxImportCharacters()) {
            faults.add(tooLong("/shell", shell.length() + " characters", "characters", settings.maxImportCharacters()));
        }
    }

    private static Violation tooLong(String pointer, String what, String unit, int limit) {
        return Violation.error(
                pointer,
                "size",
                "The command line has " + what + ", the limit is " + limit,
                "Send a shorter one, or raise the setting outset.api.max-import-" + unit);
    }
}
