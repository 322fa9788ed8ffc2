package dev.outset.launch.policy.rule;

import java.util.Map;

/**
 * The VM that the policy is applied to.
 *
 * @param vm its name
 * @param labels its labels, which select the directories it may use
 */
public record PolicyContext(String vm, Map<String, String> labels) {
    public PolicyContext {
        labels = Map.copyOf(labels);
    }
}
