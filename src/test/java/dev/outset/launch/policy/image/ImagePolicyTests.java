package dev.outset.launch.policy.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.launch.ProcessSettings;
import dev.outset.launch.RunFolder;
import dev.outset.launch.policy.HostPolicy;
import dev.outset.launch.policy.PolicySettings;
import dev.outset.launch.policy.rule.PolicyContext;
import dev.outset.launch.policy.rule.PolicyViolation;
import dev.outset.support.Requirements;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks which references in image headers the policy allows. */
class ImagePolicyTests {

    private static final PolicyContext VM = new PolicyContext("db-1", Map.of("team", "db"));

    @TempDir
    private Path root = Path.of("/");

    private Path images = Path.of("/");

    private Path secret = Path.of("/");

    private HostPolicy policy = policy(Path.of("/"));

    @BeforeEach
    void makeFolders() throws IOException {
        images = Files.createDirectories(root.toRealPath().resolve("images"));
        Files.createDirectories(images.resolve("base"));
        secret = Files.writeString(Files.createDirectories(root.resolve("etc")).resolve("secret"), "root:$6$");
        policy = policy(images);
    }

    private static HostPolicy policy(Path folder) {
        return new HostPolicy(PolicySettings.of(folder).settings(), new RunFolder(folder + "/../run"));
    }

    private Path qcow2(String name, @Nullable String backing, @Nullable String format, @Nullable String data)
            throws IOException {
        return Images.write(images.resolve(name), Images.qcow2(3, backing, format, data));
    }

    private List<PolicyViolation> check(String format, Path image) {
        return policy.checkArguments(VM, List.of("-blockdev", blockdev(format, image)));
    }

    private static String blockdev(String format, Path image) {
        return "driver=" + format + ",node-name=disk0,file.driver=file,file.filename=" + image;
    }

    private void assertRejected(Path image, String... words) {
        List<PolicyViolation> violations = check("qcow2", image);

        assertThat(violations)
                .isNotEmpty()
                .allMatch(violation -> violation.rule() == PolicyViolation.Rule.IMAGE)
                .allSatisfy(violation -> assertThat(violation.action()).isNotBlank());
        assertThat(violations.getFirst().message()).contains(words).contains(image.toString());
    }

    @Test
    void allowsImagesWithoutReferences() throws IOException {
        assertThat(check("qcow2", qcow2("a.qcow2", null, null, null))).isEmpty();
        assertThat(check("qcow2", Images.write(images.resolve("b"), Images.qcow2(2, null, null, null))))
                .isEmpty();
        assertThat(check("raw", Files.writeString(images.resolve("raw"), "anything")))
                .isEmpty();
        assertThat(check("qcow2", images.resolve("absent.qcow2"))).isEmpty();
    }

    @Test
    void allowsBackingChainsInsideTheFolders() throws IOException {
        Files.writeString(images.resolve("base/raw"), "a disk");
        Images.write(images.resolve("base/mid"), Images.qcow2(2, "raw", "raw", null));
        Files.createSymbolicLink(images.resolve("link"), images.resolve("base"));

        assertThat(check("qcow2", qcow2("a", "base/mid", "qcow2", null))).isEmpty();
        assertThat(check("qcow2", qcow2("b", "file:" + images + "/base/mid", "qcow2", null)))
                .isEmpty();
        assertThat(check("qcow2", qcow2("c", images + "/link/../base/raw", "raw", null)))
                .isEmpty();
        assertThat(check("qcow2", qcow2("d", null, null, images + "/base/raw"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SECRET",
                "file:SECRET",
                "../etc/secret",
                "base/../../etc/secret",
                "out",
                "/dev/null",
                "/dev/zero",
                "/proc/self/environ",
                "json:{\"driver\":\"file\",\"filename\":\"SECRET\"}",
                "json:{}",
                "nbd:localhost:10809",
                "nbd+unix:///x?socket=SECRET",
                "ssh://root@localhost/etc/shadow",
                "http://169.254.169.254/latest",
                "https://localhost/x",
                "ftp://localhost/x",
                "iscsi://localhost/x/1",
                "rbd:pool/image",
                "nfs://localhost/x",
                "gluster://localhost/x",
                "fat:rw:/etc",
                "blkdebug:SECRET",
                "blkverify:SECRET:SECRET",
                "vhost-user-blk:SECRET",
                "host_device:SECRET",
                "file:relative",
                "absent"
            })
    void rejectsABackingFileOutsideTheFolders(String written) throws IOException {
        Files.createSymbolicLink(images.resolve("out"), secret);
        String backing = written.replace("SECRET", secret.toString());

        assertRejected(qcow2("image", backing, "raw", null), backing);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SECRET",
                "json:{\"driver\":\"file\",\"filename\":\"SECRET\"}",
                "nbd:localhost:10809",
                "relative",
                "../etc/secret",
                "absent"
            })
    void rejectsADataFileOutsideTheFolders(String written) throws IOException {
        Files.writeString(images.resolve("relative"), "data");
        String data = written.replace("SECRET", secret.toString());

        assertRejected(qcow2("image", null, null, data), data, "data file");
    }

    @Test
    void checksTheWholeBackingChain() throws IOException {
        qcow2("bottom", secret.toString(), "raw", null);
        for (int i = 0; i < 20; i++) {
            qcow2("mid" + i, i == 0 ? "bottom" : "mid" + (i - 1), "qcow2", null);
        }
        qcow2("datum", null, null, secret.toString());

        assertThat(check("qcow2", qcow2("top", "mid19", "qcow2", null))
                        .getFirst()
                        .message())
                .contains("bottom", secret.toString());
        assertThat(check("qcow2", qcow2("top2", "datum", "qcow2", null))
                        .getFirst()
                        .message())
                .contains("datum", "data file");
    }

    @Test
    void rejectsLoopsAndOverlongChains() throws IOException {
        qcow2("a", "b", "qcow2", null);
        qcow2("b", "a", "qcow2", null);
        qcow2("c", "c", "qcow2", null);
        for (int i = 0; i < 210; i++) {
            qcow2("n" + i, "n" + (i + 1), "qcow2", null);
        }
        qcow2("n210", null, null, null);

        assertRejected(images.resolve("a"), "contains a loop");
        assertRejected(images.resolve("c"), "contains a loop");
        assertRejected(images.resolve("n0"), "more than 200");
    }

    @Test
    void rejectsFormatsThatQemuWouldDetect() throws IOException {
        Files.write(images.resolve("guessed"), Images.qcow2(3, secret.toString(), "raw", null));

        assertRejected(qcow2("a", "guessed", null, null), "does not specify the format");
        assertRejected(qcow2("b", "guessed", "vmdk", null), "vmdk");
        assertRejected(qcow2("c", "guessed", "file", null), "format file");
        assertRejected(qcow2("d", "guessed", "qcow2", null), secret.toString());
    }

    @Test
    void checksOldFormatsInABackingChain() throws IOException {
        Images.write(images.resolve("old"), Images.qcow(secret.toString()));
        Images.write(images.resolve("older"), Images.qed(secret.toString(), true));
        Images.write(images.resolve("fine"), Images.qed(null, false));

        assertRejected(qcow2("a", "old", "qcow", null), "old", secret.toString());
        assertRejected(qcow2("b", "older", "qed", null), "older", secret.toString());
        assertThat(check("qcow2", qcow2("c", "fine", "qed", null))).isEmpty();
    }

    @Test
    void rejectsMalformedHeaders() throws IOException {
        Files.writeString(images.resolve("text"), "not an image");
        Files.write(
                images.resolve("short"),
                ByteBuffer.allocate(8).putInt(Images.QCOW_MAGIC).array());
        byte[] endless = Images.qcow2(3, "x", "raw", null);
        ByteBuffer.wrap(endless).putInt(16, Integer.MAX_VALUE);
        Files.write(images.resolve("endless"), endless);
        byte[] far = Images.qcow2(3, "x", "raw", null);
        ByteBuffer.wrap(far).putLong(8, -8);
        Files.write(images.resolve("far"), far);
        byte[] notUtf8 = Images.qcow2(3, "\u00e4", "raw", null);
        ByteBuffer.wrap(notUtf8).put((int) ByteBuffer.wrap(notUtf8).getLong(8), (byte) 0xff);
        Files.write(images.resolve("not-utf8"), notUtf8);
        byte[] large = Images.qcow2(3, null, "raw", null);
        ByteBuffer.wrap(large).putInt(108, -1);
        Files.write(images.resolve("large"), large);

        for (String name : List.of("text", "short", "endless", "far", "not-utf8", "large")) {
            assertRejected(images.resolve(name), "cannot be checked");
        }
    }

    @Test
    void findsImagesInEverySpellingOfBlockNodes() throws IOException {
        Path image = qcow2("image", secret.toString(), "raw", null);
        List<List<String>> spellings = List.of(
                List.of("-blockdev", blockdev("qcow2", image)),
                List.of("--blockdev", "qcow2,file.driver=file,file.filename=" + image),
                List.of(
                        "-blockdev",
                        "{\"driver\":\"qcow2\",\"file\":{\"driver\":\"file\",\"filename\":\"" + image + "\"}}"),
                List.of("-blockdev", "driver=file,node-name=f,filename=" + image, "-blockdev", "driver=qcow2,file=f"),
                List.of("-blockdev", "driver=qcow2,file=f", "-blockdev", "driver=file,node-name=f,filename=" + image),
                List.of(
                        "-blockdev",
                        "{\"driver\":\"qcow2\",\"file\":{\"driver\":\"file\",\"filename\":\"" + images
                                + "/absent\"},\"backing\":{\"driver\":\"qcow2\",\"file\":{\"driver\":\"file\","
                                + "\"filename\":\"" + image + "\"}}}"),
                List.of(
                        "-blockdev",
                        "driver=qcow2,file.driver=raw,file.offset=512,file.file.driver=file," + "file.file.filename="
                                + image),
                List.of(
                        "-blockdev",
                        "driver=raw,node-name=r,file.driver=file,file.filename=" + image,
                        "-blockdev",
                        "driver=qcow2,file=r"));

        for (List<String> arguments : spellings) {
            assertThat(policy.checkArguments(VM, arguments).stream().map(PolicyViolation::rule))
                    .as("%s", arguments)
                    .contains(PolicyViolation.Rule.IMAGE);
        }
    }

    @ParameterizedTest
    @CsvSource({"team, db, true", "team, web, false"})
    void appliesTheFolderScopesOfTheVmsLabels(String key, String value, boolean allowed) throws IOException {
        Path own = Files.createDirectories(root.toRealPath().resolve("of-db"));
        Path base = Files.writeString(own.resolve("base"), "a disk");
        Path image = qcow2("image", base.toString(), "raw", null);
        HostPolicy scoped = new HostPolicy(
                PolicySettings.of(images)
                        .with(new ProcessSettings.FolderScope(Map.of("team", "db"), List.of(own)))
                        .settings(),
                new RunFolder(root.resolve("run").toString()));

        List<PolicyViolation> violations = scoped.checkArguments(
                new PolicyContext("db-1", Map.of(key, value)), List.of("-blockdev", blockdev("qcow2", image)));

        assertThat(violations.stream().anyMatch(each -> each.rule() == PolicyViolation.Rule.IMAGE))
                .isEqualTo(!allowed);
    }

    @Test
    void rejectsPipesWithoutBlocking() throws IOException, InterruptedException {
        Requirements.commands("mkfifo");
        Path pipe = images.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();

        assertRejected(pipe, "neither a file nor a block device");
        assertRejected(qcow2("image", "pipe", "qcow2", null), "neither a file nor a block device");
        assertRejected(qcow2("data", null, null, pipe.toString()), "neither a file nor a block device");
    }

    /** Images of {@code qemu-img} are interpreted correctly. */
    @Test
    void readsImagesWrittenByQemuImg() throws IOException, InterruptedException {
        Requirements.commands("qemu-img");
        run("qemu-img", "create", "-q", "-f", "raw", images + "/base/disk.raw", "1M");
        run("qemu-img", "create", "-q", "-f", "qcow2", "-b", "base/disk.raw", "-F", "raw", images + "/v3", "1M");
        run(
                "qemu-img",
                "create",
                "-q",
                "-f",
                "qcow2",
                "-o",
                "compat=0.10",
                "-b",
                secret.toString(),
                "-F",
                "raw",
                images + "/v2",
                "1M");
        run("qemu-img", "create", "-q", "-f", "qcow2", "-o", "data_file=" + root + "/etc/data", images + "/data", "1M");

        assertThat(check("qcow2", images.resolve("v3"))).isEmpty();
        assertRejected(images.resolve("v2"), "backing file", secret.toString());
        assertRejected(images.resolve("data"), "data file", root + "/etc/data");
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).isZero();
    }
}
