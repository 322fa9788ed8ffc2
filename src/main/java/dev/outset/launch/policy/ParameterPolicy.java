package dev.outset.launch.policy;

import dev.outset.launch.policy.rule.BrokenRule;
import dev.outset.launch.policy.rule.OptionLeaf;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What migration parameters may say: none of them may name a program or a path unknown to the policy. */
final class ParameterPolicy {

    /** Its first element is started in place of QEMU (10.2 and newer). */
    private static final String COMMAND = "cpr-exec-command";

    private static final String ALIASES = "block-bitmap-mapping";

    private final AddressPolicy addresses;

    ParameterPolicy(AddressPolicy addresses) {
        this.addresses = addresses;
    }

    /** What is wrong, by parameter. */
    Map<String, List<BrokenRule>> check(List<OptionLeaf> leaves) {
        Map<String, List<BrokenRule>> faults = new LinkedHashMap<>();
        Map<String, List<OptionLeaf>> byName = new LinkedHashMap<>();
        leaves.forEach(leaf -> byName.computeIfAbsent(leaf.topName(), name -> new ArrayList<>())
                .add(leaf));
        byName.forEach((name, own) -> {
            List<BrokenRule> found = check(name, own);
            if (!found.isEmpty()) {
                faults.put(name, found);
            }
        });
        return faults;
    }

    private List<BrokenRule> check(String name, List<OptionLeaf> leaves) {
        if (name.equals(COMMAND)) {
            return addresses.command(leaves);
        }
        if (name.equals(ALIASES)) {
            // Names of nodes and bitmaps, which may have any form.
            return List.of();
        }
        List<BrokenRule> faults = new ArrayList<>();
        leaves.stream()
                .filter(leaf -> leaf.value().startsWith("/"))
                .forEach(leaf -> faults.add(BrokenRule.path(
                        "the parameter " + name + " names a path, " + leaf.value(),
                        "Leave it out or name an object's id")));
        boolean isList = leaves.stream().anyMatch(leaf -> leaf.key().indexOf('.') >= 0);
        if (isList) {
            faults.add(BrokenRule.argument("what the list " + name + " says is not known", "Leave it out"));
        }
        return faults;
    }
}
