package dev.outset.launch.policy.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.outset.OutsetApplication;
import dev.outset.launch.process.ProcessLauncher;
import dev.outset.support.HttpCalls;
import dev.outset.support.RealQemu;
import dev.outset.support.Requirements;
import dev.outset.support.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import tools.jackson.databind.JsonNode;

/** Checks that the service never passes an image to a real QEMU whose header refers to files of the host. */
class ImageHeaderIntegrationTests {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    private Path images = Path.of("/");

    private Path secret = Path.of("/");

    private ConfigurableApplicationContext service = new GenericApplicationContext();

    private HttpCalls http = new HttpCalls(0);

    @BeforeEach
    void start() throws IOException {
        Requirements.commands("qemu-img");
        images = Files.createDirectory(folder.resolve("images"));
        secret = Files.writeString(folder.resolve("host-secret"), "root:$6$");
        service = new SpringApplication(OutsetApplication.class)
                .run(
                        "--server.port=0",
                        "--logging.level.root=warn",
                        "--outset.run.folder=" + folder.resolve("run"),
                        "--outset.process.enabled=true",
                        "--outset.process.folders=" + images,
                        "--outset.process.binaries[0].path=" + RealQemu.binary(),
                        "--outset.reconcile.resync-interval=500ms",
                        "--outset.reconcile.first-backoff=100ms",
                        "--spring.datasource.url=" + TestDatabase.h2Url(folder));
        http = new HttpCalls(
                Integer.parseInt(Objects.requireNonNull(service.getEnvironment().getProperty("local.server.port"))));
    }

    @AfterEach
    void stop() {
        if (service.isActive()) {
            service.getBean(ProcessLauncher.class).stop("db-1");
            service.close();
        }
        assertThat(secret).hasContent("root:$6$");
    }

    private HttpCalls.Answer post(String format, String power) {
        return http.post("/api/v1/vms", """
                {"name": "db-1", "spec": {"runtime": "process", "qemu": {"version": "7.2"}, "power": "%s",
                 "memory": {"size": "64MiB"}, "disks": [{"path": "%s/disk", "format": "%s"}]}}
                """.formatted(power, images, format));
    }

    private void image(String... options) throws IOException, InterruptedException {
        String[] command = new String[options.length + 6];
        String[] begin = {"qemu-img", "create", "-q", "-f", "qcow2"};
        System.arraycopy(begin, 0, command, 0, begin.length);
        System.arraycopy(options, 0, command, begin.length, options.length);
        command[command.length - 1] = images + "/disk";
        String size = "1M";
        Process process = new ProcessBuilder(java.util.stream.Stream.concat(
                                java.util.Arrays.stream(command), java.util.stream.Stream.of(size))
                        .toList())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
    }

    private JsonNode awaitVm(Predicate<JsonNode> done) {
        return await().atMost(TIMEOUT).until(() -> http.get("/api/v1/vms/db-1").json(), done);
    }

    private static Predicate<JsonNode> has(String type, String status, String reason) {
        return vm -> vm.at("/status/conditions")
                .valueStream()
                .anyMatch(condition -> condition.path("type").asString().equals(type)
                        && condition.path("status").asString().equals(status)
                        && (reason.isEmpty()
                                || condition.path("reason").asString().equals(reason)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"backing", "data", "json"})
    void rejectsAnImageThatRefersToAFileOfTheHost(String kind) throws IOException, InterruptedException {
        switch (kind) {
            case "backing" -> image("-b", secret.toString(), "-F", "raw");
            case "data" -> image("-o", "data_file=" + folder.resolve("foreign-data") + ",data_file_raw=on");
            default ->
                Files.write(
                        images.resolve("disk"),
                        Images.qcow2(3, "json:{\"driver\":\"file\",\"filename\":\"" + secret + "\"}", "raw", null));
        }

        HttpCalls.Answer rejected = post("qcow2", "On");

        assertThat(rejected.status()).as(rejected.text()).isEqualTo(422);
        JsonNode violation = rejected.json().at("/violations/0");
        assertThat(violation.path("rule").asString()).isEqualTo("image-not-allowed");
        assertThat(violation.path("pointer").asString()).startsWith("/spec/disks/0");
        assertThat(violation.path("message").asString())
                .contains(images + "/disk", kind.equals("data") ? "foreign-data" : "host-secret");
    }

    /**
     * A guest can write a qcow2 header into its raw disk, which takes effect if the disk is later declared as qcow2.
     */
    @Test
    void rejectsAHeaderThatAGuestWroteIntoItsRawDisk() throws IOException {
        Files.write(images.resolve("disk"), new byte[1 << 20]);
        assertThat(post("raw", "Off").status()).isEqualTo(201);
        Files.write(images.resolve("disk"), Images.qcow2(3, secret.toString(), "raw", null));

        HttpCalls.Answer raw = http.call(
                "PATCH",
                "/api/v1/vms/db-1",
                "application/merge-patch+json",
                "{\"labels\": {\"checked\": \"yes\"}}",
                "If-Match",
                "*");
        HttpCalls.Answer qcow2 = http.call(
                "PATCH",
                "/api/v1/vms/db-1",
                "application/merge-patch+json",
                "{\"spec\": {\"disks\": [{\"path\": \"" + images + "/disk\", \"format\": \"qcow2\"}]}}",
                "If-Match",
                "*");

        assertThat(raw.status()).as(raw.text()).isEqualTo(200);
        assertThat(qcow2.status()).as(qcow2.text()).isEqualTo(422);
        assertThat(qcow2.text()).contains("image-not-allowed");
    }

    @Test
    void checksImagesAgainWhenTheVmIsPoweredOn() throws IOException, InterruptedException {
        image();
        assertThat(post("qcow2", "Off").status()).isEqualTo(201);
        awaitVm(has("Launched", "False", ""));
        HttpCalls.Answer on = powerOnWith(Images.qcow2(3, secret.toString(), "raw", null));

        assertThat(on.status()).as(on.text()).isEqualTo(422);
        assertThat(service.getBean(ProcessLauncher.class).find("db-1")).isEmpty();
    }

    private HttpCalls.Answer powerOnWith(byte[] image) throws IOException {
        Files.write(images.resolve("disk"), image);
        return http.call(
                "PATCH",
                "/api/v1/vms/db-1",
                "application/merge-patch+json",
                "{\"spec\": {\"power\": \"On\"}}",
                "If-Match",
                "*");
    }

    /** The image becomes hostile while QEMU runs: the next start is rejected with the reason. */
    @Test
    void doesNotStartQemuWithAnImageThatBecameHostileAfterAdmission() throws IOException, InterruptedException {
        image();
        assertThat(post("qcow2", "On").status()).isEqualTo(201);
        awaitVm(has("Verified", "True", ""));
        service.getBean(ProcessLauncher.class).stop("db-1");
        Files.write(images.resolve("disk"), Images.qcow2(3, secret.toString(), "raw", null));
        service.getBean(ProcessLauncher.class).stop("db-1");
        assertThat(http.post("/api/v1/vms/db-1/restart", "").status()).isLessThan(300);

        JsonNode vm = awaitVm(has("Launched", "False", "ImageNotAllowed"));

        assertThat(vm.toString()).contains("host-secret");
        assertThat(service.getBean(ProcessLauncher.class)
                        .find("db-1")
                        .filter(dev.outset.launch.QemuInstance.Running.class::isInstance))
                .isEmpty();
    }

    @Test
    void startsQemuWithABackingChainInsideTheFolders() throws IOException, InterruptedException {
        Files.write(images.resolve("base.raw"), new byte[1 << 20]);
        image("-b", "base.raw", "-F", "raw");

        assertThat(post("qcow2", "On").status()).isEqualTo(201);

        awaitVm(has("Verified", "True", ""));
    }
}
