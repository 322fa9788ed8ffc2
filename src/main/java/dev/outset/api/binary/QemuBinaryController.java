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

/** Lists the configured QEMU binaries and their probed capabilities. */
@RestController
@RequestMapping(path = "/api/v1/qemu-binaries", produces = "application/json")
@Tag(name = "QEMU binaries", description = "The QEMU binaries of this host and their capabilities.")
class QemuBinaryController {

    private final ObjectProvider<QemuBinaries> binaries;

    QemuBinaryController(ObjectProvider<QemuBinaries> binaries) {
        this.binaries = binaries;
    }

    @RequiredRole(Role.VIEWER)
    @GetMapping
    @Operation(
            summary = "List the QEMU binaries",
            description = "All binaries of the setting outset.process.binaries, with the results of probing them and"
                    + " their differences from the catalogue. Empty if the process runtime is not enabled.")
    Page<QemuBinaryView> listQemuBinaries() {
        QemuBinaries enabled = binaries.getIfAvailable();
        return Page.of(
                enabled == null
                        ? List.of()
                        : enabled.all().stream().map(QemuBinaryView::of).toList());
    }
}
