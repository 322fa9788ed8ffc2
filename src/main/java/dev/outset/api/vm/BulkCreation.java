package dev.outset.api.vm;

import dev.outset.access.ReachableVms;
import dev.outset.api.http.ETags;
import dev.outset.api.http.Submitted;
import dev.outset.api.problem.RefusedException;
import dev.outset.api.problem.ViolationView;
import dev.outset.binding.Reading;
import dev.outset.binding.RecordReader;
import dev.outset.store.VmExistsException;
import dev.outset.store.VmRepository;
import dev.outset.vm.VmDefinition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Creates many VMs: all that are without fault in one transaction, or one by one if a name turns out to be taken. */
final class BulkCreation {

    private final ReachableVms vms;

    private final Admission admission;

    private final RecordReader reader;

    BulkCreation(ReachableVms vms, Admission admission, RecordReader reader) {
        this.vms = vms;
        this.admission = admission;
        this.reader = reader;
    }

    BatchView create(List<JsonNode> bodies) {
        BatchView.Item[] outcomes = new BatchView.Item[bodies.size()];
        Map<Integer, VmRepository.NewVm> admitted = new TreeMap<>();
        for (int i = 0; i < outcomes.length; i++) {
            try {
                Reading<VmRequest> reading = reader.read(bodies.get(i), VmRequest.class);
                VmDefinition definition =
                        admission.definition(admission.admit(new Submitted<>(reading.value(), reading.violations())));
                admitted.put(i, new VmRepository.NewVm(definition, admission.accepted(definition)));
            } catch (RefusedException refused) {
                outcomes[i] = refused(bodies.get(i), refused);
            }
        }
        store(admitted, outcomes);
        return new BatchView(new ArrayList<>(Arrays.asList(outcomes)), null);
    }

    private void store(Map<Integer, VmRepository.NewVm> admitted, BatchView.Item[] outcomes) {
        try {
            vms.insertAll(List.copyOf(admitted.values()));
            admitted.forEach((i, vm) -> outcomes[i] = created(vm));
        } catch (VmExistsException taken) {
            admitted.forEach((i, vm) -> outcomes[i] = storeAlone(vm));
        }
    }

    private BatchView.Item storeAlone(VmRepository.NewVm vm) {
        try {
            vms.insert(vm.definition(), vm.status(), null);
            return created(vm);
        } catch (VmExistsException taken) {
            return BatchView.Item.failed(
                    vm.definition().name().value(), BatchView.Outcome.EXISTS, 409, taken.getMessage());
        }
    }

    private static BatchView.Item created(VmRepository.NewVm vm) {
        return BatchView.Item.stored(vm.definition().name().value(), BatchView.Outcome.CREATED, 201, ETags.of(1));
    }

    private static BatchView.Item refused(JsonNode body, RefusedException refused) {
        @Nullable String name = body.path("name").isString() ? body.path("name").asString() : null;
        return new BatchView.Item(
                name,
                BatchView.Outcome.REFUSED,
                422,
                null,
                refused.getMessage(),
                ViolationView.of(refused.violations().errors()));
    }
}
