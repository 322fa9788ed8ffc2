package dev.outset.vm.machine;

import dev.outset.vm.property.ByteCount;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;

/**
 * A NUMA node.
 *
 * @param cpus the virtual CPUs, as ranges
 * @param size the memory of the node
 */
public record NumaNode(
        @Schema(example = "0-3,8") @Pattern(regexp = "\\d{1,4}(-\\d{1,4})?(,\\d{1,4}(-\\d{1,4})?){0,63}")
        String cpus,

        @Schema(example = "1GiB") ByteCount size) {}
