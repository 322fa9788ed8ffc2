package dev.outset.launch.process;

import java.util.Map;

/**
 * The VM that something is asked for.
 *
 * @param vm its name
 * @param labels its labels, which decide on the folders it may use
 */
public record PolicySubject(String vm, Map<String, String> labels) {
    public PolicySubject {
        labels = Map.copyOf(labels);
    }
}
