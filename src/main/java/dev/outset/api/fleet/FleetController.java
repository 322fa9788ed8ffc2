package dev.outset.api.fleet;

import dev.outset.access.Caller;
import dev.outset.access.Requires;
import dev.outset.access.Role;
import dev.outset.api.http.LabelFilter;
import dev.outset.store.VmCensus;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The whole fleet in numbers. */
@RestController
@RequestMapping(path = "/api/v1/fleet", produces = "application/json")
@Tag(name = "VMs")
class FleetController {

    private final VmCensus census;

    private final Caller caller;

    FleetController(VmCensus census, Caller caller) {
        this.census = census;
        this.caller = caller;
    }

    @Requires(Role.VIEWER)
    @GetMapping
    @Operation(
            summary = "Count the VMs",
            description = "How many VMs there are, by phase, by QEMU release, and by each condition and its status.")
    FleetView show(
            @Parameter(
                            description = "A label a VM must have to be counted, as key=value; may be repeated.",
                            example = "team=db")
                    @RequestParam(required = false)
                    @Nullable List<String> label) {
        return caller.current()
                .reach()
                .narrow(LabelFilter.read(label))
                .map(census::vms)
                .map(FleetView::of)
                .orElseGet(FleetView::empty);
    }
}
