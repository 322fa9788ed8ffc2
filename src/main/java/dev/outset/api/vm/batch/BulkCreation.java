package dev.outset.api.vm.batch;

import dev.outset.access.AuthorizedVms;
import dev.outset.admission.limit.Deadline;
import dev.outset.api.http.ETags;
import dev.outset.api.http.ParsedBody;
import dev.outset.api.problem.InvalidRequestException;
import dev.outset.api.vm.admission.Admission;
import dev.outset.api.vm.admission.Quota;
import dev.outset.api.vm.admission.VmRequest;
import dev.outset.binding.RecordReader;
import dev.outset.store.vm.VmExistsException;
import dev.outset.store.vm.VmRepository;
import dev.outset.violation.Abbreviation;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Creates many VMs: all valid ones in one transaction, or one by one if a VM already exists. */
final class BulkCreation {

    private final AuthorizedVms vms;

    private final Admission admission;

    private final RecordReader reader;

    private final Quota quota;

    private final int maxViolations;

    /** The remaining budget for violations in the response. */
    private static final class ViolationBudget {

        private int remainingCount;

        private int remainingCharacters = Violations.MAX_CHARACTERS;

        private ViolationBudget(int count) {
            this.remainingCount = count;
        }

        private List<Violation> of(List<Violation> found) {
            List<Violation> listed = Violations.truncated(found, remainingCount, remainingCharacters);
            remainingCount -= listed.size();
            remainingCharacters -= Violations.totalLength(listed);
            return listed;
        }
    }

    BulkCreation(AuthorizedVms vms, Admission admission, RecordReader reader, Quota quota, int maxViolations) {
        this.maxViolations = maxViolations;
        this.quota = quota;
        this.vms = vms;
        this.admission = admission;
        this.reader = reader;
    }

    /** Validates and stores the items, unless it is a dry run; each has its own outcome. */
    BatchView create(List<JsonNode> bodies, boolean dryRun) {
        BatchView.Item[] outcomes = new BatchView.Item[bodies.size()];
        Map<Integer, VmRepository.NewVm> admitted = new TreeMap<>();
        ViolationBudget budget = new ViolationBudget(maxViolations);
        for (int i = 0; i < outcomes.length; i++) {
            Deadline.check();
            try {
                VmDefinition definition = admission.newDefinition(
                        admission.admit(new ParsedBody<>(reader.read(bodies.get(i), VmRequest.class))));
                admitted.put(i, new VmRepository.NewVm(definition, admission.acceptedStatus(definition)));
            } catch (InvalidRequestException invalid) {
                outcomes[i] = rejected(bodies.get(i), invalid, budget);
            }
        }
        if (!admitted.isEmpty()) {
            quota.create(admitted.size(), granted -> {
                rejectBeyondQuota(granted, admitted, outcomes);
                if (dryRun) {
                    predict(admitted, outcomes);
                } else {
                    store(admitted, outcomes);
                }
                return granted;
            });
        }
        return new BatchView(new ArrayList<>(Arrays.asList(outcomes)), null);
    }

    /** Rejects the last items if the quota does not suffice for all. */
    private void rejectBeyondQuota(int granted, Map<Integer, VmRepository.NewVm> admitted, BatchView.Item[] outcomes) {
        List<Integer> rejected = admitted.keySet().stream().skip(granted).toList();
        if (rejected.isEmpty()) {
            return;
        }
        String message = quota.quotaExceeded().getMessage();
        for (int i : rejected) {
            VmRepository.NewVm vm = Objects.requireNonNull(admitted.remove(i));
            outcomes[i] =
                    BatchView.Item.failed(vm.definition().name().value(), BatchView.Outcome.REFUSED, 409, message);
        }
    }

    private void predict(Map<Integer, VmRepository.NewVm> admitted, BatchView.Item[] outcomes) {
        Set<VmName> taken = new HashSet<>();
        admitted.forEach((i, vm) -> {
            VmName name = vm.definition().name();
            try {
                vms.requireAvailable(name);
                outcomes[i] = taken.add(name) ? created(vm, null) : exists(vm, new VmExistsException(name));
            } catch (VmExistsException exists) {
                outcomes[i] = exists(vm, exists);
            }
        });
    }

    private void store(Map<Integer, VmRepository.NewVm> admitted, BatchView.Item[] outcomes) {
        try {
            vms.insertAll(List.copyOf(admitted.values()));
            admitted.forEach((i, vm) -> outcomes[i] = created(vm, ETags.of(1)));
        } catch (VmExistsException exists) {
            admitted.forEach((i, vm) -> outcomes[i] = storeOne(vm));
        }
    }

    private BatchView.Item storeOne(VmRepository.NewVm vm) {
        try {
            vms.insert(vm.definition(), vm.status(), null);
            return created(vm, ETags.of(1));
        } catch (VmExistsException exists) {
            return exists(vm, exists);
        }
    }

    private static BatchView.Item created(VmRepository.NewVm vm, @Nullable String etag) {
        return BatchView.Item.stored(vm.definition().name().value(), BatchView.Outcome.CREATED, 201, etag);
    }

    private static BatchView.Item exists(VmRepository.NewVm vm, VmExistsException exists) {
        return BatchView.Item.failed(
                vm.definition().name().value(), BatchView.Outcome.EXISTS, 409, exists.getMessage());
    }

    private static BatchView.Item rejected(JsonNode body, InvalidRequestException invalid, ViolationBudget budget) {
        @Nullable String name =
                body.path("name").isString() ? Abbreviation.of(body.path("name").asString(), 63) : null;
        return new BatchView.Item(
                name,
                BatchView.Outcome.REFUSED,
                422,
                null,
                invalid.getMessage(),
                budget.of(invalid.violations().errors()));
    }
}
