package dev.outset.rules;

import dev.outset.qemu.RunState;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The facts that conditions of the catalogue refer to. Capabilities are bits as in {@link CapabilityTable}.
 *
 * @param candidate the capabilities with the request applied
 * @param previous the capabilities before the request
 * @param live the capabilities in effect
 * @param candidateParameters the parameters with the request applied, by index
 * @param liveParameters the parameters in effect, by index
 * @param incoming the facts about the incoming side and the host
 */
public record ConditionFacts(
        long candidate,
        long previous,
        long live,
        ParameterArray candidateParameters,
        ParameterArray liveParameters,
        IncomingFacts incoming) {

    /**
     * The facts about the incoming side and the host.
     *
     * @param runState the run state
     * @param started whether an incoming transport listens
     * @param multiChannel whether the transport supports several channels
     * @param transport the transport to check; empty for none
     * @param accelerator the accelerator, such as {@code kvm with dirty-ring-size set}
     * @param userfaultfd whether the host lets this QEMU use userfaultfd
     */
    public record IncomingFacts(
            RunState runState,
            boolean started,
            boolean multiChannel,
            String transport,
            String accelerator,
            boolean userfaultfd) {

        private static final Set<String> MULTI_CHANNEL = Set.of("tcp", "unix", "vsock");

        /** The facts about a QEMU that is not running yet; an unknown transport is null. */
        public static IncomingFacts predicted(
                boolean inMigrate, boolean started, @Nullable String transport, String accelerator) {
            boolean singleChannel = started && transport != null && !MULTI_CHANNEL.contains(transport);
            return new IncomingFacts(
                    inMigrate ? RunState.INMIGRATE : RunState.RUNNING,
                    started,
                    !singleChannel,
                    Objects.requireNonNullElse(transport, ""),
                    accelerator,
                    true);
        }

        /** The accelerator in the catalogue's words. */
        public static String accelerator(String type, boolean dirtyRing) {
            return dirtyRing ? type + " with dirty-ring-size set" : type;
        }

        /** These facts with another transport to check. */
        public IncomingFacts withTransport(String other) {
            return new IncomingFacts(runState, started, multiChannel, other, accelerator, userfaultfd);
        }
    }
}
