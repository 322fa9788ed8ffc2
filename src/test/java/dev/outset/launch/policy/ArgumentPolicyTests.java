package dev.outset.launch.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.launch.ProcessSettings;
import dev.outset.launch.ProcessSettings.Allow;
import dev.outset.launch.ProcessSettings.SystemCalls;
import dev.outset.launch.RunFolder;
import dev.outset.launch.policy.rule.PolicyContext;
import dev.outset.launch.policy.rule.PolicyViolation;
import dev.outset.launch.policy.rule.PolicyViolation.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentPolicyTests {

    private static final String MONITOR =
            "-chardev socket,id=monitor,path=RUN/db-1.qmp,server=on,wait=off -mon chardev=monitor,mode=control ";

    @TempDir
    private Path host;

    private Path images = Path.of("/");

    private Path run = Path.of("/");

    private HostPolicy policy = policy(PolicySettings.of());

    private HostPolicy policy(PolicySettings settings) {
        return new HostPolicy(settings.settings(), new RunFolder(run.toString()));
    }

    @BeforeEach
    void allowOneFolder() throws IOException {
        images = Files.createDirectory(host.resolve("images")).toRealPath();
        run = Files.createDirectory(host.resolve("run")).toRealPath();
        Files.createFile(images.resolve("db-1.qcow2"));
        Files.createFile(host.resolve("secret"));
        Files.createSymbolicLink(images.resolve("link"), host.resolve("secret"));
        Files.createSymbolicLink(images.resolve("dangling"), host.resolve("not-yet"));
        policy = policy(PolicySettings.of(images));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-name guest=db-1 -nodefaults -no-user-config -display none -machine q35 -accel kvm -accel tcg -cpu max",
                "-smp cpus=2 -m size=1024M -only-migratable -S -uuid 0c8e1b5e-0000-4000-8000-000000000001",
                "-sandbox on,obsolete=deny,spawn=deny -rtc base=utc -numa node,nodeid=0,memdev=ram-node0,cpus=0-1",
                "-object rng-random,id=rng0-source,filename=/dev/urandom -netdev tap,id=net0,script=no,downscript=no",
                "-display none -vnc unix:IMAGES/vnc.sock,password=on -chardev file,id=log,path=IMAGES/log",
                "-vnc 127.0.0.1:0 --vnc vnc=unix:IMAGES/a=b -icount shift=1,sleep=off",
                MONITOR,
                "-chardev socket,id=m,path=qmp.sock,server=on,wait=off -mon m,mode=control",
                "-blockdev driver=qcow2,node-name=disk0,file.driver=file,file.filename=IMAGES/db-1.qcow2",
                "-blockdev {\"driver\":\"raw\",\"node-name\":\"d\",\"file\":{\"driver\":\"file\",\"filename\":\"IMAGES/new\"}}",
                "-device virtio-blk-pci,drive=disk0,id=virtio-disk0 -netdev user,id=net0,restrict=on",
                "-netdev {\"type\":\"user\",\"id\":\"n\",\"restrict\":true,\"hostfwd\":[{\"str\":\"tcp::22-:22\"}]}",
                "-global migration.multifd-channels=4 -incoming defer -global driver=a.b,property=c,value=d",
                "-incoming tcp:0.0.0.0:4444",
                "-incoming tcp:[::1]:4444,ipv6=on",
                "-incoming unix:IMAGES/in.sock",
                "-incoming unix:IMAGES/in,,put=1",
                "-incoming unix:RUN/db-1.migration",
                "-incoming file:IMAGES/state,offset=0x1000",
                "-incoming config:multifd-channels=8,tls-creds=tls0",
                "-incoming channel-type=cpr,addr.transport=socket,addr.type=unix,addr.path=IMAGES/cpr.sock"
            })
    void allowsTheArgumentsOfDefinitions(String line) {
        assertThat(violations(line)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-daemonize",
                "-monitor stdio",
                "-pidfile IMAGES/pid",
                "-D IMAGES/log",
                "-incoming exec:reboot",
                "--incoming exec:reboot",
                "-incoming fd:3",
                "-incoming tcp:fd:3",
                "-incoming rdma:host:1",
                "-incoming some:thing",
                "-incoming tcp:h:1/x",
                "-incoming channel-type=main,addr.transport=exec,addr.args.0=reboot",
                "-incoming main,addr.transport=exec,addr.args.1=x,addr.args.00=reboot",
                "-incoming main,addr.transport=socket,addr.type=fd,addr.str=3",
                "-incoming {\"channel-type\":\"main\",\"addr\":{\"transport\":\"exec\",\"args\":[\"reboot\"]}}",
                "-incoming {\"channel-type\":\"main\"}",
                "-incoming config:cpr-exec-command.0=reboot",
                "-netdev user,id=net0,restrict=on,guestfwd=tcp:10.0.2.1:1-cmd:reboot",
                "-netdev {\"type\":\"user\",\"id\":\"u0\",\"restrict\":true,\"guestfwd\":[{\"str\":\"tcp:10.0.2.100:1234-cmd:x\"}]}",
                "-netdev tap,id=net0,script=IMAGES/x,downscript=no",
                "-netdev tap,id=t",
                "-netdev tap,id=t,script=no",
                "-netdev tap,id=t,fd=3",
                "-netdev tap,id=t,script=no,script=IMAGES/x,downscript=no",
                "-netdev bridge,id=net0,br=br0,helper=IMAGES/x",
                "-netdev bridge,id=net0,br=br0",
                "-netdev vhost-vdpa,id=n",
                "-netdev id=n",
                "-chardev pipe,id=monitor,path=IMAGES/x",
                "-chardev socket,id=x,path=IMAGES/x,abstract=on",
                "-chardev socket,id=x,fd=3",
                "-mon chardev=monitor,mode=readline",
                MONITOR + "-mon chardev=monitor",
                MONITOR + "-chardev socket,id=m2,path=IMAGES/m2,server=on,wait=off -mon chardev=m2,mode=control",
                "-chardev socket,id=monitor,path=RUN/db-1.qmp,server=on,wait=off -mon chardev=monitor",
                "-chardev socket,id=monitor,path=RUN/db-1.qmp,server=on,wait=off,mux=on -mon monitor,mode=control",
                "-chardev socket,id=monitor,host=127.0.0.1,port=1,server=on,wait=off -mon chardev=monitor,mode=control",
                "-object filter-dump,id=d,netdev=net0,file=IMAGES/x",
                "-object {\"qom-type\":\"filter-dump\",\"id\":\"d\"}",
                "-object secret,id=s,data=x",
                "-blockdev driver=nbd,node-name=disk0,server.type=inet",
                "-blockdev driver=raw,node-name=disk0,file.driver=https,file.url=x",
                "-blockdev driver=raw,driver=ssh,node-name=d",
                "-icount shift=1,rr=record,rrfile=record.json",
                "-display gtk",
                "-vnc unix:IMAGES/v,reverse=on",
                "-vnc {\"vnc\":\"x\"}",
                "-accel qtest",
                "-machine q35,accel=xen",
                "-device scsi-generic,drive=d",
                "-device loader,file=IMAGES/x",
                "-device usb-mtp,rootdir=IMAGES",
                "-device {\"driver\":\"hv-syndbg\"}",
                "-device id=x",
                "-tpmdev passthrough,id=t",
                "-fw_cfg name=opt/x,gen_id=y",
                "-runas nobody",
                "image.qcow2",
                "",
                "-machine"
            })
    void rejectsOptionsThatCouldRunProgramsOrAccessTheHost(String line) {
        List<PolicyViolation> violations = violations(line);

        assertThat(violations)
                .extracting(PolicyViolation::rule)
                .contains(Rule.ARGUMENT)
                .doesNotContain(Rule.SANDBOX, Rule.NETWORK, Rule.COMMAND);
        assertThat(violations).allSatisfy(violation -> {
            assertThat(violation.message()).contains("is rejected: ");
            assertThat(violation.action()).isNotBlank();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-blockdev driver=raw,node-name=disk0,file.driver=file,file.filename=HOST/secret",
                "-blockdev driver=raw,node-name=disk0,file.driver=file,file.filename=IMAGES/../secret",
                "-blockdev driver=raw,node-name=disk0,file.driver=file,file.filename=IMAGES/link",
                "-blockdev driver=raw,node-name=disk0,file.driver=file,file.filename=IMAGES/dangling",
                "-blockdev driver=raw,node-name=disk0,file.driver=file,file.filename=secret",
                "-blockdev driver=file,node-name=d,filename=IMAGES/db-1.qcow2,filename=HOST/secret",
                "-blockdev {\"driver\":\"raw\",\"file\":{\"driver\":\"file\",\"filename\":\"HOST/secret\"}}",
                "-machine q35,dumpdtb=HOST/out",
                "-machine q35,dumpdtb=IMAGES/db-1.qcow2",
                "-machine q35,boot.splash=HOST/secret",
                "-kernel HOST/secret",
                "--kernel HOST/secret",
                "-vnc unix:HOST/vnc.sock",
                "-vnc unix:HOST/vnc,,x=1",
                "-vnc unix:IMAGES/db-1.qcow2",
                "-vnc 127.0.0.1:1,vnc=unix:HOST/vnc",
                "-fw_cfg name=opt/x,file=HOST/secret",
                "-smbios type=11,path=HOST/secret",
                "-spice addr=../../spice.sock,unix=on",
                "-spice addr=spice.sock,unix=on",
                "-device vfio-pci,host=0000:01:00.0",
                "-device vfio-pci-nohotplug,host=0000:01:00.0",
                "-device usb-host,vendorid=1",
                "-device vhost-vsock-pci,guest-cid=3",
                "-device e1000,romfile=HOST/secret",
                "-global e1000.romfile=IMAGES/link",
                "-global e1000.romfile=HOST/a,,b",
                "-global driver=e1000,property=romfile,value=HOST/secret",
                "-object secret,id=s,file=HOST/secret",
                "-object memory-backend-file,id=m,size=1M,mem-path=HOST/secret",
                "-object {\"qom-type\":\"secret\",\"id\":\"s\",\"file\":\"HOST/secret\"}",
                "-incoming unix:HOST/in.sock",
                "-incoming tcp:unix:HOST/in.sock",
                "-incoming unix:IMAGES/db-1.qcow2",
                "-incoming unix:IMAGES/link",
                "-incoming unix:RUN/db-2.migration",
                "-incoming unix:RUN/db-1.qmp",
                "-incoming file:HOST/secret",
                "-incoming file:HOST/secret,offset=1",
                "-incoming addr.transport=socket,addr.type=unix,addr.path=HOST/x",
                "-incoming main,addr.transport=file,addr.filename=HOST/secret",
                "-incoming config:some-future-command.0=/bin/sh",
                "-chardev socket,id=other,path=RUN/db-2.qmp,server=on,wait=off",
                "-chardev socket,id=other,path=RUN/db-1.qmp",
                "-chardev socket,id=x,path=IMAGES/db-1.qcow2,server",
                "-chardev null,id=x,logfile=HOST/log",
                "-chardev file,id=x,path=RUN/db-1/record.json",
                "-tpmdev passthrough,id=t,path=/dev/tpm0",
                "-netdev user,id=u,restrict=on,tftp=HOST",
                "-object tls-creds-x509,id=tls0,dir=HOST"
            })
    void rejectsPathsOutsideTheAllowedFolders(String line) {
        assertThat(violations(line))
                .extracting(PolicyViolation::rule)
                .contains(Rule.PATH)
                .isSubsetOf(Rule.PATH, Rule.ARGUMENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-netdev user,id=u",
                "-netdev user,id=u,restrict=off",
                "-netdev user,id=u,norestrict",
                "-netdev user,id=u,restrict=on,restrict=off",
                "-netdev {\"type\":\"user\",\"id\":\"u\",\"restrict\":false}",
                "-netdev socket,id=u,connect=127.0.0.1:8080",
                "-netdev stream,id=u,addr.type=inet,addr.host=127.0.0.1,addr.port=8080",
                "-chardev socket,id=m2,host=127.0.0.1,port=1,server=on,wait=off",
                "-chardev socket,id=m2,path=IMAGES/s,websocket=on,server=on,wait=off",
            })
    void rejectsGuestConnectionsFromThisHost(String line) {
        assertThat(violations(line)).extracting(PolicyViolation::rule).containsExactly(Rule.NETWORK);

        policy = policy(
                PolicySettings.of(images).with(new Allow(List.of(), List.of(), List.of(Allow.Connection.values()))));
        assertThat(violations(line)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-nodefaults",
                "-sandbox off",
                "-sandbox enable=off,spawn=deny,elevateprivileges=deny,resourcecontrol=deny",
                "-sandbox on,obsolete=deny,elevateprivileges=deny,spawn=allow,resourcecontrol=deny",
                "-sandbox on,obsolete=allow,elevateprivileges=deny,spawn=deny,resourcecontrol=deny",
                "-sandbox on,elevateprivileges=children,spawn=deny,resourcecontrol=deny",
                "-sandbox on,elevateprivileges=deny,spawn=deny",
                "-sandbox on,elevateprivileges=deny,spawn=deny,resourcecontrol=deny,spawn=allow",
                "-sandbox on,elevateprivileges=deny,spawn=deny,resourcecontrol=deny --sandbox on,spawn=allow"
            })
    void rejectsASandboxBelowTheMinimum(String line) {
        policy = policy(PolicySettings.of(images).with(SystemCalls.values()));

        assertThat(violations(line))
                .extracting(PolicyViolation::rule)
                .contains(Rule.SANDBOX)
                .containsOnly(Rule.SANDBOX);
    }

    @Test
    void acceptsTheSandboxOfADefinition() {
        policy = policy(PolicySettings.of(images).with(SystemCalls.values()));

        assertThat(violations("-sandbox on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"))
                .isEmpty();
    }

    @Test
    void allowsOnlyConfiguredPrograms() {
        policy = policy(PolicySettings.of(images)
                .with(new Allow(
                        List.of(Path.of("/bin/sh"), Path.of("/usr/lib/qemu/qemu-bridge-helper")),
                        List.of(Allow.Transport.FD),
                        List.of())));

        assertThat(violations("-incoming exec:true")).isEmpty();
        assertThat(violations("-incoming fd:3")).isEmpty();
        assertThat(violations("-netdev bridge,id=n,br=br0")).isEmpty();
        assertThat(violations("-incoming main,addr.transport=exec,addr.args.0=/bin/sh"))
                .isEmpty();
        assertThat(violations("-incoming main,addr.transport=exec,addr.args.0=/bin/bash"))
                .hasSize(1);
        assertThat(violations("-incoming rdma:h:1")).hasSize(1);
    }

    @Test
    void reportsAllViolationsWithArgumentAndSetting() {
        List<PolicyViolation> violations = violations("-kernel /boot/vmlinuz -daemonize -initrd /boot/initrd");

        assertThat(violations).extracting(PolicyViolation::argument).containsExactly(1, 2, 4);
        assertThat(violations.getFirst().message())
                .contains("-kernel /boot/vmlinuz")
                .contains("outset.process.folders")
                .contains(images.toString());
    }

    @Test
    void allowsScopedFoldersToVmsWithMatchingLabels() throws IOException {
        Path dbImages = Files.createDirectory(host.resolve("db")).toRealPath();
        policy = policy(PolicySettings.of(images)
                .with(new ProcessSettings.FolderScope(Map.of("team", "db"), List.of(dbImages))));
        List<String> arguments = List.of("-kernel", dbImages.resolve("vmlinuz").toString());

        assertThat(policy.checkArguments(new PolicyContext("db-1", Map.of("team", "db", "x", "y")), arguments))
                .isEmpty();
        assertThat(policy.checkArguments(new PolicyContext("web-1", Map.of("team", "web")), arguments))
                .hasSize(1);
        assertThat(policy.checkArguments(new PolicyContext("web-1", Map.of()), arguments))
                .hasSize(1);
    }

    private List<PolicyViolation> violations(String line) {
        return policy.checkArguments(new PolicyContext("db-1", Map.of()), arguments(line));
    }

    private List<String> arguments(String line) {
        return Arrays.stream(line.strip().split(" ", -1))
                .map(word -> word.replace("IMAGES", images.toString())
                        .replace("HOST", host.toString())
                        .replace("RUN", run.toString()))
                .toList();
    }
}
