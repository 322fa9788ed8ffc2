package dev.outset.store.vm;

import dev.outset.support.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Runs the contract on H2. */
class H2SummaryMigrationTests extends SummaryMigrationContract {

    @TempDir
    private Path folder;

    @Override
    TestDatabase openAt(String version) {
        return TestDatabase.h2(folder, version);
    }
}
