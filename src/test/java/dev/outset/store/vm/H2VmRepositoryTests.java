package dev.outset.store.vm;

import dev.outset.support.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Runs the contract on H2. */
class H2VmRepositoryTests extends VmRepositoryContract {

    @TempDir
    private Path folder;

    @Override
    TestDatabase open() {
        return TestDatabase.h2(folder);
    }
}
