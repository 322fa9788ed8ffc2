package dev.outset.api.vm.batch;

import dev.outset.access.AuthorizedVms;
import dev.outset.access.RequiredRole;
import dev.outset.access.Role;
import dev.outset.api.http.ApiSettings;
import dev.outset.api.problem.InvalidRequestException;
import dev.outset.api.vm.VmListing;
import dev.outset.api.vm.admission.Admission;
import dev.outset.api.vm.admission.Quota;
import dev.outset.api.vm.admission.VmRequest;
import dev.outset.binding.RecordReader;
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

/** Creates or labels many VMs in one request. Each item has its own outcome; stored items are committed. */
@RestController
@RequestMapping(path = "/api/v1/vms", produces = "application/json")
@Tag(name = "VMs", description = "Definitions and status of VMs.")
class VmBatchController {

    private final BulkCreation creation;

    private final BulkLabels labels;

    private final VmListing listing;

    private final BatchSettings settings;

    /** The schema of a batch, for the OpenAPI document. */
    @Schema(name = "VmBatchRequest")
    private record BatchRequest(
            @Schema(description = "The VMs to create.") List<VmRequest> items) {}

    /** The schema of a label patch, for the OpenAPI document. */
    @Schema(name = "LabelChange")
    private record LabelChange(
            @Schema(description = "Labels to set; null removes a label.")
            Map<String, @Nullable String> labels) {}

    VmBatchController(
            AuthorizedVms vms,
            Admission admission,
            RecordReader reader,
            Quota quota,
            VmListing listing,
            ApiSettings limits,
            BatchSettings settings) {
        this.creation = new BulkCreation(vms, admission, reader, quota, limits.maxViolations());
        this.labels = new BulkLabels(vms, admission);
        this.listing = listing;
        this.settings = settings;
    }

    @RequiredRole(Role.OPERATOR)
    @PostMapping(path = "/batches", consumes = "application/json")
    @Operation(
            operationId = "createVms",
            summary = "Create many VMs",
            description = "Validates and stores every item like an individual POST. Items that are not valid or already"
                    + " exist do not affect the others. Repeating the request returns Exists for stored items.")
    BatchView create(
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = BatchRequest.class)))
                    JsonNode body) {
        JsonNode items = body.path("items");
        if (!body.isObject() || body.size() != 1 || !items.isArray()) {
            throw invalid(
                    "", "format", "The request body is not a batch", "Send {\"items\": [ … ]} with one VM per item");
        }
        if (items.isEmpty() || items.size() > settings.maxItems()) {
            throw invalid(
                    "/items",
                    "range",
                    "The batch has " + items.size() + " items",
                    "Send 1 to " + settings.maxItems() + ", or raise the setting outset.api.batch.max-items");
        }
        return creation.create(items.valueStream().toList());
    }

    @RequiredRole(Role.OPERATOR)
    @PatchMapping(consumes = "application/merge-patch+json")
    @Operation(
            operationId = "relabelVms",
            summary = "Change the labels of many VMs",
            description = "Merges labels into all selected VMs; null removes a label. Requires at least one filter. One"
                    + " request changes at most outset.api.batch.max-items VMs; continue with nextCursor.")
    BatchView relabel(
            @Parameter(description = "Only VMs with this label, as key=value; may be repeated.", example = "team=db")
                    @RequestParam(required = false)
                    @Nullable List<String> label,
            @Parameter(description = "Only VMs with this condition, as Type:Status.", example = "Verified:True")
                    @RequestParam(required = false)
                    @Nullable String condition,
            @Parameter(description = "Only VMs that request this QEMU release.", example = "11.1")
                    @RequestParam(required = false)
                    @Nullable String qemuVersion,
            @Parameter(
                            description =
                                    "Only VMs that request this value of a migration parameter, as name=value; may"
                                            + " be repeated.",
                            example = "multifd-channels=8")
                    @RequestParam(required = false)
                    @Nullable List<String> parameter,
            @Parameter(description = "nextCursor of the previous response.") @RequestParam(required = false) @Nullable String cursor,
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = LabelChange.class)))
                    JsonNode patch) {
        if (label == null && condition == null && qemuVersion == null && parameter == null) {
            throw invalid(
                    "label",
                    "required",
                    "No VM is selected",
                    "Send at least one of label, condition, qemuVersion, parameter");
        }
        VmListing.Filters filters = new VmListing.Filters(label, condition, qemuVersion, parameter);
        return labels.patchLabels(listing.query(filters, 1, cursor).withLimit(settings.maxItems()), patch);
    }

    private static InvalidRequestException invalid(String pointer, String rule, String message, String action) {
        return new InvalidRequestException(new Violations(List.of(Violation.error(pointer, rule, message, action))));
    }
}
