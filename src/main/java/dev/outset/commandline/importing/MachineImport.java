package dev.outset.commandline.importing;

import dev.outset.commandline.KeyValues;
import dev.outset.commandline.RegularOption;
import dev.outset.commandline.SingleOption;
import dev.outset.commandline.UnmappableOptionException;
import dev.outset.commandline.importing.option.CliOption;
import dev.outset.vm.property.PropertyNames;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Imports the machine: type, accelerators, firmware, kernel, CPUs and properties. */
final class MachineImport {

    private static final Set<String> ACCELERATORS = Set.of("kvm", "tcg", "xen");

    private final SpecBuilder builder;

    private final Set<String> accelerators = new LinkedHashSet<>();

    MachineImport(SpecBuilder builder) {
        this.builder = builder;
    }

    void run(String program) {
        machine("-machine");
        machine("-M");
        builder.forEach("-accel", this::accel);
        builder.forEach("-enable-kvm", option -> {
            accelerators.add("kvm");
            option.markMapped("/machine/accelerators", "KVM executes the guest");
        });
        finishAccelerators(program);
        builder.forEach("-cpu", this::cpu);
        builder.forEach("-smp", this::smp);
        builder.forEach("-bios", option -> {
            firmware().put("kind", "bios").put("image", option.requireValue());
            option.markMapped("/machine/firmware/image", "The firmware image");
        });
        SingleOption.KERNEL.forEach(this::kernel);
        builder.forEach("-global", this::global);
    }

    private ObjectNode firmware() {
        return builder.objectAt("/machine/firmware");
    }

    private void machine(String optionName) {
        builder.forEach(optionName, option -> {
            KeyValues members = option.members();
            String type = members.take("type");
            String accel = members.take("accel");
            Flash flash = flash(members);
            String backend = members.take("memory-backend");
            boolean auxRamShare = members.flag("aux-ram-share", false);
            Map<String, String> remaining = members.takeRemaining();
            if (remaining.keySet().stream().anyMatch(PropertyNames.MACHINE::contains)) {
                throw new UnmappableOptionException("No field for '" + String.join("', '", remaining.keySet()) + "'");
            }
            ObjectNode machine = builder.objectAt("/machine");
            if (type != null) {
                machine.put("type", plainType(type));
            }
            if (accel != null) {
                accelerators.addAll(List.of(accel.split(":", -1)));
            }
            if (backend != null) {
                builder.objectAt("/memory").put("machineBackend", backend);
            }
            if (auxRamShare) {
                builder.objectAt("/memory").put("auxRamShare", true);
            }
            flash.apply(this);
            remaining.forEach(
                    (key, value) -> builder.objectAt("/machine/options").put(key.replace('_', '-'), value));
            option.markMapped(
                    "/machine",
                    type != null && !type.equals(plainType(type))
                            ? "The machine; the distributor suffix of '" + type + "' is removed"
                            : "The machine and its properties");
        });
    }

    /** The UEFI images, and the option that restricts writes to system management mode. */
    private record Flash(
            DiskImages.@Nullable Image code,
            DiskImages.@Nullable Image variables,
            @Nullable CliOption secure) {

        void apply(MachineImport owner) {
            if (code == null) {
                return;
            }
            ObjectNode firmware = owner.firmware();
            firmware.put("kind", "uefi").put("image", code.path());
            code.markMapped("/machine/firmware/image", "The UEFI firmware code");
            if (variables != null) {
                firmware.put("variables", variables.path()).put("variablesFormat", variables.format());
                variables.markMapped("/machine/firmware/variables", "The UEFI variable store");
            }
            if (secure != null) {
                firmware.put("secureBoot", true);
                secure.markMapped(
                        "/machine/firmware/secureBoot", "Only system management mode can write the variables");
            }
        }
    }

    private Flash flash(KeyValues members) {
        String code = members.take("pflash0");
        String variables = members.take("pflash1");
        if (code == null) {
            if (variables != null) {
                throw new UnmappableOptionException("No field for a variable store without firmware");
            }
            return new Flash(null, null, null);
        }
        DiskImages images = new DiskImages(builder);
        CliOption secure = variables != null && "on".equals(members.peek("smm")) ? secureFlash() : null;
        if (secure != null) {
            members.take("smm");
        }
        return new Flash(
                images.resolve(builder.backend("-blockdev", code)),
                variables == null ? null : images.resolve(builder.backend("-blockdev", variables)),
                secure);
    }

    private @Nullable CliOption secureFlash() {
        return builder.pending("-global").stream()
                .filter(option -> "driver=cfi.pflash01,property=secure,value=on".equals(option.value()))
                .findFirst()
                .orElse(null);
    }

    /** Removes the suffix of a distributor, such as {@code +pve0} of Proxmox. */
    private static String plainType(String type) {
        int plus = type.indexOf('+');
        return plus < 0 ? type : type.substring(0, plus);
    }

    private void accel(CliOption option) {
        KeyValues members = option.members();
        String kind = members.require("accel");
        if (!ACCELERATORS.contains(kind)) {
            throw new UnmappableOptionException("Only kvm, tcg and xen are supported");
        }
        String ring = members.take("dirty-ring-size");
        String thread = members.take("thread");
        members.requireEmpty();
        accelerators.add(kind);
        if (ring != null) {
            SpecBuilder.putNumber(builder.objectAt("/machine"), "dirtyRingSize", ring);
        }
        option.markMapped(
                "/machine/accelerators",
                thread == null ? "The accelerator" : "The accelerator; the TCG thread mode is QEMU's default");
    }

    private void finishAccelerators(String program) {
        accelerators.retainAll(ACCELERATORS);
        if (accelerators.isEmpty()) {
            accelerators.add(program.endsWith("kvm") ? "kvm" : "tcg");
            if (accelerators.contains("kvm")) {
                accelerators.add("tcg");
            }
        }
        accelerators.forEach(builder.listAt("/machine/accelerators")::add);
    }

    private void cpu(CliOption option) {
        String[] parts = option.requireValue().split(",", -1);
        ObjectNode features = SpecBuilder.object();
        for (int i = 1; i < parts.length; i++) {
            String part = parts[i];
            int equals = part.indexOf('=');
            if (part.startsWith("+")) {
                features.put(part.substring(1), "on");
            } else if (part.startsWith("-")) {
                features.put(part.substring(1), "off");
            } else if (equals > 0) {
                features.put(part.substring(0, equals), part.substring(equals + 1));
            } else {
                features.put(part, "on");
            }
        }
        features.propertyNames().forEach(name -> {
            if (!PropertyNames.FEATURE.matcher(name).matches()) {
                throw new UnmappableOptionException("'" + name + "' is not a valid CPU feature");
            }
        });
        builder.objectAt("/cpu").put("model", parts[0]);
        builder.objectAt("/cpu/features").setAll(features);
        option.markMapped("/cpu/model", "The CPU model and its features");
    }

    private void smp(CliOption option) {
        KeyValues members = option.members();
        ObjectNode cpu = RegularOption.SMP.members().read(members);
        requireOne(members, "clusters");
        requireOne(members, "modules");
        members.requireEmpty();
        if (!cpu.has("count")) {
            cpu.put(
                    "count",
                    cpu.path("maximum")
                            .asLong(Stream.of("sockets", "dies", "cores", "threads")
                                    .mapToLong(field -> cpu.path(field).asLong(1))
                                    .reduce(1, (product, factor) -> product * factor)));
        }
        builder.objectAt("/cpu").setAll(cpu);
        option.markMapped(RegularOption.SMP.pointer(), RegularOption.SMP.reason());
    }

    private static void requireOne(KeyValues members, String level) {
        String value = members.take(level);
        if (value != null && !value.equals("1")) {
            throw new UnmappableOptionException("No field for " + level);
        }
    }

    private void kernel(SingleOption row) {
        builder.forEach(row.name(), option -> {
            if (!row.name().equals("-kernel") && !builder.spec().path("machine").has("kernel")) {
                throw new UnmappableOptionException("No kernel is set");
            }
            builder.objectAt("/machine/kernel")
                    .put(row.pointer().substring("/machine/kernel/".length()), option.requireValue());
            option.markMapped(row.pointer(), row.imported());
        });
    }

    private void global(CliOption option) {
        String text = option.requireValue();
        int equals = text.indexOf('=');
        String key = equals < 0 ? "" : text.substring(0, equals);
        String value = text.substring(equals + 1);
        int dot = key.indexOf('.');
        if (dot < 0) {
            KeyValues members = option.members();
            key = members.require("driver") + "." + members.require("property");
            value = members.require("value");
            members.requireEmpty();
            dot = key.lastIndexOf('.');
        }
        String driver = key.substring(0, dot);
        if (driver.equals("migration")) {
            String property = key.substring(dot + 1);
            String same = "migration." + property + "=";
            boolean overridden = builder.pending("-global").stream()
                    .anyMatch(later -> later.index() > option.index()
                            && later.requireValue().startsWith(same));
            if (overridden) {
                option.markDropped("A later -global of the same property overrides it");
                return;
            }
            builder.objectAt("/migration/globals").put(property, value);
            option.markMapped("/migration/globals/" + property, "A property of the migration object");
            return;
        }
        if (!PropertyNames.GLOBAL.matcher(key).matches()) {
            throw new UnmappableOptionException("'" + key + "' is not a driver.property");
        }
        builder.objectAt("/machine/globals").put(key, value);
        option.markMapped("/machine/globals/" + key, "A default of a device property");
    }
}
