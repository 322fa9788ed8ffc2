package dev.outset.vm;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * The virtual CPUs.
 *
 * @param count how many the guest starts with
 */
@Schema(description = "The virtual CPUs.")
public record Cpu(
        @Schema(description = "How many the guest starts with.", defaultValue = "1") @Min(1) @Max(4096) int count) {}
