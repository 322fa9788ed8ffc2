package dev.outset.support;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** The QEMU installed on this host. Without one, tests that need it are skipped; they fail if {@code CI=true}. */
public final class RealQemu {

    private static final Path DEFAULT = Path.of("/usr/bin/qemu-system-x86_64");

    private RealQemu() {}

    /** Returns the path of the binary, which the system property {@code outset.test.qemu} overrides. */
    public static Path binary() {
        Path binary = Path.of(System.getProperty("outset.test.qemu", DEFAULT.toString()));
        if (!Files.isExecutable(binary)) {
            String reason = binary + " is not executable; install QEMU (Debian: qemu-system-x86)";
            if ("true".equals(System.getenv("CI"))) {
                Assertions.fail(reason);
            }
            Assumptions.abort(reason);
        }
        return binary;
    }
}
