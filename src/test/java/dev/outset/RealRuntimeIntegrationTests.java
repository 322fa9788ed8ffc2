package dev.outset;

import dev.outset.support.RealQemu;
import java.nio.file.Path;
import java.util.List;

/** Runs the contract with the QEMU installed on this host. */
class RealRuntimeIntegrationTests extends RuntimeContract {

    @Override
    String runtime() {
        return "process";
    }

    @Override
    List<String> settings(Path runFolder) {
        return List.of(
                "--outset.process.enabled=true",
                "--outset.process.binaries[0].path=" + RealQemu.binary(),
                "--outset.process.binaries[0].version=7.2",
                "--outset.process.folders=/nonexistent");
    }
}
