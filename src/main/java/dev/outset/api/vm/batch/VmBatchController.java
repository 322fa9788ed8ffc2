package dev.outset.api.vm.batch;

import dev.outset.access.AuthorizedVms;
import dev.outset.access.RequiredRole;
import dev.outset.access.Role;
import dev.outset.api.http.ApiSettings;
import dev.outset.api.http.Cursor;
import dev.outset.api.problem.InvalidRequestException;
import dev.outset.api.vm.VmListing;
import dev.outset.api.vm.admission.Admission;
import dev.outset.api.vm.admission.Quota;
import dev.outset.api.vm.admission.VmRequest;
import dev.outset.binding.RecordReader;
import dev.outset.violation.Violation;
import dev.outset.vm.VmName;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
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

    /**
     * VMs to create.
     *
     * @param items the VMs to create
     */
    @Schema(name = "VmBatchRequest")
    private record BatchRequest(List<VmRequest> items) {}

    /**
     * A change of the labels of VMs.
     *
     * @param labels labels to set; {@code null} removes a label
     */
    @Schema(name = "LabelChange")
    private record LabelChange(Map<String, @Nullable String> labels) {}

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
            summary = "Create many VMs",
            description = "Validates and stores every item like an individual POST. Items that are not valid or already"
                    + " exist do not affect the others. Repeating the request returns Exists for stored items. With"
                    + " dryRun=true, returns the outcomes that the request would have, and stores nothing.")
    BatchView createVms(
            @Parameter(description = "Only validate.") @RequestParam(defaultValue = "false") boolean dryRun,
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
        return creation.create(items.valueStream().toList(), dryRun);
    }

    @RequiredRole(Role.OPERATOR)
    @PatchMapping(consumes = "application/merge-patch+json")
    @Operation(
            summary = "Change the labels of many VMs",
            description = "Merges labels into all selected VMs; null removes a label. Requires at least one filter. One"
                    + " request changes at most outset.api.batch.max-items VMs; continue with nextCursor. With"
                    + " dryRun=true, returns the outcomes that the request would have, and stores nothing.")
    BatchView relabelVms(
            @ParameterObject VmListing.Filters filters,
            @Cursor(regexp = VmName.FORM, encoded = true) @RequestParam(required = false) @Nullable String cursor,
            @Parameter(description = "Only validate.") @RequestParam(defaultValue = "false") boolean dryRun,
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = LabelChange.class)))
                    JsonNode patch) {
        if (filters.isEmpty()) {
            throw invalid(
                    "label",
                    "required",
                    "No VM is selected",
                    "Send at least one of label, condition, runState, guest, qemuVersion, parameter, capability");
        }
        return labels.patchLabels(listing.query(filters, 1, cursor).withLimit(settings.maxItems()), patch, dryRun);
    }

    private static InvalidRequestException invalid(String pointer, String rule, String message, String action) {
        return new InvalidRequestException(Violation.error(pointer, rule, message, action));
    }
}
