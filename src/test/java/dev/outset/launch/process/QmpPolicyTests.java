package dev.outset.launch.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.outset.launch.RunFolder;
import dev.outset.launch.monitor.GuardedQmpChannel;
import dev.outset.launch.policy.HostPolicy;
import dev.outset.launch.policy.PolicySettings;
import dev.outset.launch.policy.rule.PolicyContext;
import dev.outset.qmp.QmpChannel;
import dev.outset.qmp.QmpForbiddenException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which QMP commands the policy allows. */
class QmpPolicyTests {

    private static final PolicyContext VM = new PolicyContext("db-1", Map.of());

    @TempDir
    private Path host;

    private Path images = Path.of("/");

    private Path run = Path.of("/");

    private HostPolicy policy = new HostPolicy(PolicySettings.of().settings(), new RunFolder("/run/outset"));

    private final Recorded sent = new Recorded();

    private @Nullable Long qemu;

    /** Records the sent lines. */
    private static final class Recorded implements QmpChannel {

        private final List<String> lines = new ArrayList<>();

        @Override
        public void send(String line) {
            lines.add(line);
        }

        @Override
        public @Nullable String receive(Duration deadline) {
            return null;
        }

        @Override
        public void close() {
            lines.add("closed");
        }
    }

    @BeforeEach
    void allowOneFolder() throws IOException {
        images = Files.createDirectory(host.resolve("images")).toRealPath();
        run = Files.createDirectory(host.resolve("run")).toRealPath();
        Files.createFile(images.resolve("victim"));
        Files.createSymbolicLink(images.resolve("link"), images.resolve("victim"));
        policy = new HostPolicy(PolicySettings.of(images).settings(), new RunFolder(run.toString()));
    }

    private void send(String line) {
        new GuardedQmpChannel(sent, (name, members) -> policy.checkBeforeSending(VM, name, members, qemu))
                .send(line.replace("IMAGES", images.toString())
                        .replace("RUN", run.toString())
                        .replace("HOST", host.toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'execute':'qmp_capabilities','id':1}",
                "{'execute':'query-status'}",
                "{'execute':'migrate-set-parameters','arguments':{'tls-creds':'tls0','multifd-channels':4}}",
                "{'execute':'migrate-set-parameters','arguments':{'block-bitmap-mapping':[{'node-name':'/n','alias':'a','bitmaps':[]}]}}",
                "{'execute':'migrate-incoming','arguments':{'uri':'unix:RUN/db-1.migration'}}",
                "{'execute':'migrate-incoming','arguments':{'uri':'unix:IMAGES/new'}}",
                "{'execute':'migrate-incoming','arguments':{'uri':'file:IMAGES/victim'}}",
                "{'execute':'migrate','arguments':{'uri':'unix:RUN/db-2.migration'}}",
                "{'execute':'migrate','arguments':{'uri':'tcp:host:1','detach':true}}",
                "{'execute':'migrate','arguments':{'uri':'file:IMAGES/new,offset=0x10'}}",
                "{'execute':'migrate','arguments':{'channels':[{'channel-type':'main','addr':{'transport':'socket','type':'inet','host':'h','port':'1'}}]}}"
            })
    void allowsTheCommandsOfTheService(String line) {
        String json = line.replace('\'', '"');

        assertThatCode(() -> send(json)).doesNotThrowAnyException();

        assertThat(sent.lines).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {'execute':'human-monitor-command','arguments':{'command-line':'x'}} | CommandNotAllowed
            {'exec-oob':'quit'} | CommandNotAllowed
            {'execute':'blockdev-add','arguments':{'driver':'raw'}} | CommandNotAllowed
            nonsense | CommandNotAllowed
            {'execute':'migrate','arguments':{'uri':'exec:reboot'}} | AddressNotAllowed
            {'execute':'migrate','arguments':{'uri':'fd:x'}} | AddressNotAllowed
            {'execute':'migrate','arguments':{'uri':'rdma:h:1'}} | AddressNotAllowed
            {'execute':'migrate','arguments':{'uri':'tcp:fd:1'}} | AddressNotAllowed
            {'execute':'migrate','arguments':{'uri':'other:1'}} | AddressNotAllowed
            {'execute':'migrate','arguments':{'uri':['exec:x']}} | AddressNotAllowed
            {'execute':'migrate','arguments':{'uri':'unix:RUN/db-2.qmp'}} | PathNotAllowed
            {'execute':'migrate','arguments':{'uri':'unix:HOST/x'}} | PathNotAllowed
            {'execute':'migrate','arguments':{'uri':'file:IMAGES/victim'}} | PathNotAllowed
            {'execute':'migrate','arguments':{'uri':'file:IMAGES/link'}} | PathNotAllowed
            {'execute':'migrate','arguments':{'uri':'file:IMAGES/../x'}} | PathNotAllowed
            {'execute':'migrate','arguments':{'channels':[{'channel-type':'main','addr':{'transport':'exec','args':['/bin/sh']}}]}} | AddressNotAllowed
            {'execute':'migrate','arguments':{'channels':[{'channel-type':'main','addr':{'transport':'file','filename':'IMAGES/victim','offset':0}}]}} | PathNotAllowed
            {'execute':'migrate','arguments':{'uri':'tcp:h:1','other':1}} | ArgumentNotAllowed
            {'execute':'migrate-incoming','arguments':{'uri':'exec:reboot'}} | AddressNotAllowed
            {'execute':'migrate-incoming','arguments':{'uri':'unix:IMAGES/victim'}} | PathNotAllowed
            {'execute':'migrate-incoming','arguments':{'uri':'unix:IMAGES/link'}} | PathNotAllowed
            {'execute':'migrate-incoming','arguments':{'uri':'tcp:unix:IMAGES/victim'}} | PathNotAllowed
            {'execute':'migrate-incoming','arguments':{'uri':'unix:RUN/db-2.migration'}} | PathNotAllowed
            {'execute':'migrate-incoming','arguments':{'uri':'file:HOST/x'}} | PathNotAllowed
            {'execute':'migrate-incoming','arguments':{'channels':[{'channel-type':'main','addr':{'transport':'socket','type':'unix','path':'HOST/x'}}]}} | PathNotAllowed
            {'execute':'migrate-set-parameters','arguments':{'cpr-exec-command':['/bin/sh','-c','x']}} | AddressNotAllowed
            {'execute':'migrate-set-parameters','arguments':{'some-future-list':['x']}} | ArgumentNotAllowed
            {'execute':'migrate-set-parameters','arguments':{'some-future-file':'/etc/x'}} | PathNotAllowed
            """)
    void rejectsCommandsThatAccessTheHost(String line, String reason) {
        assertThatExceptionOfType(QmpForbiddenException.class)
                .isThrownBy(() -> send(line.replace('\'', '"')))
                .satisfies(failure -> assertThat(failure.rule()).isEqualTo(reason));

        assertThat(sent.lines).isEmpty();
    }

    @Test
    void allowsAStaleSocketButNotOneInUse() throws IOException {
        Path socket = images.resolve("in.sock");
        String listen = "{\"execute\":\"migrate-incoming\",\"arguments\":{\"uri\":\"unix:IMAGES/in.sock\"}}";
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));

            assertThatExceptionOfType(QmpForbiddenException.class)
                    .isThrownBy(() -> send(listen))
                    .withMessageContaining("a process already listens on " + socket);
            server.configureBlocking(false);
            assertThat(server.accept()).as("a connection to the listener").isNull();

            // QEMU itself refuses to listen twice and does not delete the socket.
            qemu = ProcessHandle.current().pid();
            send(listen);
        }
        qemu = null;
        assertThat(socket).exists();

        send(listen);

        assertThat(sent.lines).hasSize(2);
    }

    @Test
    void admitsADefinitionWhoseOwnQemuAlreadyListens() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(images.resolve("in.sock")));

            assertThat(policy.checkArguments(VM, List.of("-incoming", "unix:" + images.resolve("in.sock"))))
                    .isEmpty();
            assertThat(policy.checkBeforeStart(VM, List.of("-incoming", "unix:" + images.resolve("in.sock"))))
                    .hasSize(1);
        }
    }
}
