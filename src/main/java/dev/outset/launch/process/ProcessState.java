package dev.outset.launch.process;

/** What has become of a recorded QEMU. */
sealed interface ProcessState {

    /** The exit status of a QEMU that ended while nobody was there to see it. */
    int UNSEEN = -1;

    /**
     * It lives.
     *
     * @param pid its process id
     * @param startTicks its start time, in clock ticks since the machine's boot
     */
    record Alive(long pid, long startTicks) implements ProcessState {}

    /**
     * It is gone.
     *
     * @param exitStatus its exit status, or {@link #UNSEEN}
     */
    record Gone(int exitStatus) implements ProcessState {}

    /** Its start was announced and nobody knows yet whether it took place. */
    record Announced() implements ProcessState {}
}
