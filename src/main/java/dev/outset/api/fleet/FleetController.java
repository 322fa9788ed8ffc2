package dev.outset.api.fleet;

import dev.outset.access.CurrentPrincipal;
import dev.outset.access.RequiredRole;
import dev.outset.access.Role;
import dev.outset.api.http.LabelFilter;
import dev.outset.store.VmStatistics;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows statistics of all VMs in the label scope of the caller. */
@RestController
@RequestMapping(path = "/api/v1/fleet", produces = "application/json")
@Tag(name = "VMs")
class FleetController {

    private final VmStatistics statistics;

    private final CurrentPrincipal caller;

    FleetController(VmStatistics statistics, CurrentPrincipal caller) {
        this.statistics = statistics;
        this.caller = caller;
    }

    @RequiredRole(Role.VIEWER)
    @GetMapping
    @Operation(
            summary = "Count the VMs",
            description =
                    "The number of VMs in the label scope of the caller, by phase, by QEMU release, and by condition"
                            + " and status.")
    FleetView countVms(
            @Parameter(
                            description = "Counts only VMs with this label, as key=value; may be repeated.",
                            example = "team=db")
                    @RequestParam(required = false)
                    @Nullable List<String> label) {
        return FleetView.of(caller.current()
                .scope()
                .narrow(LabelFilter.read(label))
                .map(statistics::vms)
                .orElseGet(VmStatistics.Vms::none));
    }
}
