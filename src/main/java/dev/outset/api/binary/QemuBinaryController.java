package dev.outset.api.binary;

import dev.outset.access.RequiredRole;
import dev.outset.access.Role;
import dev.outset.api.http.Page;
import dev.outset.probe.QemuBinaries;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the configured QEMU binaries can do, as they say themselves. */
@RestController
@RequestMapping(path = "/api/v1/qemu-binaries", produces = "application/json")
@Tag(name = "QEMU binaries", description = "The QEMU programs of this host and what they can do.")
class QemuBinaryController {

    private final ObjectProvider<QemuBinaries> binaries;

    QemuBinaryController(ObjectProvider<QemuBinaries> binaries) {
        this.binaries = binaries;
    }

    @RequiredRole(Role.VIEWER)
    @GetMapping
    @Operation(
            operationId = "listQemuBinaries",
            summary = "List the binaries",
            description =
                    "Every program of the setting outset.process.binaries, with what it answered when it was asked,"
                            + " and where it differs from the catalogue. None where real QEMUs are not enabled.")
    Page<QemuBinaryView> list() {
        QemuBinaries enabled = binaries.getIfAvailable();
        return Page.of(
                enabled == null
                        ? List.of()
                        : enabled.all().stream().map(QemuBinaryView::of).toList());
    }
}
