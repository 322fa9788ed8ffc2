package dev.outset.vm.machine;

import dev.outset.vm.property.ByteCount;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Pattern;

/**
 * A NUMA node.
 *
 * @param cpus its virtual CPUs as ranges
 * @param size its share of the memory
 */
@Schema(description = "A NUMA node.")
public record NumaNode(
        @Schema(description = "Its virtual CPUs as ranges.", example = "0-3,8")
        @Pattern(regexp = "\\d{1,4}(-\\d{1,4})?(,\\d{1,4}(-\\d{1,4})?){0,63}")
        String cpus,

        @Schema(description = "Its share of the memory.", example = "1GiB")
        ByteCount size) {}
