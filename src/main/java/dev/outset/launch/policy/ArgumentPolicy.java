package dev.outset.launch.policy;

import dev.outset.launch.ProcessSettings;
import dev.outset.launch.RunFolder;
import dev.outset.launch.policy.image.BlockNodes;
import dev.outset.launch.policy.image.ImagePolicy;
import dev.outset.launch.policy.rule.BrokenRule;
import dev.outset.launch.policy.rule.CheckTime;
import dev.outset.launch.policy.rule.OptionRule;
import dev.outset.launch.policy.rule.PathPolicy;
import dev.outset.launch.policy.rule.PolicyContext;
import dev.outset.launch.policy.rule.PolicyViolation;
import dev.outset.qemu.OptionMember;
import dev.outset.violation.Abbreviation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Rejects everything in an argument list that could make QEMU use more of the host than the settings allow: options and
 * keys that are not known to be harmless, programs, paths outside the allowed directories, and a sandbox weaker than
 * the minimum.
 */
final class ArgumentPolicy {

    private static final int SHOWN = 300;

    /** The short form of {@code qemu_global_option}, whose value is literal. */
    private static final Pattern GLOBAL = Pattern.compile("([^.=]{1,63})\\.([^=]{1,63})=(.*)", Pattern.DOTALL);

    private final PathPolicy paths;

    private final AddressPolicy addresses;

    private final ParameterPolicy parameters;

    private final ProcessSettings settings;

    private final DevicePolicy devices;

    private final ImagePolicy images;

    private final RunFolder runFolder;

    ArgumentPolicy(
            ProcessSettings settings,
            RunFolder runFolder,
            PathPolicy paths,
            AddressPolicy addresses,
            ParameterPolicy parameters) {
        this.settings = settings;
        this.runFolder = runFolder;
        this.paths = paths;
        this.addresses = addresses;
        this.parameters = parameters;
        this.devices = new DevicePolicy(settings, paths, addresses);
        this.images = new ImagePolicy(paths);
    }

    /** Checks an argument list, without the program's name. */
    List<PolicyViolation> check(PolicyContext vm, List<String> arguments, CheckTime checkTime) {
        MonitorRule monitor = MonitorRule.of(arguments, vm, runFolder);
        // The nodes of one image may be spread over several arguments.
        BlockNodes nodes = new BlockNodes(images);
        List<PolicyViolation> violations = new ArrayList<>();
        boolean hasSandbox = false;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            OptionRule rule = rule(argument);
            if (rule == null) {
                BrokenRule unknown = BrokenRule.argument("this option is not allowed for a process", REMOVE_IT);
                report(violations, i, argument, List.of(unknown));
                continue;
            }
            hasSandbox |= name(argument).equals("sandbox");
            if (rule.form() != OptionRule.Form.FLAG && i + 1 == arguments.size()) {
                report(
                        violations,
                        i,
                        argument,
                        List.of(BrokenRule.argument("its value is missing", "Give it a value")));
            } else if (rule.form() != OptionRule.Form.FLAG) {
                i++;
                Option option = new Option(vm, name(argument), rule, arguments.get(i), checkTime);
                report(violations, i, argument + " " + option.value(), value(option, monitor));
                if (option.name().equals("blockdev")) {
                    nodes.add(i, option.value());
                }
            }
        }
        nodes.check(vm, checkTime)
                .forEach((index, faults) ->
                        report(violations, index, arguments.get(index - 1) + " " + arguments.get(index), faults));
        if (!hasSandbox && !settings.sandbox().isEmpty()) {
            violations.add(new PolicyViolation(
                    PolicyViolation.NOWHERE,
                    "",
                    PolicyViolation.Rule.SANDBOX,
                    "The argument list has no -sandbox, but outset.process.sandbox requires one",
                    "Enable the sandbox"));
        }
        return violations;
    }

    static final String REMOVE_IT = "Remove it";

    /** An option without its dashes. */
    record Option(PolicyContext vm, String name, OptionRule rule, String value, CheckTime checkTime) {}

    private static void report(List<PolicyViolation> violations, int index, String argument, List<BrokenRule> faults) {
        String shown = Abbreviation.of(argument, SHOWN + 1);
        for (BrokenRule fault : faults) {
            // An address in an argument list is reported as an argument.
            PolicyViolation.Rule rule =
                    fault.rule() == PolicyViolation.Rule.ADDRESS ? PolicyViolation.Rule.ARGUMENT : fault.rule();
            violations.add(new PolicyViolation(
                    index, "", rule, "The argument '" + shown + "' is rejected: " + fault.why(), fault.action()));
        }
    }

    private static @Nullable OptionRule rule(String argument) {
        return argument.startsWith("-") ? OptionRule.ALL.get(name(argument)) : null;
    }

    /** QEMU accepts one dash and two dashes alike. */
    private static String name(String argument) {
        return argument.substring(argument.startsWith("--") ? 2 : 1);
    }

    private List<BrokenRule> value(Option option, MonitorRule monitor) {
        if (option.value().indexOf('\0') >= 0) {
            return List.of(BrokenRule.argument("its value contains a NUL character", "Remove that character"));
        }
        return switch (option.rule().form()) {
            case FLAG, TEXT -> List.of();
            case PATH ->
                paths.check(option.vm(), option.value(), PathPolicy.Use.FILE, option.checkTime()).stream()
                        .toList();
            case GLOBAL -> global(option);
            case INCOMING -> incoming(option);
            case MEMBERS -> members(option, monitor);
        };
    }

    private List<BrokenRule> global(Option option) {
        Matcher matcher = GLOBAL.matcher(option.value());
        if (matcher.matches()) {
            return leaf(
                    option,
                    new OptionMember(
                            Objects.requireNonNull(matcher.group(2)), Objects.requireNonNull(matcher.group(3))));
        }
        List<OptionMember> leaves = OptionMember.of(option.value());
        List<BrokenRule> faults = new ArrayList<>();
        for (String property : OptionMember.values(leaves, "property")) {
            for (String value : OptionMember.values(leaves, "value")) {
                faults.addAll(leaf(option, new OptionMember(property, value)));
            }
        }
        return faults;
    }

    private List<BrokenRule> incoming(Option option) {
        String value = option.value();
        AddressPolicy.AddressContext question = new AddressPolicy.AddressContext(
                option.vm(), AddressPolicy.Direction.INCOMING, option.checkTime(), null);
        if (value.equals("defer")) {
            return List.of();
        }
        if (value.startsWith("config:")) {
            return leaves(
                    value.substring("config:".length()),
                    null,
                    leaves -> parameters.check(leaves).values().stream()
                            .flatMap(List::stream)
                            .toList());
        }
        int colon = value.indexOf(':');
        boolean isUri = colon > 0 && value.substring(0, colon).chars().allMatch(Character::isLetterOrDigit);
        return isUri && !value.startsWith("{")
                ? addresses.checkUri(question, value)
                : leaves(value, "channel-type", leaves -> addresses.checkChannel(question, leaves));
    }

    private static List<BrokenRule> leaves(
            String value, @Nullable String impliedKey, Function<List<OptionMember>, List<BrokenRule>> check) {
        List<OptionMember> leaves;
        try {
            leaves = OptionMember.of(value, impliedKey);
        } catch (IllegalArgumentException malformed) {
            return List.of(BrokenRule.argument(
                    String.valueOf(malformed.getMessage()), "Write JSON, or members separated by commas"));
        }
        return check.apply(leaves);
    }

    private List<BrokenRule> members(Option option, MonitorRule monitor) {
        if (option.value().startsWith("{") && !option.rule().json()) {
            return List.of(
                    BrokenRule.argument("this option does not accept JSON", "Write members separated by commas"));
        }
        return leaves(option.value(), OptionMember.impliedKey(option.name()), leaves -> {
            List<BrokenRule> faults = new ArrayList<>();
            for (OptionMember leaf : leaves) {
                if (!DevicePolicy.handles(option.name(), leaf)) {
                    faults.addAll(leaf(option, leaf));
                }
            }
            faults.addAll(
                    switch (option.name()) {
                        case "mon" -> monitor.checkMon(leaves);
                        case "chardev" ->
                            monitor.isMonitor(leaves)
                                    ? monitor.checkChardev(leaves)
                                    : devices.checkChardev(option, leaves);
                        case "netdev" -> devices.checkNetdev(option, leaves);
                        case "vnc" -> devices.checkVnc(option, leaves);
                        case "spice" -> devices.checkSpice(option, leaves);
                        case "device" -> devices.checkDevice(option, leaves);
                        case "tpmdev" -> devices.checkTpm(leaves);
                        case "sandbox" -> SandboxMinimum.check(settings.sandbox(), leaves);
                        default -> List.of();
                    });
            return faults;
        });
    }

    private List<BrokenRule> leaf(Option option, OptionMember leaf) {
        OptionRule rule = option.rule();
        List<BrokenRule> faults = new ArrayList<>();
        if (!rule.keys().isEmpty() && !rule.keys().contains(leaf.topName())) {
            faults.add(BrokenRule.argument("'" + leaf.key() + "' is not allowed for a process", REMOVE_IT));
        }
        boolean isPath = false;
        for (String name : leaf.names()) {
            Set<String> allowed = rule.values().get(name);
            if (allowed != null && !allowed.contains(leaf.value())) {
                faults.add(BrokenRule.argument(
                        "'" + leaf.value() + "' is not one of "
                                + allowed.stream().sorted().toList(),
                        "Choose one of these, or remove it"));
            }
            boolean isDescriptor = OptionRule.DESCRIPTORS.contains(name)
                    && !settings.allow().transports().contains(ProcessSettings.Allow.Transport.FD);
            if (rule.rejected().contains(name) || isDescriptor) {
                faults.add(BrokenRule.argument("'" + leaf.key() + "' is not allowed for a process", REMOVE_IT));
            }
            PathPolicy.Use use = rule.paths().get(name);
            if (use != null) {
                isPath = true;
                paths.check(option.vm(), leaf.value(), use, option.checkTime()).ifPresent(faults::add);
            }
        }
        if (!isPath && looksLikePath(leaf.value())) {
            String text = leaf.value().startsWith("unix:") ? leaf.value().substring("unix:".length()) : leaf.value();
            paths.check(option.vm(), text, PathPolicy.Use.FILE, option.checkTime())
                    .ifPresent(faults::add);
        }
        return faults;
    }

    private static boolean looksLikePath(String value) {
        return value.startsWith("/") || value.startsWith("unix:") || value.startsWith("../") || value.contains("/../");
    }
}
