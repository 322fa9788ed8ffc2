package dev.outset.commandline.importing;

import dev.outset.commandline.importing.option.CliOption;
import dev.outset.commandline.importing.option.KeyValues;
import dev.outset.commandline.importing.option.UnmappableOptionException;
import dev.outset.vm.property.PropertyNames;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The machine: type, accelerators, firmware, kernel, CPUs and properties. */
final class MachineImport {

    private static final Set<String> ACCELERATORS = Set.of("kvm", "tcg", "xen");

    private final SpecBuilder draft;

    private final Set<String> accelerators = new LinkedHashSet<>();

    MachineImport(SpecBuilder draft) {
        this.draft = draft;
    }

    void run(String program) {
        machine("-machine");
        machine("-M");
        draft.each("-accel", this::accel);
        draft.each("-enable-kvm", word -> {
            accelerators.add("kvm");
            word.mapped("/machine/accelerators", "KVM executes the guest");
        });
        finishAccelerators(program);
        draft.each("-cpu", this::cpu);
        draft.each("-smp", this::smp);
        draft.each("-bios", word -> {
            firmware().put("kind", "bios").put("image", word.text());
            word.mapped("/machine/firmware/image", "The firmware's image");
        });
        kernel("-kernel", "image");
        kernel("-initrd", "initrd");
        kernel("-append", "append");
        property("-no-hpet", "hpet", "off");
        property("-no-acpi", "acpi", "off");
        property("-usb", "usb", "on");
        draft.each("-global", this::global);
    }

    private ObjectNode firmware() {
        return draft.at("machine", "firmware");
    }

    private void machine(String option) {
        draft.each(option, word -> {
            KeyValues members = word.members("type");
            String type = members.take("type");
            String accel = members.take("accel");
            Flash flash = flash(members);
            String backend = members.take("memory-backend");
            boolean auxRamShare = members.flag("aux-ram-share", false);
            Map<String, String> rest = members.rest();
            if (rest.keySet().stream().anyMatch(PropertyNames.MACHINE::contains)) {
                throw new UnmappableOptionException("No field says '" + String.join("', '", rest.keySet()) + "'");
            }
            ObjectNode machine = draft.at("machine");
            if (type != null) {
                machine.put("type", plainType(type));
            }
            if (accel != null) {
                accelerators.addAll(List.of(accel.split(":", -1)));
            }
            if (backend != null) {
                draft.at("memory").put("machineBackend", backend);
            }
            if (auxRamShare) {
                draft.at("memory").put("auxRamShare", true);
            }
            flash.settle(this);
            rest.forEach((key, value) -> draft.at("machine", "options").put(key.replace('_', '-'), value));
            word.mapped(
                    "/machine",
                    type != null && !type.equals(plainType(type))
                            ? "The machine; the suffix of '" + type + "' is a distributor's and is left out"
                            : "The machine and its properties");
        });
    }

    /** The images of UEFI, and the option that lets only signed code write them. */
    private record Flash(
            DiskImages.@Nullable Image code,
            DiskImages.@Nullable Image variables,
            @Nullable CliOption secure) {

        void settle(MachineImport owner) {
            if (code == null) {
                return;
            }
            ObjectNode firmware = owner.firmware();
            firmware.put("kind", "uefi").put("image", code.path());
            code.settle("/machine/firmware/image", "The code of the UEFI firmware");
            if (variables != null) {
                firmware.put("variables", variables.path()).put("variablesFormat", variables.format());
                variables.settle("/machine/firmware/variables", "UEFI's variable store");
            }
            if (secure != null) {
                firmware.put("secureBoot", true);
                secure.mapped("/machine/firmware/secureBoot", "Only signed code may write the variables");
            }
        }
    }

    private Flash flash(KeyValues members) {
        String code = members.take("pflash0");
        String variables = members.take("pflash1");
        if (code == null) {
            if (variables != null) {
                throw new UnmappableOptionException("A variable store without firmware has no field");
            }
            return new Flash(null, null, null);
        }
        DiskImages images = new DiskImages(draft);
        CliOption secure = variables != null && "on".equals(members.peek("smm")) ? secureFlash() : null;
        if (secure != null) {
            members.take("smm");
        }
        return new Flash(
                images.resolve(draft.backend("-blockdev", code)),
                variables == null ? null : images.resolve(draft.backend("-blockdev", variables)),
                secure);
    }

    private @Nullable CliOption secureFlash() {
        return draft.open("-global").stream()
                .filter(word -> "driver=cfi.pflash01,property=secure,value=on".equals(word.value()))
                .findFirst()
                .orElse(null);
    }

    /** Proxmox marks its own versions of a type, as pc+pve0. */
    private static String plainType(String type) {
        int plus = type.indexOf('+');
        return plus < 0 ? type : type.substring(0, plus);
    }

    private void accel(CliOption word) {
        KeyValues members = word.members("accel");
        String kind = members.need("accel");
        if (!ACCELERATORS.contains(kind)) {
            throw new UnmappableOptionException("Fields name only kvm, tcg and xen");
        }
        String ring = members.take("dirty-ring-size");
        String thread = members.take("thread");
        members.done();
        accelerators.add(kind);
        if (ring != null) {
            SpecBuilder.putNumber(draft.at("machine"), "dirtyRingSize", ring);
        }
        word.mapped(
                "/machine/accelerators",
                thread == null ? "The accelerator" : "The accelerator; how TCG uses threads is left to QEMU");
    }

    private void finishAccelerators(String program) {
        accelerators.retainAll(ACCELERATORS);
        if (accelerators.isEmpty()) {
            accelerators.add(program.endsWith("kvm") ? "kvm" : "tcg");
            if (accelerators.contains("kvm")) {
                accelerators.add("tcg");
            }
        }
        accelerators.forEach(draft.list("machine", "accelerators")::add);
    }

    private void cpu(CliOption word) {
        String[] parts = word.text().split(",", -1);
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
                throw new UnmappableOptionException("'" + name + "' is no CPU feature");
            }
        });
        draft.at("cpu").put("model", parts[0]);
        draft.at("cpu", "features").setAll(features);
        word.mapped("/cpu/model", "The CPU model and its features");
    }

    private void smp(CliOption word) {
        KeyValues members = word.members("cpus");
        ObjectNode cpu = SpecBuilder.object();
        String count = members.take("cpus");
        for (String field : new String[] {"sockets", "dies", "cores", "threads"}) {
            SpecBuilder.putNumber(cpu, field, members.take(field));
        }
        SpecBuilder.putNumber(cpu, "maximum", members.take("maxcpus"));
        oneOf(members, "clusters");
        oneOf(members, "modules");
        members.done();
        if (count != null) {
            SpecBuilder.putNumber(cpu, "count", count);
        } else if (cpu.has("maximum")) {
            cpu.put("count", cpu.get("maximum").asLong());
        } else {
            long product = 1;
            for (String field : new String[] {"sockets", "dies", "cores", "threads"}) {
                product *= cpu.path(field).asLong(1);
            }
            cpu.put("count", product);
        }
        draft.at("cpu").setAll(cpu);
        word.mapped("/cpu", "The virtual CPUs and their topology");
    }

    private static void oneOf(KeyValues members, String level) {
        String value = members.take(level);
        if (value != null && !value.equals("1")) {
            throw new UnmappableOptionException("No field describes " + level);
        }
    }

    private void kernel(String option, String field) {
        draft.each(option, word -> {
            if (!field.equals("image") && !draft.spec().path("machine").has("kernel")) {
                throw new UnmappableOptionException("There is no kernel");
            }
            draft.at("machine", "kernel").put(field, word.text());
            word.mapped("/machine/kernel/" + field, "A kernel is booted directly");
        });
    }

    private void property(String option, String property, String value) {
        draft.each(option, word -> {
            draft.at("machine", "options").put(property, value);
            word.mapped("/machine/options/" + property, "The same as the machine's property");
        });
    }

    private void global(CliOption word) {
        String text = word.text();
        int equals = text.indexOf('=');
        String key = equals < 0 ? "" : text.substring(0, equals);
        String value = text.substring(equals + 1);
        int dot = key.indexOf('.');
        if (dot < 0) {
            KeyValues members = word.members(null);
            key = members.need("driver") + "." + members.need("property");
            value = members.need("value");
            members.done();
            dot = key.lastIndexOf('.');
        }
        String driver = key.substring(0, dot);
        if (driver.equals("migration")) {
            String property = key.substring(dot + 1);
            String same = "migration." + property + "=";
            boolean overridden = draft.open("-global").stream()
                    .anyMatch(later ->
                            later.index() > word.index() && later.text().startsWith(same));
            if (overridden) {
                word.dropped("A later -global of the same property wins");
                return;
            }
            draft.at("migration", "globals").put(property, value);
            word.mapped("/migration/globals/" + property, "A property of the migration object");
            return;
        }
        if (!PropertyNames.GLOBAL.matcher(key).matches()) {
            throw new UnmappableOptionException("'" + key + "' is no driver.property");
        }
        draft.at("machine", "globals").put(key, value);
        word.mapped("/machine/globals/" + key, "A default of a device");
    }
}
