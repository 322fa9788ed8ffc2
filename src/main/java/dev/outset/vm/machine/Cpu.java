package dev.outset.vm.machine;

import dev.outset.vm.property.Maps;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The virtual CPUs.
 *
 * @param count how many the guest starts with
 * @param maximum how many it can have after hot-plug; null for {@code count}, or what the topology gives
 * @param sockets how many sockets; null lets QEMU choose
 * @param dies how many dies a socket has; null for one
 * @param cores how many cores a die has; null lets QEMU choose
 * @param threads how many threads a core has; null for one
 * @param model the CPU model; the default is one that every host can give, so that the guest can migrate
 * @param features features by name, with {@code on}, {@code off} or a value
 */
@Schema(description = "The virtual CPUs.")
public record Cpu(
        @Schema(description = "How many the guest starts with.", defaultValue = "1") @Min(1) @Max(4096) int count,

        @Schema(description = "How many it can have after hot-plug.") @Min(1) @Max(4096) @Nullable Integer maximum,

        @Schema(description = "Sockets; left out, QEMU chooses.") @Min(1) @Max(4096) @Nullable Integer sockets,

        @Schema(description = "Dies a socket; left out, one.") @Min(1) @Max(4096) @Nullable Integer dies,

        @Schema(description = "Cores a die; left out, QEMU chooses.") @Min(1) @Max(4096) @Nullable Integer cores,

        @Schema(description = "Threads a core; left out, one.") @Min(1) @Max(4096) @Nullable Integer threads,

        @Schema(description = "The CPU model.", example = "Skylake-Server", defaultValue = "qemu64")
        @Pattern(regexp = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}") String model,

        @Schema(
                description = "Features by name, each on, off or a value.",
                example = "{\"vmx\": \"off\"}",
                defaultValue = "{}")
        @Size(max = 256) Map<String, String> features) {

    public Cpu {
        features = Maps.ordered(features);
    }
}
