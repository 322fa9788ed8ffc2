package dev.outset.launch.policy;

import dev.outset.launch.policy.rule.BrokenRule;
import dev.outset.qemu.OptionMember;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Checks migration parameters: none may refer to a program or a path that the policy does not allow. */
final class ParameterPolicy {

    /** QEMU 10.2 and newer execute the first element in place of QEMU. */
    private static final String COMMAND = "cpr-exec-command";

    private static final String ALIASES = "block-bitmap-mapping";

    private final AddressPolicy addresses;

    ParameterPolicy(AddressPolicy addresses) {
        this.addresses = addresses;
    }

    /** Checks parameters; returns the faults by parameter. */
    Map<String, List<BrokenRule>> check(List<OptionMember> leaves) {
        Map<String, List<BrokenRule>> faults = new LinkedHashMap<>();
        leaves.stream()
                .collect(Collectors.groupingBy(OptionMember::topName, LinkedHashMap::new, Collectors.toList()))
                .forEach((name, own) -> faults.put(name, check(name, own)));
        return faults;
    }

    private List<BrokenRule> check(String name, List<OptionMember> leaves) {
        if (name.equals(COMMAND)) {
            return addresses.checkCommand(leaves);
        }
        if (name.equals(ALIASES)) {
            // Names of nodes and bitmaps have no restrictions.
            return List.of();
        }
        List<BrokenRule> faults = new ArrayList<>();
        leaves.stream()
                .filter(leaf -> leaf.value().startsWith("/"))
                .forEach(leaf -> faults.add(BrokenRule.path(
                        "the parameter " + name + " contains the path " + leaf.value(),
                        "Remove it or use the id of an object")));
        boolean isList = leaves.stream().anyMatch(leaf -> leaf.key().indexOf('.') >= 0);
        if (isList) {
            faults.add(BrokenRule.argument("the list " + name + " is not known", "Remove it"));
        }
        return faults;
    }
}
