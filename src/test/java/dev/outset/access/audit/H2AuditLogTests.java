package dev.outset.access.audit;

import dev.outset.support.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The audit log on H2. */
class H2AuditLogTests extends AuditLogContract {

    @TempDir
    private Path directory;

    @Override
    TestDatabase open() {
        return TestDatabase.h2(directory);
    }
}
