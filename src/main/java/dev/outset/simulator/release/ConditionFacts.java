package dev.outset.simulator.release;

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
     * @param runState the QAPI name of the run state
     * @param started whether an incoming transport listens
     * @param multiChannel whether the transport supports several channels
     * @param transport the transport to check; empty for none
     * @param accelerator the accelerator, such as {@code kvm with dirty-ring-size set}
     */
    public record IncomingFacts(
            String runState, boolean started, boolean multiChannel, String transport, String accelerator) {}
}
