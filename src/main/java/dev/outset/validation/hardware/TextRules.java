package dev.outset.validation.hardware;

import dev.outset.binding.RecordWriter;
import dev.outset.validation.rule.Located;
import dev.outset.validation.rule.Rule;
import dev.outset.validation.rule.ValidationContext;
import dev.outset.validation.rule.ViolationCollector;
import dev.outset.violation.JsonPointer;
import dev.outset.vm.VmSpec;
import dev.outset.vm.console.Display;
import dev.outset.vm.console.SerialPort;
import dev.outset.vm.device.GuestDevice;
import dev.outset.vm.device.Usb;
import dev.outset.vm.device.UsbDevice;
import dev.outset.vm.property.PropertyNames;
import dev.outset.vm.security.Secret;
import dev.outset.vm.security.TlsCredentials;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Rules for texts: characters that process arguments can contain, and the names of properties and CPU features. */
final class TextRules {

    private TextRules() {}

    static List<Rule> all() {
        return List.of(
                new Rule("text", TextRules::text),
                new Rule("option-name", TextRules::optionNames),
                new Rule("cpu-feature", TextRules::features));
    }

    private static void text(ValidationContext context, ViolationCollector findings) {
        walk(new RecordWriter().write(context.spec()), "", findings);
    }

    private static void walk(JsonNode node, String pointer, ViolationCollector findings) {
        if (node.isString()) {
            check(node.asString(), pointer, findings);
        }
        node.properties().forEach(member -> {
            String below = JsonPointer.child(pointer, member.getKey());
            check(member.getKey(), below, findings);
            walk(member.getValue(), below, findings);
        });
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                walk(node.get(i), pointer + "/" + i, findings);
            }
        }
    }

    private static void check(String text, String pointer, ViolationCollector findings) {
        if (text.indexOf('\0') >= 0) {
            findings.error(
                    pointer, "The text contains NUL, which a process argument cannot contain", "Remove the character");
        }
        if (hasLoneSurrogate(text)) {
            findings.error(pointer, "The text contains an unpaired surrogate", "Use well-formed Unicode");
        }
    }

    private static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isHighSurrogate(text.charAt(i))
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static void optionNames(ValidationContext context, ViolationCollector findings) {
        VmSpec spec = context.spec();
        names(spec.machine().options(), "/machine/options", PropertyNames.FORM, PropertyNames.MACHINE, findings);
        names(spec.machine().globals(), "/machine/globals", PropertyNames.GLOBAL, Set.of(), findings);
        spec.machine().globals().keySet().stream()
                .filter(name -> name.startsWith("migration."))
                .forEach(name -> findings.error(
                        JsonPointer.child("/machine/globals", name),
                        "Properties of the migration object must be set in migration.globals",
                        "Move it to migration.globals, without the prefix 'migration.'"));
        names(Located.pciDevices(spec), GuestDevice::options, "", PropertyNames.DEVICE, findings);
        names(
                Located.elements(spec.console().serialPorts(), "/console/serialPorts"),
                SerialPort::options,
                "",
                PropertyNames.DEVICE,
                findings);
        names(
                Located.networkInterfaces(spec),
                nic -> nic.network().options(),
                "/network",
                PropertyNames.NETWORK,
                findings);
        Usb usb = spec.devices().usb();
        names(
                Located.elements(usb == null ? List.of() : usb.devices(), "/devices/usb/devices"),
                UsbDevice::options,
                "",
                PropertyNames.DEVICE,
                findings);
        names(
                Located.elements(spec.security().secrets(), "/security/secrets"),
                Secret::options,
                "",
                PropertyNames.OBJECT,
                findings);
        names(Located.tlsCredentials(spec), TlsCredentials::options, "", PropertyNames.OBJECT, findings);
        names(
                displayOptions(spec.console().display()),
                "/console/display/options",
                PropertyNames.FORM,
                PropertyNames.DISPLAY,
                findings);
    }

    /** Checks the names of the options of some parts; {@code below} is the pointer from a part to the member with them. */
    private static <T> void names(
            List<Located<T>> parts,
            Function<T, Map<String, String>> options,
            String below,
            Set<String> dedicated,
            ViolationCollector findings) {
        parts.forEach(located -> names(
                options.apply(located.part()),
                located.at(below + "/options"),
                PropertyNames.FORM,
                dedicated,
                findings));
    }

    private static Map<String, String> displayOptions(Display display) {
        return switch (display) {
            case Display.None() -> Map.of();
            case Display.Vnc vnc -> vnc.options();
            case Display.Spice spice -> spice.options();
        };
    }

    private static void names(
            Map<String, String> options,
            String pointer,
            Pattern form,
            Set<String> dedicated,
            ViolationCollector findings) {
        options.keySet().forEach(name -> {
            String below = JsonPointer.child(pointer, name);
            if (!form.matcher(name).matches()) {
                findings.error(
                        below,
                        "'" + ViolationCollector.abbreviated(name) + "' is not a valid property name",
                        "Use letters, digits, dashes, dots and underscores"
                                + (form == PropertyNames.GLOBAL ? ": driver.property" : ""));
            } else if (name.equals("password") && !dedicated.contains(name)) {
                findings.error(
                        below,
                        "A password would be visible on the command line",
                        "Put it into a file, add the file to security.secrets, and set password-secret to its id");
            } else if (dedicated.contains(name)) {
                findings.error(below, "'" + name + "' has a dedicated field and must not be set here", "Use the field");
            }
        });
    }

    /** QEMU splits CPU features at every comma ({@code x86_cpu_parse_featurestr}); commas cannot be escaped. */
    private static void features(ValidationContext context, ViolationCollector findings) {
        context.spec().cpu().features().forEach((name, value) -> {
            String pointer = JsonPointer.child("/cpu/features", name);
            if (!PropertyNames.FEATURE.matcher(name).matches()) {
                findings.error(
                        pointer,
                        "'" + ViolationCollector.abbreviated(name) + "' is not a valid CPU feature name",
                        "Change the name");
            }
            if (value.isEmpty() || value.indexOf(',') >= 0) {
                findings.error(
                        pointer,
                        "The value of a CPU feature must not be empty or contain a comma, which QEMU reads as a separator",
                        "Use on, off, or a value without a comma");
            }
        });
    }
}
