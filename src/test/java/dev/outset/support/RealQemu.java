package dev.outset.support;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** The real QEMU of this machine. Without one its tests are skipped and say so; under {@code CI=true} they fail. */
public final class RealQemu {

    private static final Path DEFAULT = Path.of("/usr/bin/qemu-system-x86_64");

    private RealQemu() {}

    /** The program; set {@code outset.test.qemu} for another one. */
    public static Path binary() {
        Path binary = Path.of(System.getProperty("outset.test.qemu", DEFAULT.toString()));
        if (!Files.isExecutable(binary)) {
            String reason = "There is no " + binary + "; install QEMU (Debian: qemu-system-x86)";
            if ("true".equals(System.getenv("CI"))) {
                Assertions.fail(reason);
            }
            Assumptions.abort(reason);
        }
        return binary;
    }
}
