package dev.outset.simulator.release;

/**
 * What a condition of the catalogue can be asked about; capabilities are bits at their index.
 *
 * @param candidate the capabilities with the request applied
 * @param previous the capabilities before the request
 * @param live the capabilities that are stored
 * @param candidateParameters the parameters with the request applied, by index
 * @param liveParameters the parameters that are stored, by index
 * @param incoming what is known of the incoming side
 */
public record ConditionFacts(
        long candidate,
        long previous,
        long live,
        ParameterArray candidateParameters,
        ParameterArray liveParameters,
        IncomingFacts incoming) {

    /**
     * The incoming side and the host.
     *
     * @param runState the run state as QAPI spells it
     * @param started whether an incoming transport was set up
     * @param multiChannel whether the transport can carry several channels
     * @param transport the transport in question; empty for none
     * @param accelerator the accelerator in words, such as {@code kvm with dirty-ring-size set}
     */
    public record IncomingFacts(
            String runState, boolean started, boolean multiChannel, String transport, String accelerator) {}
}
