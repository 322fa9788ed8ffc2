package dev.outset.api.version;

import dev.outset.access.RequiredRole;
import dev.outset.access.Role;
import dev.outset.api.http.Page;
import dev.outset.api.problem.NotFoundException;
import dev.outset.catalogue.MachineType;
import dev.outset.catalogue.QemuCatalogue;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.parameters.MigrationParameter;
import dev.outset.qemu.QemuVersion;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Serves the catalogue of QEMU releases. */
@RestController
@RequestMapping(path = "/api/v1/qemu-versions", produces = "application/json")
@Tag(
        name = "QEMU versions",
        description = "The migration parameters, capabilities and machine types of each QEMU release.")
class QemuVersionController {

    private final Catalogues catalogues;

    QemuVersionController(Catalogues catalogues) {
        this.catalogues = catalogues;
    }

    @RequiredRole(Role.VIEWER)
    @GetMapping
    @Operation(summary = "List QEMU releases", description = "All QEMU releases in the catalogue, oldest first.")
    Page<QemuVersionView> listQemuVersions() {
        return Page.of(catalogues.versions().stream()
                .map(catalogues::of)
                .map(QemuVersionView::summary)
                .toList());
    }

    @RequiredRole(Role.VIEWER)
    @GetMapping("/{version}")
    @Operation(
            summary = "Show a QEMU release",
            description = "A release with its supported forms of -incoming and its boot sequence.")
    QemuVersionView showQemuVersion(@Parameter(example = "11.1") @PathVariable String version) {
        return QemuVersionView.details(catalogue(version));
    }

    @RequiredRole(Role.VIEWER)
    @GetMapping("/{version}/migration-parameters")
    @Operation(
            summary = "List the migration parameters of a release",
            description = "Type, unit, default, range and checks with QEMU's error messages, in QEMU's order.")
    Page<ParameterView> listMigrationParameters(@Parameter(example = "11.1") @PathVariable String version) {
        QemuCatalogue catalogue = catalogue(version);
        return Page.of(catalogue.parameters().stream()
                .map(spec -> ParameterView.of(spec, catalogue))
                .toList());
    }

    @RequiredRole(Role.VIEWER)
    @GetMapping("/{version}/migration-parameters/{name}")
    @Operation(summary = "Show a migration parameter", description = "A migration parameter in one QEMU release.")
    ParameterView showMigrationParameter(
            @Parameter(example = "11.1") @PathVariable String version,
            @Parameter(example = "multifd-channels") @PathVariable String name) {
        QemuCatalogue catalogue = catalogue(version);
        return catalogue
                .parameter(new MigrationParameter(name))
                .map(spec -> ParameterView.of(spec, catalogue))
                .orElseThrow(
                        () -> new NotFoundException("QEMU " + version + " has no migration parameter '" + name + "'"));
    }

    @RequiredRole(Role.VIEWER)
    @GetMapping("/{version}/migration-capabilities")
    @Operation(
            summary = "List the migration capabilities of a release",
            description = "Capabilities with the rules that can reject them, with QEMU's error messages.")
    Page<CapabilityView> listMigrationCapabilities(@Parameter(example = "11.1") @PathVariable String version) {
        QemuCatalogue catalogue = catalogue(version);
        return Page.of(catalogue.capabilities().stream()
                .map(spec -> CapabilityView.of(spec, catalogue))
                .toList());
    }

    @RequiredRole(Role.VIEWER)
    @GetMapping("/{version}/machine-types")
    @Operation(
            summary = "List the machine types of a release",
            description = "Machine types with aliases, deprecations and the compat properties that affect migration.")
    Page<MachineType> listMachineTypes(
            @Parameter(example = "11.1") @PathVariable String version,
            @Parameter(description = "The architecture.", example = "x86_64") @RequestParam(defaultValue = "x86_64")
                    String architecture) {
        return Page.of(catalogue(version).machineTypes().stream()
                .filter(type -> type.architecture().equals(architecture))
                .toList());
    }

    private QemuCatalogue catalogue(String version) {
        try {
            return catalogues.find(QemuVersion.parse(version)).orElseThrow(() -> unknown(version));
        } catch (IllegalArgumentException invalid) {
            throw unknown(version);
        }
    }

    private NotFoundException unknown(String version) {
        return new NotFoundException(
                "QEMU '" + version + "' is not in the catalogue; known releases are " + catalogues.versions());
    }
}
