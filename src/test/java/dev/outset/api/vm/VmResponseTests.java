package dev.outset.api.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.api.vm.admission.Admission;
import dev.outset.api.vm.admission.VmView;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The schema of the response to creating or replacing a VM. */
class VmResponseTests {

    @Test
    void hasMembersOfVmAndDryRun() {
        assertThat(members(VmResponse.class))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(members(VmView.class).stream(), members(Admission.DryRun.class).stream())
                                .toList());
    }

    private static List<String> members(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }
}
