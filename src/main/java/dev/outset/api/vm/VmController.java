package dev.outset.api.vm;

import dev.outset.access.AuthorizedVms;
import dev.outset.access.RequiredRole;
import dev.outset.access.Role;
import dev.outset.api.http.Cursor;
import dev.outset.api.http.ETags;
import dev.outset.api.http.MergePatch;
import dev.outset.api.http.Page;
import dev.outset.api.http.PageLimit;
import dev.outset.api.http.ParsedBody;
import dev.outset.api.http.VmLookup;
import dev.outset.api.problem.ConflictException;
import dev.outset.api.vm.admission.Admission;
import dev.outset.api.vm.admission.Quota;
import dev.outset.api.vm.admission.VmRequest;
import dev.outset.api.vm.admission.VmView;
import dev.outset.binding.RecordReader;
import dev.outset.binding.RecordWriter;
import dev.outset.store.idempotency.KeyTakenException;
import dev.outset.store.idempotency.StoredResponse;
import dev.outset.store.vm.StoredVm;
import dev.outset.store.vm.VmListRow;
import dev.outset.violation.Violations;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmName;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/**
 * Creates, lists, shows, replaces, patches, deletes, restarts and releases VMs. A 2xx response is sent after the
 * commit.
 */
@RestController
@RequestMapping(path = "/api/v1/vms", produces = "application/json")
@Tag(name = "VMs", description = "Definitions and status of VMs.")
class VmController {

    private final AuthorizedVms vms;

    private final Admission admission;

    private final RecordReader reader;

    private final RecordWriter writer;

    private final VmListing listing;

    private final Idempotency idempotency;

    private final Quota quota;

    VmController(
            AuthorizedVms vms,
            Admission admission,
            RecordReader reader,
            RecordWriter writer,
            VmListing listing,
            Idempotency idempotency,
            Quota quota) {
        this.quota = quota;
        this.vms = vms;
        this.admission = admission;
        this.reader = reader;
        this.writer = writer;
        this.listing = listing;
        this.idempotency = idempotency;
    }

    @RequiredRole(Role.OPERATOR)
    @PostMapping(consumes = "application/json")
    @Operation(
            summary = "Create a VM",
            description = "Validates the definition for its QEMU release and stores it. If it is not valid, all"
                    + " violations are reported and nothing is stored. With dryRun=true, returns the complete plan, or"
                    + " the error that the request would get, and stores nothing.")
    @ApiResponse(
            responseCode = "201",
            description = "The created VM.",
            headers = {
                @Header(name = "Location", ref = "#/components/headers/Location"),
                @Header(name = "ETag", ref = "#/components/headers/ETag")
            },
            content = @Content(schema = @Schema(implementation = VmResponse.class)))
    @ApiResponse(
            responseCode = "200",
            description = "With dryRun=true: the plan.",
            content = @Content(schema = @Schema(implementation = VmResponse.class)))
    @ApiResponse(responseCode = "409", ref = "Conflict")
    ResponseEntity<?> createVm(
            @RequestBody(required = true) ParsedBody<VmRequest> body,
            @Parameter(description = "Only validate and plan.") @RequestParam(defaultValue = "false") boolean dryRun,
            @Parameter(
                            description = "A unique key for this request. A repeated request with the same key and body"
                                    + " returns the first response; with another body it is rejected.")
                    @RequestHeader(name = "Idempotency-Key", required = false)
                    @Nullable String key) {
        Admission.Admitted admitted = admission.admit(body);
        VmDefinition definition = admission.newDefinition(admitted);
        if (dryRun) {
            requireCreatable(definition, key);
            return ResponseEntity.ok(admission.dryRun(definition, admitted));
        }
        return key == null
                ? created(definition, view(insert(definition, null), admitted))
                : createOnce(definition, admitted, key);
    }

    /** Fails if the creation of a VM would fail. */
    private void requireCreatable(VmDefinition definition, @Nullable String key) {
        if (key != null
                && idempotency.findResponse(key, fingerprint(definition)).isPresent()) {
            return;
        }
        quota.requireCapacity();
        vms.requireAvailable(definition.name());
    }

    private String fingerprint(VmDefinition definition) {
        return idempotency.fingerprint(new VmRequest(definition.name(), definition.labels(), definition.spec()));
    }

    private ResponseEntity<?> createOnce(VmDefinition definition, Admission.Admitted admitted, String key) {
        String fingerprint = fingerprint(definition);
        Optional<JsonNode> previous = idempotency.findResponse(key, fingerprint);
        if (previous.isPresent()) {
            return created(definition, previous.get());
        }
        VmView view =
                VmView.of(definition, admission.acceptedStatus(definition), Violations.truncated(admitted.warnings()));
        try {
            insert(definition, idempotency.toStoredResponse(key, fingerprint, view));
            return created(definition, view);
        } catch (KeyTakenException conflict) {
            return created(definition, idempotency.findConcurrentResponse(key, fingerprint));
        }
    }

    private StoredVm insert(VmDefinition definition, @Nullable StoredResponse response) {
        return quota.createOne(() -> vms.insert(definition, admission.acceptedStatus(definition), response));
    }

    private static ResponseEntity<?> created(VmDefinition definition, Object body) {
        return ResponseEntity.created(URI.create("/api/v1/vms/" + definition.name()))
                .eTag(ETags.of(1))
                .body(body);
    }

    @RequiredRole(Role.VIEWER)
    @GetMapping
    @Operation(
            summary = "List VMs",
            description = "Sorted by name, in pages. Can be filtered by labels, a condition, a QEMU release and"
                    + " requested values of migration parameters.")
    Page<VmView> listVms(
            @ParameterObject VmListing.Filters filters,
            @PageLimit @RequestParam(required = false) @Nullable Integer limit,
            @Cursor(regexp = VmName.FORM, encoded = true) @RequestParam(required = false) @Nullable String cursor) {
        return listing.list(filters, limit, cursor);
    }

    @RequiredRole(Role.VIEWER)
    @GetMapping("/{name}")
    @Operation(
            summary = "Show a VM",
            description = "The definition and status of a VM. The ETag identifies the version of the definition.")
    @ApiResponse(
            responseCode = "200",
            description = "The VM.",
            headers = @Header(name = "ETag", ref = "#/components/headers/ETag"))
    ResponseEntity<VmView> showVm(@Parameter(example = "db-1") @PathVariable String name) {
        VmListRow vm = VmLookup.find(name, vms::show);
        return ResponseEntity.ok().eTag(ETags.of(vm.definitionVersion())).body(VmView.of(vm));
    }

    @RequiredRole(Role.OPERATOR)
    @PutMapping(path = "/{name}", consumes = "application/json")
    @Operation(
            summary = "Replace a VM",
            description =
                    "Requires If-Match with the current ETag: 428 if it is missing, 412 if it does not match. With"
                            + " dryRun=true, nothing is stored and If-Match is optional; the response shows what"
                            + " would change, and whether the running QEMU applies the change or requires a restart.")
    @ApiResponse(
            responseCode = "200",
            description = "The updated VM, or the result of the dry run.",
            headers = @Header(name = "ETag", ref = "#/components/headers/ETag"),
            content = @Content(schema = @Schema(implementation = VmResponse.class)))
    @ApiResponse(responseCode = "428", ref = "PreconditionRequired")
    @ApiResponse(responseCode = "409", ref = "Conflict")
    ResponseEntity<? extends Record> replaceVm(
            @Parameter(example = "db-1") @PathVariable String name,
            @Parameter(description = "The current ETag.", example = "*")
                    @RequestHeader(name = "If-Match", required = false)
                    @Nullable String ifMatch,
            @Parameter(description = "Only validate, plan and compare.") @RequestParam(defaultValue = "false")
                    boolean dryRun,
            @RequestBody(required = true) ParsedBody<VmRequest> body) {
        StoredVm current = find(name, ifMatch, dryRun);
        Admission.Admitted admitted = admission.admitChange(current.definition(), body);
        return dryRun
                ? ok(current, admission.dryRun(current, changed(current, admitted), admitted))
                : update(current, admitted);
    }

    @RequiredRole(Role.OPERATOR)
    @PatchMapping(path = "/{name}", consumes = "application/merge-patch+json")
    @Operation(
            summary = "Change a VM",
            description = "Applies a JSON merge patch (RFC 7396) to labels and spec; null removes a member. Requires"
                    + " If-Match. With dryRun=true, nothing is stored and If-Match is optional; the response contains the"
                    + " VM as it would be stored.")
    @ApiResponse(
            responseCode = "200",
            description = "The updated VM.",
            headers = @Header(name = "ETag", ref = "#/components/headers/ETag"))
    @ApiResponse(responseCode = "409", ref = "Conflict")
    ResponseEntity<VmView> patchVm(
            @Parameter(example = "db-1") @PathVariable String name,
            @Parameter(description = "The current ETag.", required = true, example = "*")
                    @RequestHeader(name = "If-Match", required = false)
                    @Nullable String ifMatch,
            @Parameter(description = "Only validate.") @RequestParam(defaultValue = "false") boolean dryRun,
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = VmPatch.class)))
                    JsonNode patch) {
        StoredVm current = find(name, ifMatch, dryRun);
        VmDefinition definition = current.definition();
        JsonNode merged = MergePatch.apply(
                writer.write(new VmRequest(definition.name(), definition.labels(), definition.spec())), patch);
        Admission.Admitted admitted =
                admission.admitChange(definition, new ParsedBody<>(reader.read(merged, VmRequest.class)));
        return dryRun
                ? ok(
                        current,
                        VmView.of(
                                changed(current, admitted),
                                current.status(),
                                Violations.truncated(admitted.warnings())))
                : update(current, admitted);
    }

    @RequiredRole(Role.OPERATOR)
    @DeleteMapping("/{name}")
    @Operation(
            summary = "Delete a VM",
            description = "Stops QEMU, then deletes the VM. Deletion is asynchronous. With dryRun=true, the VM is not"
                    + " deleted.")
    @ApiResponse(responseCode = "202", description = "Deletion started.")
    @ApiResponse(responseCode = "200", description = "With dryRun=true: the VM that would be deleted.")
    ResponseEntity<VmView> deleteVm(
            @Parameter(example = "db-1") @PathVariable String name,
            @Parameter(description = "The current ETag; optional.")
                    @RequestHeader(name = "If-Match", required = false)
                    @Nullable String ifMatch,
            @Parameter(description = "Only check the request.") @RequestParam(defaultValue = "false") boolean dryRun) {
        StoredVm current = find(name, ifMatch, true);
        if (dryRun) {
            return ResponseEntity.ok(VmView.of(current));
        }
        if (current.definition().deleting()) {
            return ResponseEntity.accepted().body(VmView.of(current));
        }
        VmDefinition deleting = current.definition().withDeletion();
        return ResponseEntity.accepted().body(VmView.of(vms.update(deleting, current.definitionVersion())));
    }

    @RequiredRole(Role.OPERATOR)
    @PostMapping("/{name}/restart")
    @Operation(
            summary = "Restart a VM",
            description =
                    "Boots the same definition again. 409 if the guest has migrated, or may have; the VM must then be"
                            + " released first.")
    @ApiResponse(
            responseCode = "202",
            description = "Restart requested.",
            headers = @Header(name = "ETag", ref = "#/components/headers/ETag"))
    @ApiResponse(responseCode = "409", ref = "Conflict")
    ResponseEntity<VmView> restartVm(@Parameter(example = "db-1") @PathVariable String name) {
        StoredVm current = find(name);
        VmDefinition restarted = admission.withRestart(current);
        StoredVm stored = vms.update(restarted, current.definitionVersion());
        return ResponseEntity.status(HttpStatus.ACCEPTED)
                .eTag(ETags.of(stored.definitionVersion()))
                .body(VmView.of(stored));
    }

    @RequiredRole(Role.OPERATOR)
    @PostMapping(path = "/{name}/release", consumes = "application/json")
    @Operation(
            summary = "Release a VM after a migration",
            description = "After a migration, status.hold of the source shows where the guest is or may be, and QEMU"
                    + " is not started for that VM. A release ends the hold, and the VM boots: the guest may then"
                    + " run twice. The request must accept that risk. 422 if it does not; 409 if the VM is not held,"
                    + " or its migration has not ended.")
    @ApiResponse(responseCode = "202", description = "Released. The VM boots if its power is On.")
    @ApiResponse(responseCode = "409", ref = "Conflict")
    ResponseEntity<VmView> releaseVm(
            @Parameter(example = "db-1") @PathVariable String name,
            @RequestBody(required = true) ParsedBody<ReleaseRequest> body) {
        StoredVm current = find(name);
        body.orThrow().requireAcceptedRisk();
        admission.requireReleasable(current);
        if (!vms.release(current.definition(), admission.releaseEvents(current))) {
            throw new ConflictException("The VM " + name + " is no longer held");
        }
        return ResponseEntity.accepted().body(VmView.of(find(name)));
    }

    private VmDefinition changed(StoredVm current, Admission.Admitted admitted) {
        return admission.changedDefinition(current.definition(), admitted);
    }

    private ResponseEntity<VmView> update(StoredVm current, Admission.Admitted admitted) {
        VmDefinition changed = changed(current, admitted);
        StoredVm stored =
                changed.equals(current.definition()) ? current : vms.update(changed, current.definitionVersion());
        return ok(stored, view(stored, admitted));
    }

    private static <T extends Record> ResponseEntity<T> ok(StoredVm vm, T body) {
        return ResponseEntity.ok().eTag(ETags.of(vm.definitionVersion())).body(body);
    }

    private static VmView view(StoredVm vm, Admission.Admitted admitted) {
        return VmView.of(vm.definition(), vm.status(), Violations.truncated(admitted.warnings()));
    }

    /** Finds the VM whose current ETag is in If-Match, which may be optional. */
    private StoredVm find(String name, @Nullable String ifMatch, boolean isOptional) {
        StoredVm current = find(name);
        if (ifMatch != null || !isOptional) {
            ETags.require(ifMatch, current.definitionVersion());
        }
        return current;
    }

    private StoredVm find(String name) {
        return VmLookup.find(name, vms::find);
    }
}
