package dev.outset.api.vm.batch;

import dev.outset.access.AuthorizedVms;
import dev.outset.admission.limit.Deadline;
import dev.outset.api.http.ETags;
import dev.outset.api.http.ParsedBody;
import dev.outset.api.problem.InvalidRequestException;
import dev.outset.api.problem.ViolationView;
import dev.outset.api.vm.admission.Admission;
import dev.outset.api.vm.admission.Quota;
import dev.outset.api.vm.admission.VmRequest;
import dev.outset.binding.ReadResult;
import dev.outset.binding.RecordReader;
import dev.outset.store.vm.VmExistsException;
import dev.outset.store.vm.VmRepository;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import dev.outset.vm.VmDefinition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Creates many VMs: all that are without fault in one transaction, or one by one if a name turns out to be taken. */
final class BulkCreation {

    private final AuthorizedVms vms;

    private final Admission admission;

    private final RecordReader reader;

    private final Quota quota;

    private final int maxViolations;

    /** What may still be listed of what is wrong with a batch. */
    private static final class Listing {

        private int count;

        private int characters = ViolationView.MOST_CHARACTERS;

        private Listing(int count) {
            this.count = count;
        }

        private List<ViolationView> of(List<Violation> found) {
            List<Violation> listed = Violations.listed(found, count, characters);
            count -= listed.size();
            characters -= Violations.characters(listed);
            return listed.stream().map(ViolationView::of).toList();
        }
    }

    BulkCreation(AuthorizedVms vms, Admission admission, RecordReader reader, Quota quota, int maxViolations) {
        this.maxViolations = maxViolations;
        this.quota = quota;
        this.vms = vms;
        this.admission = admission;
        this.reader = reader;
    }

    BatchView create(List<JsonNode> bodies) {
        BatchView.Item[] outcomes = new BatchView.Item[bodies.size()];
        Map<Integer, VmRepository.NewVm> admitted = new TreeMap<>();
        Listing listing = new Listing(maxViolations);
        for (int i = 0; i < outcomes.length; i++) {
            Deadline.check();
            try {
                ReadResult<VmRequest> reading = reader.read(bodies.get(i), VmRequest.class);
                VmDefinition definition =
                        admission.definition(admission.admit(new ParsedBody<>(reading.value(), reading.violations())));
                admitted.put(i, new VmRepository.NewVm(definition, admission.accepted(definition)));
            } catch (InvalidRequestException refused) {
                outcomes[i] = refused(bodies.get(i), refused, listing);
            }
        }
        if (!admitted.isEmpty()) {
            quota.create(admitted.size(), given -> {
                refuseBeyond(given, admitted, outcomes);
                store(admitted, outcomes);
                return given;
            });
        }
        return new BatchView(new ArrayList<>(Arrays.asList(outcomes)), null);
    }

    /** Takes out what there is no room for: the last ones. */
    private void refuseBeyond(int given, Map<Integer, VmRepository.NewVm> admitted, BatchView.Item[] outcomes) {
        List<Integer> beyond = admitted.keySet().stream().skip(given).toList();
        if (beyond.isEmpty()) {
            return;
        }
        String message = quota.reached().getMessage();
        for (int i : beyond) {
            VmRepository.NewVm vm = Objects.requireNonNull(admitted.remove(i));
            outcomes[i] =
                    BatchView.Item.failed(vm.definition().name().value(), BatchView.Outcome.REFUSED, 409, message);
        }
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

    private static BatchView.Item refused(JsonNode body, InvalidRequestException refused, Listing listing) {
        @Nullable String name =
                body.path("name").isString() ? abbreviated(body.path("name").asString()) : null;
        return new BatchView.Item(
                name,
                BatchView.Outcome.REFUSED,
                422,
                null,
                refused.getMessage(),
                listing.of(refused.violations().errors()));
    }

    /** What is a name has at most that many characters. */
    private static String abbreviated(String name) {
        return name.length() <= 63 ? name : name.substring(0, 62) + "…";
    }
}
