package dev.outset.api.plan;

import dev.outset.vm.QemuChoice;
import dev.outset.vm.VmName;
import dev.outset.vm.VmSpec;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A migration that somebody thinks of.
 *
 * @param source where the guest runs
 * @param destination where it is to run
 * @param transport the transport of the main stream; null for that of the address
 * @param address where the source connects to; null for the place the destination's definition names
 * @param destinationSettings when the destination's capabilities and parameters are set
 */
@Schema(name = "MigrationPlanRequest", description = "A migration that somebody thinks of.")
record MigrationPlanRequest(
        @Schema(description = "Where the guest runs.") End source,

        @Schema(
                description =
                        "Where it is to run; without vm and spec the plan writes its definition from the source's.",
                defaultValue = "{}")
        End destination,

        @Schema(description = "The transport of the main stream; left out, that of the address, else unix.")
        @Pattern(regexp = "tcp|unix|vsock|fd|exec|rdma|file") @Nullable String transport,

        @Schema(description = "Where the source connects to, as a URI.", example = "tcp:host-b:4444")
        @Size(min = 1, max = 1024) @Nullable String address,

        @Schema(
                description = "When the destination's capabilities and parameters are set.",
                defaultValue = "before-listening")
        DestinationSettings destinationSettings) {

    /**
     * One end.
     *
     * @param vm the name of a stored VM
     * @param spec a definition
     * @param qemu the QEMU of a destination that the plan is to write
     * @param arguments what its command line has beyond the definition
     */
    @Schema(name = "MigrationEnd", description = "One end: the name of a stored VM, or a definition.")
    record End(
            @Schema(description = "The name of a stored VM.", example = "db-1") @Nullable VmName vm,

            @Schema(description = "A definition; exactly one of vm and spec.") @Nullable VmSpec spec,

            @Schema(description = "For a destination without vm and spec: which QEMU it is to have.") @Nullable QemuChoice qemu,

            @Schema(
                    description = "What its command line has beyond the definition; the last one counts.",
                    example = "[\"-uuid\", \"11111111-1111-1111-1111-111111111111\"]",
                    defaultValue = "[]")
            @Size(max = 256) List<String> arguments) {
        End {
            arguments = List.copyOf(arguments);
        }
    }

    /** When a destination's settings come. */
    enum DestinationSettings {
        BEFORE_LISTENING("before-listening"),
        AFTER_LISTENING("after-listening");

        private final String label;

        DestinationSettings(String label) {
            this.label = label;
        }

        @Override
        public String toString() {
            return label;
        }
    }
}
