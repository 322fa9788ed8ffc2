package dev.outset.launch.policy.rule;

import java.util.Map;

/**
 * The VM that something is asked for.
 *
 * @param vm its name
 * @param labels its labels, which decide on the folders it may use
 */
public record PolicyContext(String vm, Map<String, String> labels) {
    public PolicyContext {
        labels = Map.copyOf(labels);
    }
}
