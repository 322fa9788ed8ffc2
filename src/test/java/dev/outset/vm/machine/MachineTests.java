package dev.outset.vm.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.validation.Specs;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineTests {

    @ParameterizedTest
    @CsvSource({
        "q35, pc-q35-9.2, q35,         ,              pc-q35-9.2",
        "q35, pc-q35-9.2, q35,         pc-q35-9.2,    pc-q35-9.2",
        "q35, pc-q35-9.2, q35,         pc-q35-11.1,   pc-q35-11.1",
        "q35, ,           q35,         pc-q35-11.1,   pc-q35-11.1",
        "q35, ,           q35,         ,              ",
        "q35, pc-q35-9.2, pc,          ,              ",
        "q35, pc-q35-9.2, pc,          pc-q35-9.2,    ",
        "q35, pc-q35-9.2, pc,          pc-i440fx-9.2, pc-i440fx-9.2",
        "q35, pc-q35-9.2, pc-q35-11.1, pc-q35-9.2,    ",
    })
    void keepsTheResolvedTypeWhileTheTypeIsTheSame(
            String type,
            @Nullable String resolved,
            String changedType,
            @Nullable String requested,
            @Nullable String expected) {
        Machine machine = Specs.read("{}").machine();

        Machine changed = machine.withType(changedType, requested).withResolvedOf(machine.withType(type, resolved));

        assertThat(changed).isEqualTo(machine.withType(changedType, expected));
    }
}
