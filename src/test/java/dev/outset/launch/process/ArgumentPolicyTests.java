package dev.outset.launch.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outset.launch.LaunchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentPolicyTests {

    private static final String MONITOR = "/run/outset/db-1.qmp";

    @TempDir
    private Path host;

    private Path images = Path.of("/");

    private ArgumentPolicy policy = new ArgumentPolicy(List.of());

    @BeforeEach
    void allowOneFolder() throws IOException {
        images = Files.createDirectory(host.resolve("images")).toRealPath();
        Files.createFile(images.resolve("db-1.qcow2"));
        Files.createFile(host.resolve("secret"));
        Files.createSymbolicLink(images.resolve("link"), host.resolve("secret"));
        policy = new ArgumentPolicy(List.of(images));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-name guest=db-1 -nodefaults -no-user-config -display none -machine q35 -accel kvm -accel tcg -cpu max",
                "-smp cpus=2 -m size=1024M -only-migratable -S -uuid 0c8e1b5e-0000-4000-8000-000000000001",
                "-sandbox on,obsolete=deny,spawn=deny -rtc base=utc -numa node,nodeid=0,memdev=ram-node0,cpus=0-1",
                "-object rng-random,id=rng0-source,filename=/dev/urandom -netdev tap,id=net0,script=no,downscript=no",
                "-display none -vnc unix:IMAGES/vnc.sock,password=on -chardev file,id=log,path=IMAGES/log",
                "-chardev socket,id=monitor,path=/run/outset/db-1.qmp,server=on,wait=off -mon chardev=monitor,mode=control",
                "-blockdev driver=qcow2,node-name=disk0,file.driver=file,file.filename=IMAGES/db-1.qcow2",
                "-blockdev {\"driver\":\"raw\",\"node-name\":\"d\",\"file\":{\"driver\":\"file\",\"filename\":\"IMAGES/new\"}}",
                "-device virtio-blk-pci,drive=disk0,id=virtio-disk0 -netdev user,id=net0",
                "-global migration.multifd-channels=4 -incoming defer",
                "-incoming tcp:0.0.0.0:4444",
                "-incoming unix:IMAGES/in.sock",
                "-incoming file:IMAGES/state,offset=0x1000",
                "-incoming config:multifd-channels=8,tls-creds=tls0",
                "-incoming channel-type=cpr,addr.transport=socket,addr.type=unix,addr.path=IMAGES/cpr.sock"
            })
    void allowsWhatADefinitionComesTo(String line) {
        assertThatCode(() -> policy.check(arguments(line), MONITOR)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-daemonize",
                "-monitor stdio",
                "-pidfile IMAGES/pid",
                "-incoming exec:reboot",
                "-incoming channel-type=main,addr.transport=exec,addr.args.0=reboot",
                "-incoming {\"channel-type\":\"main\",\"addr\":{\"transport\":\"exec\",\"args\":[\"reboot\"]}}",
                "-netdev user,id=net0,guestfwd=tcp:10.0.2.1:1-cmd:reboot",
                "-netdev tap,id=net0,script=IMAGES/x,downscript=no",
                "-netdev bridge,id=net0,br=br0,helper=IMAGES/x",
                "-chardev pipe,id=monitor,path=IMAGES/x",
                "-mon chardev=monitor,mode=readline",
                "-object filter-dump,id=d,netdev=net0,file=IMAGES/x",
                "-blockdev driver=nbd,node-name=disk0,server.type=inet",
                "-blockdev driver=raw,node-name=disk0,file.driver=https,file.url=x",
                "-display gtk",
                "-accel qtest",
                "image.qcow2",
                "-machine"
            })
    void refusesWhatCouldRunAProgramOrLeaveTheHost(String line) {
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> policy.check(arguments(line), MONITOR))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo("ArgumentNotAllowed"))
                .withMessageContaining(line.split(" ", -1)[0]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-blockdev driver=raw,node-name=disk0,file.driver=file,file.filename=HOST/secret",
                "-blockdev driver=raw,node-name=disk0,file.driver=file,file.filename=IMAGES/../secret",
                "-blockdev driver=raw,node-name=disk0,file.driver=file,file.filename=IMAGES/link",
                "-blockdev driver=raw,node-name=disk0,file.driver=file,file.filename=secret",
                "-blockdev {\"driver\":\"raw\",\"file\":{\"driver\":\"file\",\"filename\":\"HOST/secret\"}}",
                "-machine q35,dumpdtb=HOST/out",
                "-device loader,file=HOST/secret",
                "-kernel HOST/secret",
                "-vnc unix:HOST/vnc.sock",
                "-fw_cfg name=opt/x,file=HOST/secret",
                "-spice addr=../../spice.sock,unix=on",
                "-device vfio-pci,host=0000:01:00.0",
                "-object secret,id=s,file=HOST/secret",
                "-incoming unix:HOST/in.sock",
                "-incoming file:HOST/secret",
                "-incoming addr.transport=socket,addr.type=unix,addr.path=HOST/x",
                "-incoming config:some-future-command.0=/bin/sh",
                "-chardev socket,id=other,path=/run/outset/db-2.qmp,server=on,wait=off",
                "-object tls-creds-x509,id=tls0,dir=HOST"
            })
    void refusesPathsOutsideTheAllowedFolders(String line) {
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> policy.check(arguments(line), MONITOR))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo("PathNotAllowed"));
    }

    @Test
    void namesArgumentAndSetting() {
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> policy.check(List.of("-kernel", "/boot/vmlinuz"), MONITOR))
                .withMessageContaining("-kernel /boot/vmlinuz")
                .withMessageContaining("outset.process.folders")
                .withMessageContaining(images.toString());
    }

    private List<String> arguments(String line) {
        return Arrays.stream(line.split(" ", -1))
                .map(word -> word.replace("IMAGES", images.toString()).replace("HOST", host.toString()))
                .toList();
    }
}
