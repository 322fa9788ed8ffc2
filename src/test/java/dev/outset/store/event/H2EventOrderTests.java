package dev.outset.store.event;

import dev.outset.support.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Runs the contract on H2. */
class H2EventOrderTests extends EventOrderContract {

    @TempDir
    private Path folder;

    @Override
    TestDatabase open() {
        return TestDatabase.h2(folder);
    }
}
