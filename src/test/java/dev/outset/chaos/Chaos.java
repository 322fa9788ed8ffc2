package dev.outset.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Runs the chaos test for a long time, on an installed PostgreSQL 15 with fsync if available. */
public final class Chaos {

    private static final Path DEBIAN = Path.of("/usr/lib/postgresql/15/bin");

    private Chaos() {}

    /** Runs for {@code -Dchaos.seconds} with {@code -Dchaos.seed}. */
    public static void main(String[] arguments) throws Exception {
        long seed = Long.getLong("chaos.seed", System.nanoTime());
        Duration length = Duration.ofSeconds(Integer.getInteger("chaos.seconds", 180));
        Path folder = Files.createTempDirectory("outset-chaos");
        try (ChaosDatabase database = open(folder)) {
            System.out.println(
                    "seed " + seed + ", " + length + ", " + database.getClass().getSimpleName());
            System.out.println(ChaosRun.run(seed, length, database, folder));
        }
    }

    private static ChaosDatabase open(Path folder) {
        return Files.isExecutable(DEBIAN.resolve("initdb"))
                ? new InstalledPostgreSql(DEBIAN, folder)
                : ChaosDatabase.embedded(folder);
    }
}
