package dev.outset.launch.policy;

import dev.outset.launch.ProcessSettings;
import dev.outset.launch.ProcessSettings.Allow;
import dev.outset.launch.ProcessSettings.FolderScope;
import dev.outset.launch.ProcessSettings.SystemCalls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/**
 * Builds {@link ProcessSettings} for tests.
 *
 * @param folders the directories that every VM may use
 * @param scopes the directories of VMs with certain labels
 * @param sandbox the minimum sandbox
 * @param user the user that QEMUs run as; null for the user of the tests
 * @param allow additional permissions
 * @param deadline the timeout of each step of stopping
 * @param maxProcesses the maximum number of QEMU processes
 */
public record PolicySettings(
        List<Path> folders,
        List<FolderScope> scopes,
        List<SystemCalls> sandbox,
        @Nullable String user,
        Allow allow,
        Duration deadline,
        int maxProcesses) {

    /** Allows only the given directories and does not require a sandbox. */
    public static PolicySettings of(Path... folders) {
        return new PolicySettings(
                List.of(folders), List.of(), List.of(), null, Allow.NOTHING, Duration.ofSeconds(5), 200);
    }

    /** Replaces the scopes. */
    public PolicySettings with(FolderScope... others) {
        return new PolicySettings(folders, List.of(others), sandbox, user, allow, deadline, maxProcesses);
    }

    PolicySettings with(Allow other) {
        return new PolicySettings(folders, scopes, sandbox, user, other, deadline, maxProcesses);
    }

    /** Replaces the minimum sandbox. */
    public PolicySettings with(SystemCalls... minimum) {
        return new PolicySettings(folders, scopes, List.of(minimum), user, allow, deadline, maxProcesses);
    }

    /** Replaces the user. */
    public PolicySettings withUser(String other) {
        return new PolicySettings(folders, scopes, sandbox, other, allow, deadline, maxProcesses);
    }

    /** Replaces the stop timeout and the maximum number of processes. */
    public PolicySettings with(Duration step, int processes) {
        return new PolicySettings(folders, scopes, sandbox, user, allow, step, processes);
    }

    /** Builds the settings. */
    public ProcessSettings settings() {
        return new ProcessSettings(
                true,
                List.of(),
                folders,
                scopes,
                maxProcesses,
                Duration.ofSeconds(10),
                Duration.ofMillis(100),
                deadline,
                deadline,
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                DataSize.ofKilobytes(8),
                DataSize.ofMegabytes(1),
                sandbox,
                user,
                allow);
    }
}
