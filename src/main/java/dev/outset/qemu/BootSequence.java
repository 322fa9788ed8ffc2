package dev.outset.qemu;

import java.util.List;

/**
 * The boot sequence of one release: its steps in order, each with the phase reached after it.
 *
 * @param stages the steps, in the order of the release
 */
public record BootSequence(List<Stage> stages) {

    /**
     * A boot step and the phase reached after it.
     *
     * @param step the step
     * @param phase the phase reached after the step
     */
    public record Stage(BootStep step, BootPhase phase) {}

    public BootSequence {
        stages = List.copyOf(stages);
    }

    /** Whether this release has the step. */
    public boolean includes(BootStep step) {
        return stages.stream().anyMatch(stage -> stage.step() == step);
    }

    /**
     * Whether one step comes before another in this release.
     *
     * @throws IllegalArgumentException if the release lacks one of them
     */
    public boolean isBefore(BootStep first, BootStep second) {
        return position(first) < position(second);
    }

    private int position(BootStep step) {
        for (int i = 0; i < stages.size(); i++) {
            if (stages.get(i).step() == step) {
                return i;
            }
        }
        throw new IllegalArgumentException("This release has no step " + step);
    }
}
