package dev.outset.launch.policy;

import dev.outset.launch.ProcessSettings;
import dev.outset.launch.RunFolder;
import dev.outset.launch.policy.image.BlockNodes;
import dev.outset.launch.policy.image.ImagePolicy;
import dev.outset.launch.policy.rule.BrokenRule;
import dev.outset.launch.policy.rule.CheckTime;
import dev.outset.launch.policy.rule.OptionLeaf;
import dev.outset.launch.policy.rule.OptionRule;
import dev.outset.launch.policy.rule.PathPolicy;
import dev.outset.launch.policy.rule.PolicyContext;
import dev.outset.launch.policy.rule.PolicyViolation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Objects to everything in an argument list that could make QEMU use more of the host than the settings allow: an option
 * or a key that is not known to be harmless, a program, a path outside the allowed folders, a sandbox below the floor.
 */
final class ArgumentPolicy {

    private static final int SHOWN = 300;

    /** {@code qemu_global_option}: the value of the short form is literal. */
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

    /** What is wrong with an argument list, which does not begin with the program's name. */
    List<PolicyViolation> check(PolicyContext vm, List<String> arguments, CheckTime moment) {
        MonitorRule monitor = MonitorRule.of(arguments, vm, runFolder);
        List<PolicyViolation> objections = new ArrayList<>();
        boolean hasSandbox = false;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            OptionRule rule = rule(argument);
            if (rule == null) {
                object(
                        objections,
                        i,
                        argument,
                        List.of(BrokenRule.argument("a process may not be given this option", LEAVE)));
            } else if (rule.form() != OptionRule.Form.FLAG) {
                i++;
                String name = name(argument);
                hasSandbox |= name.equals("sandbox");
                List<BrokenRule> faults = i < arguments.size()
                        ? value(new Option(vm, name, rule, arguments.get(i), moment), monitor)
                        : List.of(BrokenRule.argument("its value is missing", "Give it a value"));
                boolean isWhole = i < arguments.size();
                String shown = isWhole ? argument + " " + arguments.get(i) : argument;
                object(objections, isWhole ? i : i - 1, shown, faults);
            }
        }
        objections.addAll(images(vm, arguments, moment));
        if (!hasSandbox && !settings.sandbox().isEmpty()) {
            objections.add(new PolicyViolation(
                    PolicyViolation.NOWHERE,
                    "",
                    PolicyViolation.Rule.SANDBOX,
                    "The argument list has no -sandbox, and outset.process.sandbox asks for one",
                    "Enable the sandbox"));
        }
        return objections;
    }

    /** What is wrong with disk images; an image may be taken apart into nodes in several arguments. */
    private List<PolicyViolation> images(PolicyContext vm, List<String> arguments, CheckTime moment) {
        BlockNodes nodes = new BlockNodes(images);
        for (int i = 0; i < arguments.size(); i++) {
            OptionRule rule = rule(arguments.get(i));
            if (rule != null && rule.form() != OptionRule.Form.FLAG) {
                i++;
                if (i < arguments.size() && name(arguments.get(i - 1)).equals("blockdev")) {
                    try {
                        nodes.add(i, OptionLeaf.of(arguments.get(i), rule.impliedKey()));
                    } catch (IllegalArgumentException noMembers) {
                        // Refused as an argument already.
                    }
                }
            }
        }
        List<PolicyViolation> objections = new ArrayList<>();
        nodes.check(vm, moment)
                .forEach((index, faults) ->
                        object(objections, index, arguments.get(index - 1) + " " + arguments.get(index), faults));
        return objections;
    }

    static final String LEAVE = "Leave it out";

    /**
     * An option with its value.
     *
     * @param vm the VM
     * @param name its name without dashes
     * @param rule what it may say
     * @param value what it says
     * @param moment whether it is used now
     */
    record Option(PolicyContext vm, String name, OptionRule rule, String value, CheckTime moment) {}

    private static void object(List<PolicyViolation> objections, int index, String argument, List<BrokenRule> faults) {
        String shown = argument.length() > SHOWN ? argument.substring(0, SHOWN) + "…" : argument;
        for (BrokenRule fault : faults) {
            // In an argument list the address is an argument.
            PolicyViolation.Rule rule =
                    fault.rule() == PolicyViolation.Rule.ADDRESS ? PolicyViolation.Rule.ARGUMENT : fault.rule();
            objections.add(new PolicyViolation(
                    index, "", rule, "The argument '" + shown + "' is refused: " + fault.why(), fault.action()));
        }
    }

    private static @org.jspecify.annotations.Nullable OptionRule rule(String argument) {
        return argument.startsWith("-") ? OptionRule.ALL.get(name(argument)) : null;
    }

    /** QEMU takes one dash and two for the same. */
    private static String name(String argument) {
        return argument.substring(argument.startsWith("--") ? 2 : 1);
    }

    private List<BrokenRule> value(Option option, MonitorRule monitor) {
        if (option.value().indexOf('\0') >= 0) {
            return List.of(BrokenRule.argument("its value has a NUL character", "Write it without"));
        }
        return switch (option.rule().form()) {
            case FLAG, TEXT -> List.of();
            case PATH ->
                paths.fault(option.vm(), option.value(), PathPolicy.Use.FILE, option.moment()).stream()
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
                    new OptionLeaf(Objects.requireNonNull(matcher.group(2)), Objects.requireNonNull(matcher.group(3))));
        }
        List<OptionLeaf> leaves = OptionLeaf.of(option.value());
        List<BrokenRule> faults = new ArrayList<>();
        for (String property : OptionLeaf.values(leaves, "property")) {
            for (String value : OptionLeaf.values(leaves, "value")) {
                faults.addAll(leaf(option, new OptionLeaf(property, value)));
            }
        }
        return faults;
    }

    private List<BrokenRule> incoming(Option option) {
        String value = option.value();
        AddressPolicy.Question question =
                new AddressPolicy.Question(option.vm(), AddressPolicy.End.INCOMING, option.moment(), null);
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
                ? addresses.uri(question, value)
                : leaves(value, "channel-type", leaves -> addresses.channel(question, leaves));
    }

    private static List<BrokenRule> leaves(
            String value,
            @org.jspecify.annotations.Nullable String impliedKey,
            java.util.function.Function<List<OptionLeaf>, List<BrokenRule>> check) {
        List<OptionLeaf> leaves;
        try {
            leaves = OptionLeaf.of(value, impliedKey);
        } catch (IllegalArgumentException noMembers) {
            return List.of(BrokenRule.argument(
                    String.valueOf(noMembers.getMessage()), "Write JSON, or members between commas"));
        }
        return check.apply(leaves);
    }

    private List<BrokenRule> members(Option option, MonitorRule monitor) {
        if (option.value().startsWith("{") && !option.rule().json()) {
            return List.of(BrokenRule.argument("this option takes no JSON", "Write members between commas"));
        }
        return leaves(option.value(), option.rule().impliedKey(), leaves -> {
            List<BrokenRule> faults = new ArrayList<>();
            for (OptionLeaf leaf : leaves) {
                if (!DevicePolicy.looksAt(option.name(), leaf)) {
                    faults.addAll(leaf(option, leaf));
                }
            }
            faults.addAll(
                    switch (option.name()) {
                        case "mon" -> monitor.mon(leaves);
                        case "chardev" ->
                            monitor.isMonitor(leaves) ? monitor.chardev(leaves) : devices.chardev(option, leaves);
                        case "netdev" -> devices.netdev(option, leaves);
                        case "vnc" -> devices.vnc(option, leaves);
                        case "spice" -> devices.spice(option, leaves);
                        case "device" -> devices.device(option, leaves);
                        case "tpmdev" -> devices.tpm(leaves);
                        case "sandbox" -> SandboxMinimum.check(settings.sandbox(), leaves);
                        default -> List.of();
                    });
            return faults;
        });
    }

    private List<BrokenRule> leaf(Option option, OptionLeaf leaf) {
        OptionRule rule = option.rule();
        List<BrokenRule> faults = new ArrayList<>();
        if (!rule.keys().isEmpty() && !rule.keys().contains(leaf.topName())) {
            faults.add(BrokenRule.argument("a process may not be given '" + leaf.key() + "'", LEAVE));
        }
        boolean isPath = false;
        for (String name : leaf.names()) {
            Set<String> allowed = rule.values().get(name);
            if (allowed != null && !allowed.contains(leaf.value())) {
                faults.add(BrokenRule.argument(
                        "'" + leaf.value() + "' is not one of "
                                + allowed.stream().sorted().toList(),
                        "Choose one of these, or leave it out"));
            }
            boolean isDescriptor = OptionRule.DESCRIPTORS.contains(name)
                    && !settings.allow().transports().contains(ProcessSettings.Allow.Transport.FD);
            if (rule.refused().contains(name) || isDescriptor) {
                faults.add(BrokenRule.argument("a process may not be given '" + leaf.key() + "'", LEAVE));
            }
            PathPolicy.Use use = rule.paths().get(name);
            if (use != null) {
                isPath = true;
                paths.fault(option.vm(), leaf.value(), use, option.moment()).ifPresent(faults::add);
            }
        }
        if (!isPath && looksLikeAPath(leaf.value())) {
            String text = leaf.value().startsWith("unix:") ? leaf.value().substring("unix:".length()) : leaf.value();
            paths.fault(option.vm(), text, PathPolicy.Use.FILE, option.moment()).ifPresent(faults::add);
        }
        return faults;
    }

    private static boolean looksLikeAPath(String value) {
        return value.startsWith("/") || value.startsWith("unix:") || value.startsWith("../") || value.contains("/../");
    }
}
