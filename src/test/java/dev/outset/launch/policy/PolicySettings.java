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
 * Settings of real QEMUs in tests.
 *
 * @param folders where files may lie
 * @param scopes where files of some VMs may lie
 * @param sandbox the floor of the sandbox
 * @param user the user that QEMUs run as; null for the tests' own
 * @param allow what is allowed besides
 * @param deadline how long each step of stopping may take
 * @param maxProcesses the most QEMUs at a time
 */
public record PolicySettings(
        List<Path> folders,
        List<FolderScope> scopes,
        List<SystemCalls> sandbox,
        @Nullable String user,
        Allow allow,
        Duration deadline,
        int maxProcesses) {

    /** Nothing is allowed but some folders, and no sandbox is asked for. */
    public static PolicySettings of(Path... folders) {
        return new PolicySettings(
                List.of(folders), List.of(), List.of(), null, Allow.NOTHING, Duration.ofSeconds(5), 200);
    }

    public PolicySettings with(FolderScope... others) {
        return new PolicySettings(folders, List.of(others), sandbox, user, allow, deadline, maxProcesses);
    }

    PolicySettings with(Allow other) {
        return new PolicySettings(folders, scopes, sandbox, user, other, deadline, maxProcesses);
    }

    public PolicySettings with(SystemCalls... floor) {
        return new PolicySettings(folders, scopes, List.of(floor), user, allow, deadline, maxProcesses);
    }

    public PolicySettings withUser(String other) {
        return new PolicySettings(folders, scopes, sandbox, other, allow, deadline, maxProcesses);
    }

    public PolicySettings with(Duration step, int processes) {
        return new PolicySettings(folders, scopes, sandbox, user, allow, step, processes);
    }

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
