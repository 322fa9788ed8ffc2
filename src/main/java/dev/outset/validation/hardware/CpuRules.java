package dev.outset.validation.hardware;

import dev.outset.catalogue.MachineType;
import dev.outset.validation.rule.Rule;
import dev.outset.validation.rule.ValidationContext;
import dev.outset.validation.rule.ViolationCollector;
import dev.outset.vm.machine.Cpu;
import dev.outset.vm.machine.Machine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rules for the virtual CPUs, as checked by {@code hw/core/machine-smp.c: machine_parse_smp_config}. */
final class CpuRules {

    private CpuRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule("cpu-topology", CpuRules::topology)
                        .needing(
                                "/cpu/count",
                                "/cpu/maximum",
                                "/cpu/sockets",
                                "/cpu/dies",
                                "/cpu/cores",
                                "/cpu/threads"),
                new Rule("cpu-maximum", CpuRules::maximum).needing("/cpu/count", "/cpu/maximum", "/machine/type"),
                new Rule("cpu-host", CpuRules::host).needing("/machine/accelerators"),
                new Rule("dirty-ring", CpuRules::dirtyRing).needing("/machine/accelerators"));
    }

    private static void topology(ValidationContext context, ViolationCollector findings) {
        Cpu cpu = context.spec().cpu();
        int total = cpu.maximum() != null ? cpu.maximum() : cpu.count();
        int dies = orOne(cpu.dies());
        int threads = orOne(cpu.threads());
        long given = (long) orOne(cpu.sockets()) * dies * orOne(cpu.cores()) * threads;
        boolean complete = cpu.sockets() != null && cpu.cores() != null;
        long maximum = cpu.maximum() != null ? cpu.maximum() : complete ? given : Math.max(cpu.count(), 1);
        // QEMU derives omitted levels by division, so the product must divide the maximum without a remainder.
        boolean fits = complete ? given == maximum : maximum % given == 0 && maximum >= given;
        if (!fits || (complete && cpu.maximum() == null && given != cpu.count())) {
            findings.error(
                    "/cpu",
                    "Sockets, dies, cores and threads multiply to " + given + " CPUs, which "
                            + (complete ? "is not " : "does not divide ") + total,
                    "Make their product equal to " + (cpu.maximum() != null ? "maximum" : "count"),
                    "Invalid CPU topology: product of the hierarchy must match maxcpus: sockets ("
                            + orOne(cpu.sockets()) + ") * dies (" + dies + ") * cores (" + orOne(cpu.cores())
                            + ") * threads (" + threads + ") != maxcpus (" + total + ")");
        }
        if (cpu.maximum() != null && cpu.maximum() < cpu.count()) {
            findings.error(
                    "/cpu/maximum",
                    "The maximum is " + cpu.maximum() + ", less than the " + cpu.count() + " CPUs at startup",
                    "Raise the maximum or lower the count",
                    "Invalid CPU topology: maxcpus must be equal to or greater than smp");
        }
    }

    private static void maximum(ValidationContext context, ViolationCollector findings) {
        Cpu cpu = context.spec().cpu();
        int wanted = cpu.maximum() == null ? cpu.count() : Math.max(cpu.maximum(), cpu.count());
        int limit = context.machineType()
                .or(() -> context.catalogue().machineType("q35"))
                .map(MachineType::maximumCpus)
                .orElse(Integer.MAX_VALUE);
        if (wanted > limit) {
            findings.error(
                    cpu.maximum() == null ? "/cpu/count" : "/cpu/maximum",
                    "The machine '" + context.spec().machine().type() + "' supports at most " + limit + " CPUs",
                    "Use fewer CPUs, or choose another machine type",
                    "Invalid SMP CPUs " + wanted + ". The max CPUs supported by machine '" + context.realMachineName()
                            + "' is " + limit);
        }
    }

    private static void host(ValidationContext context, ViolationCollector findings) {
        boolean emulates = context.spec().machine().accelerators().contains(Machine.Accelerator.TCG);
        if (context.spec().cpu().model().equals("host") && emulates) {
            findings.warning(
                    "/cpu/model",
                    "The model 'host' requires KVM; QEMU does not start if it falls back to TCG",
                    "Remove tcg from machine.accelerators, or choose a named model, which can also migrate",
                    "CPU model 'host' requires KVM or HVF");
        }
    }

    private static void dirtyRing(ValidationContext context, ViolationCollector findings) {
        Machine machine = context.spec().machine();
        Integer size = machine.dirtyRingSize();
        if (size == null) {
            return;
        }
        if (Integer.bitCount(size) != 1) {
            findings.error(
                    "/machine/dirtyRingSize",
                    "The size of the dirty ring must be a power of two",
                    "Use a power of two, such as 4096",
                    "dirty-ring-size must be a power of two.");
        }
        if (!machine.accelerators().contains(Machine.Accelerator.KVM)) {
            findings.error("/machine/dirtyRingSize", "The dirty ring requires KVM", "Add kvm to machine.accelerators");
        }
    }

    private static int orOne(@Nullable Integer number) {
        return number == null ? 1 : number;
    }
}
