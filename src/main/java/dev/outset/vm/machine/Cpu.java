package dev.outset.vm.machine;

import dev.outset.binding.Default;
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
 * @param count the number of CPUs at startup
 * @param maximum the maximum number of CPUs with hot-plug; defaults to {@code count}, or to the product of the topology
 * @param sockets the number of sockets; chosen by QEMU if null
 * @param dies the number of dies per socket; defaults to one
 * @param cores the number of cores per die; chosen by QEMU if null
 * @param threads the number of threads per core; defaults to one
 * @param model the CPU model; the default is available on every host, so that the guest can migrate
 * @param features the CPU features by name, each {@code on}, {@code off} or a value
 */
public record Cpu(
        @Default("1") @Min(1) @Max(4096) int count,
        @Min(1) @Max(4096) @Nullable Integer maximum,
        @Min(1) @Max(4096) @Nullable Integer sockets,
        @Min(1) @Max(4096) @Nullable Integer dies,
        @Min(1) @Max(4096) @Nullable Integer cores,
        @Min(1) @Max(4096) @Nullable Integer threads,

        @Schema(example = "Skylake-Server") @Default("qemu64") @Pattern(regexp = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}") String model,

        @Schema(example = "{\"vmx\": \"off\"}") @Default("{}") @Size(max = 256) Map<String, String> features) {

    public Cpu {
        features = Maps.orderedCopy(features);
    }
}
