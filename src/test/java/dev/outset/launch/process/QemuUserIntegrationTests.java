package dev.outset.launch.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.outset.launch.LaunchException;
import dev.outset.launch.LaunchOrder;
import dev.outset.launch.QemuInstance;
import dev.outset.launch.RunFolder;
import dev.outset.launch.policy.PolicySettings;
import dev.outset.qemu.QemuVersion;
import dev.outset.qemu.SimulationOrder;
import dev.outset.qmp.QmpClient;
import dev.outset.qmp.QmpCommand;
import dev.outset.support.RealQemu;
import dev.outset.support.Requirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests QEMUs that run as another user, which requires root. */
class QemuUserIntegrationTests {

    private static final String USER = "nobody";

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private Path folder = Path.of("/");

    private Path run = Path.of("/");

    @BeforeEach
    void createAccessibleDirectory() throws IOException {
        RealQemu.binary();
        assumeTrue("root".equals(System.getProperty("user.name")), "Only root can start a QEMU as another user");
        Requirements.commands("setpriv");
        folder = Files.createTempDirectory(
                "outset", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        run = folder.resolve("run");
    }

    @AfterEach
    void stopAndClear() throws IOException {
        if (Files.exists(run)) {
            try (ProcessLauncher launcher = launcher()) {
                launcher.stop("db-1");
                launcher.stop("db-2");
            }
            new VmDirectory(folder).delete();
        }
    }

    private ProcessLauncher launcher() {
        return new ProcessLauncher(
                PolicySettings.of().withUser(USER).settings(),
                new RunFolder(run.toString()),
                (version, incomingConfig) -> RealQemu.binary(),
                InstantSource.system(),
                task -> Thread.ofVirtual().start(task));
    }

    private LaunchOrder order(String vm, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "-nodefaults",
                "-sandbox",
                "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny",
                "-machine",
                "none",
                "-display",
                "none",
                "-chardev",
                "socket,id=monitor,path=" + run.resolve(vm + ".qmp") + ",server=on,wait=off",
                "-mon",
                "chardev=monitor,mode=control"));
        arguments.addAll(List.of(more));
        return new LaunchOrder(vm, 1, new QemuVersion(7, 2), false, arguments, SimulationOrder.PLAIN, Map.of());
    }

    private static QmpCommand.StatusInfo queryStatus(ProcessLauncher launcher, QemuInstance.Running running) {
        try (QmpClient client =
                new QmpClient(launcher.connect(running), TIMEOUT, InstantSource.system(), event -> {})) {
            client.negotiate();
            return client.execute(new QmpCommand.QueryStatus());
        }
    }

    @Test
    void startsAndStopsQemuAsAnotherUser() throws IOException {
        try (ProcessLauncher launcher = launcher()) {
            QemuInstance started = launcher.launch(order("db-1"));

            assertThat(started).isInstanceOf(QemuInstance.Running.class);
            assertThat(queryStatus(launcher, (QemuInstance.Running) started).status())
                    .isEqualTo("running");
            long pid = Objects.requireNonNull(
                    new RunDirectory(run).of("db-1").record().orElseThrow().pid());
            Path process = Path.of("/proc/" + pid);
            assertThat(Files.readString(process.resolve("comm"))).startsWith("qemu-system");
            List<String> status = Files.readAllLines(process.resolve("status"));
            String uid = Files.getAttribute(Path.of("/proc/" + pid), "unix:uid").toString();
            assertThat(uid).isNotEqualTo("0");
            assertThat(status).contains("Uid:\t" + uid + "\t" + uid + "\t" + uid + "\t" + uid);
            assertThat(status).anyMatch(line -> line.matches("CapEff:\t0+"));
            assertThat(status).noneMatch(line -> line.matches("Groups:\t.*\\b0\\b.*"));
            assertThat(Files.getOwner(run.resolve("db-1.qmp")).getName()).isEqualTo(USER);
            assertThat(Files.getOwner(run.resolve("db-1")).getName()).isEqualTo("root");
            assertThat(Files.getAttribute(run, "unix:mode", LinkOption.NOFOLLOW_LINKS))
                    .isEqualTo(040000 | 01730);
            launcher.stop("db-1");
            assertThat(ProcessHandle.of(pid)).isEmpty();
            assertThat(run.resolve("db-1.qmp")).doesNotExist();
        }
    }

    @Test
    void findsQemuAgainAndIgnoresDirectoriesOfTheQemuUser() throws IOException, InterruptedException {
        try (ProcessLauncher launcher = launcher()) {
            launcher.launch(order("db-1"));
        }
        // What a compromised QEMU could do to a VM that is started later.
        assertThat(runAs(USER, "/bin/sh", "-c", "mkdir " + run + "/db-2 && echo '{}' > " + run + "/db-2/record.json"))
                .isZero();
        assertThat(runAs(USER, "/bin/sh", "-c", "rm -rf " + run + "/db-1 " + run + "/.locks"))
                .isNotZero();
        assertThat(runAs(USER, "/bin/sh", "-c", "ls " + run)).isNotZero();
        assertThat(runAs(USER, "/bin/cat", "/proc/" + ProcessHandle.current().pid() + "/environ"))
                .isNotZero();

        try (ProcessLauncher later = launcher()) {
            QemuInstance found = later.find("db-1").orElseThrow();
            assertThat(found).isInstanceOf(QemuInstance.Running.class);
            assertThat(queryStatus(later, (QemuInstance.Running) found).status())
                    .isEqualTo("running");
            assertThat(later.find("db-2")).isEmpty();
            assertThatExceptionOfType(LaunchException.class).isThrownBy(() -> later.launch(order("db-2")));
        }
    }

    private static int runAs(String user, String... command) throws IOException, InterruptedException {
        List<String> words =
                new ArrayList<>(List.of("/usr/bin/setpriv", "--reuid=" + user, "--clear-groups", "--regid=65534"));
        words.addAll(List.of(command));
        return new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
