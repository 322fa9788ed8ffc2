package dev.outset.api.vm.batch;

import dev.outset.access.AuthorizedVms;
import dev.outset.access.OutsideScopeException;
import dev.outset.admission.limit.Deadline;
import dev.outset.api.http.ETags;
import dev.outset.api.http.MergePatch;
import dev.outset.api.problem.ConflictException;
import dev.outset.api.problem.InvalidRequestException;
import dev.outset.api.vm.VmListing;
import dev.outset.api.vm.admission.Admission;
import dev.outset.store.database.Slice;
import dev.outset.store.vm.StaleVersionException;
import dev.outset.store.vm.StoredVm;
import dev.outset.store.vm.VmListRow;
import dev.outset.store.vm.VmRepository;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Merges labels into many VMs. On a concurrent change of a definition, the merge is repeated on the new version. */
final class BulkLabels {

    private static final int ATTEMPTS = 5;

    private final AuthorizedVms vms;

    private final Admission admission;

    BulkLabels(AuthorizedVms vms, Admission admission) {
        this.admission = admission;
        this.vms = vms;
    }

    /**
     * Changes the labels of the selected VMs, unless it is a dry run.
     *
     * @throws InvalidRequestException if the patch contains anything other than labels, or a label is not valid
     */
    BatchView patchLabels(VmRepository.Query selection, JsonNode patch, boolean dryRun) {
        check(patch);
        Slice<VmListRow> page = vms.list(selection);
        List<BatchView.Item> items = new ArrayList<>();
        for (VmListRow vm : page.content()) {
            Deadline.check();
            items.add(patchLabels(vm.name(), patch, dryRun));
        }
        return new BatchView(items, VmListing.nextCursor(page));
    }

    private static void check(JsonNode patch) {
        JsonNode labels = patch.path("labels");
        boolean isLabelPatch = patch.isObject()
                && patch.size() == 1
                && labels.isObject()
                && labels.valueStream().allMatch(value -> value.isString() || value.isNull());
        Violations violations = isLabelPatch
                ? Admission.validateLabels(labels(labels))
                : new Violations(List.of(Violation.error(
                        "",
                        "format",
                        "The request body is not a label patch",
                        "Send {\"labels\": {\"key\": \"value\", \"other\": null}}")));
        InvalidRequestException.throwIfErrors(violations);
    }

    private static Map<String, String> labels(JsonNode labels) {
        Map<String, String> values = new LinkedHashMap<>();
        labels.properties().stream()
                .filter(label -> !label.getValue().isNull())
                .forEach(label -> values.put(label.getKey(), label.getValue().asString()));
        return values;
    }

    private BatchView.Item patchLabels(VmName name, JsonNode patch, boolean dryRun) {
        Optional<StoredVm> current = vms.find(name);
        for (int attempt = 0; attempt < ATTEMPTS && current.isPresent(); attempt++) {
            try {
                return write(current.get(), patch, dryRun);
            } catch (StaleVersionException stale) {
                current = vms.find(name);
            } catch (ConflictException conflict) {
                return BatchView.Item.failed(name.value(), BatchView.Outcome.CONFLICT, 409, conflict.getMessage());
            } catch (OutsideScopeException outside) {
                return BatchView.Item.failed(name.value(), BatchView.Outcome.REFUSED, 422, outside.getMessage());
            }
        }
        return BatchView.Item.failed(
                name.value(),
                BatchView.Outcome.CONFLICT,
                409,
                current.isPresent() ? "Too many concurrent updates" : "The VM was deleted concurrently");
    }

    private BatchView.Item write(StoredVm vm, JsonNode patch, boolean dryRun) {
        VmDefinition before = vm.definition();
        Admission.requireNotDeleted(before);
        Map<String, String> merged =
                labels(MergePatch.apply(JsonMapper.shared().valueToTree(before.labels()), patch.path("labels")));
        if (merged.equals(before.labels())) {
            return BatchView.Item.stored(
                    before.name().value(), BatchView.Outcome.UNCHANGED, 200, ETags.of(vm.definitionVersion()));
        }
        Violations violations = admission.hostViolations(before.name(), merged, before.spec());
        if (violations.hasErrors()) {
            return new BatchView.Item(
                    before.name().value(),
                    BatchView.Outcome.REFUSED,
                    422,
                    null,
                    "The policy of the host rejects the definition with these labels",
                    Violations.truncated(violations.errors()));
        }
        VmDefinition after = before.withLabels(merged);
        if (dryRun) {
            vms.requireInScope(merged);
            return BatchView.Item.stored(before.name().value(), BatchView.Outcome.CHANGED, 200, null);
        }
        long version = vms.update(after, vm.definitionVersion()).definitionVersion();
        return BatchView.Item.stored(before.name().value(), BatchView.Outcome.CHANGED, 200, ETags.of(version));
    }
}
