package dev.outset.api.vm;

import dev.outset.access.AuthorizedVms;
import dev.outset.access.RequiredRole;
import dev.outset.access.Role;
import dev.outset.api.http.ETags;
import dev.outset.api.http.MergePatch;
import dev.outset.api.http.Page;
import dev.outset.api.http.ParsedBody;
import dev.outset.api.problem.ConflictException;
import dev.outset.api.problem.ViolationView;
import dev.outset.api.vm.admission.Admission;
import dev.outset.api.vm.admission.Quota;
import dev.outset.api.vm.admission.VmRequest;
import dev.outset.api.vm.admission.VmView;
import dev.outset.binding.ReadResult;
import dev.outset.binding.RecordReader;
import dev.outset.binding.RecordWriter;
import dev.outset.store.idempotency.KeyTakenException;
import dev.outset.store.idempotency.StoredResponse;
import dev.outset.store.vm.StoredVm;
import dev.outset.store.vm.VmListRow;
import dev.outset.vm.VmDefinition;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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

/** The definitions of VMs. What is answered with 2xx is on disk. */
@RestController
@RequestMapping(path = "/api/v1/vms", produces = "application/json")
@Tag(name = "VMs", description = "Definitions of VMs, and what became of them.")
class VmController {

    private final AuthorizedVms vms;

    private final Admission admission;

    private final RecordReader reader;

    private final RecordWriter writer;

    private final VmListing paging;

    private final Idempotency idempotency;

    private final Quota quota;

    VmController(
            AuthorizedVms vms,
            Admission admission,
            RecordReader reader,
            RecordWriter writer,
            VmListing paging,
            Idempotency idempotency,
            Quota quota) {
        this.quota = quota;
        this.vms = vms;
        this.admission = admission;
        this.reader = reader;
        this.writer = writer;
        this.paging = paging;
        this.idempotency = idempotency;
    }

    @RequiredRole(Role.OPERATOR)
    @PostMapping(consumes = "application/json")
    @Operation(
            operationId = "createVm",
            summary = "Create a VM",
            description = "Checks the definition against its QEMU release and stores it; all faults are reported at"
                    + " once, and then nothing is stored. With dryRun=true the answer is the whole plan and nothing"
                    + " is stored.")
    @ApiResponse(
            responseCode = "201",
            description = "Stored: the VM.",
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
    ResponseEntity<?> create(
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = VmRequest.class)))
                    ParsedBody<VmRequest> body,
            @Parameter(description = "Only check and plan.") @RequestParam(defaultValue = "false") boolean dryRun,
            @Parameter(
                            description =
                                    "A key of your own for this request. Sent again with the same body, the answer is"
                                            + " the first one; with another body it is refused.")
                    @RequestHeader(name = "Idempotency-Key", required = false)
                    @Nullable String key) {
        Admission.Admitted admitted = admission.admit(body);
        VmDefinition definition = admission.definition(admitted);
        if (dryRun) {
            return ResponseEntity.ok(admission.dryRun(definition, admitted));
        }
        return key == null
                ? created(definition, view(insert(definition, null), admitted))
                : createOnce(definition, admitted, key);
    }

    private ResponseEntity<?> createOnce(VmDefinition definition, Admission.Admitted admitted, String key) {
        String fingerprint =
                idempotency.fingerprint(new VmRequest(definition.name(), definition.labels(), definition.spec()));
        Optional<JsonNode> before = idempotency.answered(key, fingerprint);
        if (before.isPresent()) {
            return created(definition, before.get());
        }
        VmView view = VmView.of(definition, admission.accepted(definition), ViolationView.of(admitted.warnings()));
        try {
            insert(definition, idempotency.answer(key, fingerprint, view));
            return created(definition, view);
        } catch (KeyTakenException taken) {
            return created(definition, idempotency.answeredMeanwhile(key, fingerprint));
        }
    }

    private StoredVm insert(VmDefinition definition, @Nullable StoredResponse answer) {
        return quota.createOne(() -> vms.insert(definition, admission.accepted(definition), answer));
    }

    private static ResponseEntity<?> created(VmDefinition definition, Object body) {
        return ResponseEntity.created(URI.create("/api/v1/vms/" + definition.name()))
                .eTag(ETags.of(1))
                .body(body);
    }

    @RequiredRole(Role.VIEWER)
    @GetMapping
    @Operation(
            operationId = "listVms",
            summary = "List VMs",
            description = "In the order of their names, page by page, filtered by labels, a condition, a release and"
                    + " wanted values of migration parameters.")
    Page<VmView> list(
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
            @Parameter(description = "The most items of a page.") @RequestParam(required = false) @Nullable Integer limit,
            @Parameter(description = "nextCursor of the page before.") @RequestParam(required = false) @Nullable String cursor) {
        return paging.list(new VmListing.Filters(label, condition, qemuVersion, parameter), limit, cursor);
    }

    @RequiredRole(Role.VIEWER)
    @GetMapping("/{name}")
    @Operation(
            operationId = "showVm",
            summary = "Show a VM",
            description = "Definition and status; the ETag is that of the definition.")
    @ApiResponse(
            responseCode = "200",
            description = "The VM.",
            headers = @Header(name = "ETag", ref = "#/components/headers/ETag"))
    ResponseEntity<VmView> show(@Parameter(example = "db-1") @PathVariable String name) {
        VmListRow vm = VmLookup.find(name, vms::show);
        return ResponseEntity.ok().eTag(ETags.of(vm.definitionVersion())).body(VmView.of(vm));
    }

    @RequiredRole(Role.OPERATOR)
    @PutMapping(path = "/{name}", consumes = "application/json")
    @Operation(
            operationId = "replaceVm",
            summary = "Replace a VM",
            description = "Needs If-Match with the ETag that was read: 428 without, 412 when it is stale. With"
                    + " dryRun=true nothing is stored and If-Match may be left out; the answer says what would change,"
                    + " and whether the running QEMU takes it over or needs a restart.")
    @ApiResponse(
            responseCode = "200",
            description = "The VM as it is now, or what a dry run found.",
            headers = @Header(name = "ETag", ref = "#/components/headers/ETag"),
            content = @Content(schema = @Schema(implementation = VmResponse.class)))
    @ApiResponse(responseCode = "428", ref = "PreconditionRequired")
    @ApiResponse(responseCode = "409", ref = "Conflict")
    ResponseEntity<? extends Record> replace(
            @Parameter(example = "db-1") @PathVariable String name,
            @Parameter(description = "The ETag that was read.", example = "*")
                    @RequestHeader(name = "If-Match", required = false)
                    @Nullable String ifMatch,
            @Parameter(description = "Only check, plan and compare.") @RequestParam(defaultValue = "false")
                    boolean dryRun,
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = VmRequest.class)))
                    ParsedBody<VmRequest> body) {
        StoredVm current = find(name);
        if (!dryRun || ifMatch != null) {
            ETags.require(ifMatch, current.definitionVersion());
        }
        if (dryRun) {
            Admission.Admitted admitted = admission.admitChange(current.definition(), body);
            return ResponseEntity.ok()
                    .eTag(ETags.of(current.definitionVersion()))
                    .body(admission.dryRun(current, admission.changed(current.definition(), admitted), admitted));
        }
        return update(current, body);
    }

    @RequiredRole(Role.OPERATOR)
    @PatchMapping(path = "/{name}", consumes = "application/merge-patch+json")
    @Operation(
            operationId = "patchVm",
            summary = "Change a VM",
            description = "A JSON merge patch (RFC 7396) on name, labels and spec: null removes. Needs If-Match.")
    @ApiResponse(
            responseCode = "200",
            description = "Stored.",
            headers = @Header(name = "ETag", ref = "#/components/headers/ETag"))
    @ApiResponse(responseCode = "409", ref = "Conflict")
    ResponseEntity<VmView> patch(
            @Parameter(example = "db-1") @PathVariable String name,
            @Parameter(description = "The ETag that was read.", required = true, example = "*")
                    @RequestHeader(name = "If-Match", required = false)
                    @Nullable String ifMatch,
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = VmPatch.class)))
                    JsonNode patch) {
        StoredVm current = find(name);
        ETags.require(ifMatch, current.definitionVersion());
        VmDefinition definition = current.definition();
        JsonNode merged = MergePatch.apply(
                writer.write(new VmRequest(definition.name(), definition.labels(), definition.spec())), patch);
        ReadResult<VmRequest> reading = reader.read(merged, VmRequest.class);
        return update(current, new ParsedBody<>(reading.value(), reading.violations()));
    }

    @RequiredRole(Role.OPERATOR)
    @DeleteMapping("/{name}")
    @Operation(
            operationId = "deleteVm",
            summary = "Delete a VM",
            description = "Stops its QEMU, then forgets the VM. The answer comes before that is done.")
    @ApiResponse(responseCode = "202", description = "It is being deleted.")
    ResponseEntity<VmView> delete(
            @Parameter(example = "db-1") @PathVariable String name,
            @Parameter(description = "The ETag that was read; may be left out.")
                    @RequestHeader(name = "If-Match", required = false)
                    @Nullable String ifMatch) {
        StoredVm current = find(name);
        if (ifMatch != null) {
            ETags.require(ifMatch, current.definitionVersion());
        }
        if (current.definition().deleting()) {
            return ResponseEntity.accepted().body(VmView.of(current));
        }
        VmDefinition deleting = admission.deleting(current.definition());
        return ResponseEntity.accepted().body(VmView.of(vms.update(deleting, current.definitionVersion())));
    }

    @RequiredRole(Role.OPERATOR)
    @PostMapping("/{name}/restart")
    @Operation(
            operationId = "restartVm",
            summary = "Restart a VM",
            description =
                    "A new boot of the same definition. 409 when its guest has migrated, or may have: then the VM has"
                            + " to be released first.")
    @ApiResponse(
            responseCode = "202",
            description = "It will be restarted.",
            headers = @Header(name = "ETag", ref = "#/components/headers/ETag"))
    @ApiResponse(responseCode = "409", ref = "Conflict")
    ResponseEntity<VmView> restart(@Parameter(example = "db-1") @PathVariable String name) {
        StoredVm current = find(name);
        VmDefinition restarted = admission.restarted(current);
        StoredVm stored = vms.update(restarted, current.definitionVersion());
        return ResponseEntity.status(HttpStatus.ACCEPTED)
                .eTag(ETags.of(stored.definitionVersion()))
                .body(VmView.of(stored));
    }

    @RequiredRole(Role.OPERATOR)
    @PostMapping(path = "/{name}/release", consumes = "application/json")
    @Operation(
            operationId = "releaseVm",
            summary = "Release a VM whose guest has migrated",
            description = "After a migration, status.hold says where the guest of a source is or may be, and no QEMU is"
                    + " started for that VM. A release ends the hold, and the VM boots: the guest may then run twice. The"
                    + " request has to name that risk. 422 without it; 409 when the VM is not held, or its migration is"
                    + " not over.")
    @ApiResponse(responseCode = "202", description = "It will boot, if its power is on.")
    @ApiResponse(responseCode = "409", ref = "Conflict")
    ResponseEntity<VmView> release(
            @Parameter(example = "db-1") @PathVariable String name,
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = ReleaseRequest.class)))
                    ParsedBody<ReleaseRequest> body) {
        StoredVm current = find(name);
        body.orRefuse().requireAcceptedRisk();
        admission.requireHeld(current);
        if (!vms.release(current.definition(), admission.released(current))) {
            throw new ConflictException("The VM " + name + " is not held any more");
        }
        return ResponseEntity.accepted().body(VmView.of(find(name)));
    }

    private ResponseEntity<VmView> update(StoredVm current, ParsedBody<VmRequest> body) {
        Admission.Admitted admitted = admission.admitChange(current.definition(), body);
        VmDefinition changed = admission.changed(current.definition(), admitted);
        StoredVm stored =
                changed.equals(current.definition()) ? current : vms.update(changed, current.definitionVersion());
        return ResponseEntity.ok().eTag(ETags.of(stored.definitionVersion())).body(view(stored, admitted));
    }

    private static VmView view(StoredVm vm, Admission.Admitted admitted) {
        return VmView.of(vm.definition(), vm.status(), ViolationView.of(admitted.warnings()));
    }

    private StoredVm find(String name) {
        return VmLookup.find(name, vms::find);
    }
}
