package dev.outset.launch.process;

/** The state of a recorded QEMU process. */
sealed interface ProcessState {

    /** The exit status of a QEMU whose exit was not observed. */
    int UNKNOWN_EXIT_STATUS = -1;

    /**
     * The process is running.
     *
     * @param pid its process id
     * @param startTicks its start time, in clock ticks since the boot of the host
     */
    record Alive(long pid, long startTicks) implements ProcessState {}

    /**
     * The process has exited.
     *
     * @param exitStatus its exit status, or {@link #UNKNOWN_EXIT_STATUS}
     */
    record Exited(int exitStatus) implements ProcessState {}

    /** The start was announced; it is not known yet whether it took place. */
    record Announced() implements ProcessState {}
}
