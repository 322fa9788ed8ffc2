package dev.outset;

import java.nio.file.Path;
import java.util.List;

/** Runs the contract with simulated QEMUs. */
class SimulatedRuntimeIntegrationTests extends RuntimeContract {

    @Override
    String runtime() {
        return "simulated";
    }

    @Override
    List<String> settings(Path runFolder) {
        return List.of("--outset.simulator.socket-folder=" + runFolder, "--outset.simulator.scan-interval=50ms");
    }
}
