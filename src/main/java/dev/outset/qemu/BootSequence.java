package dev.outset.qemu;

import java.util.List;

/**
 * The start of one release: its steps in order, each with the phase that holds once the step is done.
 *
 * @param stages the steps in the order of that release
 */
public record BootSequence(List<Stage> stages) {

    /**
     * One step and the phase after it.
     *
     * @param step the step
     * @param phase the phase that holds once the step is done
     */
    public record Stage(BootStep step, BootPhase phase) {}

    public BootSequence {
        stages = List.copyOf(stages);
    }

    /** Whether this release takes the step at all. */
    public boolean takes(BootStep step) {
        return stages.stream().anyMatch(stage -> stage.step() == step);
    }

    /**
     * Whether one step comes before another in this release.
     *
     * @throws IllegalArgumentException if the release does not take one of them
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
        throw new IllegalArgumentException("This release has no step " + step.label());
    }
}
