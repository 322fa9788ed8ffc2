package dev.outset.api.vm.batch;

import dev.outset.access.RequiredRole;
import dev.outset.access.Role;
import dev.outset.api.problem.InvalidRequestException;
import dev.outset.api.vm.VmListing;
import dev.outset.api.vm.admission.VmRequest;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Many VMs in one request. Each item has an outcome of its own; what is answered as stored is on disk. */
@RestController
@RequestMapping(path = "/api/v1/vms", produces = "application/json")
@Tag(name = "VMs", description = "Definitions of VMs, and what became of them.")
class VmBatchController {

    private final BulkCreation creation;

    private final BulkLabels labels;

    private final VmListing paging;

    private final BatchSettings settings;

    /** What a batch looks like, for the OpenAPI document. */
    @Schema(name = "VmBatchRequest")
    private record BatchRequest(
            @Schema(description = "The VMs to create.") List<VmRequest> items) {}

    /** What a change of labels looks like, for the OpenAPI document. */
    @Schema(name = "LabelChange")
    private record LabelChange(
            @Schema(description = "Labels to set; null removes one.")
            Map<String, @Nullable String> labels) {}

    VmBatchController(BulkCreation creation, BulkLabels labels, VmListing paging, BatchSettings settings) {
        this.creation = creation;
        this.labels = labels;
        this.paging = paging;
        this.settings = settings;
    }

    @RequiredRole(Role.OPERATOR)
    @PostMapping(path = "/batches", consumes = "application/json")
    @Operation(
            operationId = "createVms",
            summary = "Create many VMs",
            description = "Every item is checked and stored as a POST of its own would be; items with faults and names"
                    + " that are taken do not hold up the others. Sending the same again answers Exists.")
    BatchView create(
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = BatchRequest.class)))
                    JsonNode body) {
        JsonNode items = body.path("items");
        if (!body.isObject() || body.size() != 1 || !items.isArray()) {
            throw refused("", "format", "The body is no batch", "Send {\"items\": [ … ]}, each item a VM");
        }
        if (items.isEmpty() || items.size() > settings.maxItems()) {
            throw refused(
                    "/items",
                    "range",
                    "There are " + items.size() + " items",
                    "Send 1 to " + settings.maxItems() + ", or raise the setting outset.api.batch.max-items");
        }
        return creation.create(items.valueStream().toList());
    }

    @RequiredRole(Role.OPERATOR)
    @PatchMapping(consumes = "application/merge-patch+json")
    @Operation(
            operationId = "relabelVms",
            summary = "Change the labels of many VMs",
            description = "Merges labels into every VM of a selection: null removes one. Needs at least one filter. As"
                    + " many VMs are changed as one request may hold; nextCursor leads to the others.")
    BatchView relabel(
            @Parameter(description = "A label the VM must have, as key=value; may be repeated.", example = "team=db")
                    @RequestParam(required = false)
                    @Nullable List<String> label,
            @Parameter(description = "A condition the VM must have, as Type:Status.", example = "Verified:True")
                    @RequestParam(required = false)
                    @Nullable String condition,
            @Parameter(description = "The release it must ask for.", example = "11.1")
                    @RequestParam(required = false)
                    @Nullable String qemuVersion,
            @Parameter(
                            description =
                                    "A value it must want of a migration parameter, as name=value; may be repeated.",
                            example = "multifd-channels=8")
                    @RequestParam(required = false)
                    @Nullable List<String> parameter,
            @Parameter(description = "nextCursor of the answer before.") @RequestParam(required = false) @Nullable String cursor,
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = LabelChange.class)))
                    JsonNode patch) {
        if (label == null && condition == null && qemuVersion == null && parameter == null) {
            throw refused(
                    "label",
                    "required",
                    "No VM is selected",
                    "Send at least one of label, condition, qemuVersion, parameter");
        }
        VmListing.Filters filters = new VmListing.Filters(label, condition, qemuVersion, parameter);
        return labels.change(paging.query(filters, 1, cursor).withLimit(settings.maxItems()), patch);
    }

    private static InvalidRequestException refused(String pointer, String rule, String message, String action) {
        return new InvalidRequestException(new Violations(List.of(Violation.error(pointer, rule, message, action))));
    }
}
