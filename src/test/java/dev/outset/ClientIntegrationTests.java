package dev.outset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.outset.support.Await;
import dev.outset.support.HttpCalls;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import outset.client.ApiClient;
import outset.client.ApiException;
import outset.client.ApiResponse;
import outset.client.api.EventsApi;
import outset.client.api.OutcomeApi;
import outset.client.api.StatelessOperationsApi;
import outset.client.api.VmsApi;
import outset.client.model.Amount;
import outset.client.model.Condition;
import outset.client.model.Incoming;
import outset.client.model.IncomingChannel;
import outset.client.model.MigrationAddress;
import outset.client.model.MigrationAddressSocket;
import outset.client.model.MigrationAddressUnix;
import outset.client.model.MigrationParameters;
import outset.client.model.MigrationSpec;
import outset.client.model.NetworkBackend;
import outset.client.model.NetworkBackendTap;
import outset.client.model.NetworkInterface;
import outset.client.model.ObservedParameter;
import outset.client.model.Problem;
import outset.client.model.QemuChoice;
import outset.client.model.SimulationRequest;
import outset.client.model.SimulationResult;
import outset.client.model.Vm;
import outset.client.model.VmPatch;
import outset.client.model.VmRequest;
import outset.client.model.VmResponse;
import outset.client.model.VmSpec;

/**
 * Tests the client that the build generates from {@code docs/openapi.json} with the steps of the README. The test fails
 * if an optional field that it uses is absent.
 */
@NullUnmarked
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.datasource.url=jdbc:h2:mem:client;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;"
                + "CASE_INSENSITIVE_IDENTIFIERS=TRUE;DEFAULT_NULL_ORDERING=HIGH")
class ClientIntegrationTests {

    @LocalServerPort
    private int port;

    private ApiClient client() {
        ApiClient client = new ApiClient();
        client.updateBaseUri("http://127.0.0.1:" + port);
        return client;
    }

    private VmsApi vms() {
        return new VmsApi(client());
    }

    @Test
    void createsAMultifdDestination() throws Exception {
        OutcomeApi outcome = new OutcomeApi(client());
        ApiResponse<VmResponse> created = vms().createVmWithHttpInfo(multifdDestination("db-1"), null, null);

        assertThat(created.getStatusCode()).isEqualTo(201);
        assertThat(created.getHeaders()).containsKeys("etag", "location");
        assertThat(created.getData().getSpec().getMemory().getSize().getActualInstance())
                .isEqualTo(1L << 30);
        awaitVerified("db-1");
        assertThat(outcome.showPlan("db-1").getDeliveries())
                .anySatisfy(delivery -> assertThat(delivery.getName() + " by "
                                + delivery.getChannel().getValue())
                        .isEqualTo("multifd-channels by early-config"));
        ObservedParameter channels = outcome.showParameters("db-1").getItems().stream()
                .filter(parameter -> parameter.getName().equals("multifd-channels"))
                .findFirst()
                .orElseThrow();
        assertThat(channels.getDesired()).isEqualTo(8);
        assertThat(channels.getObserved()).isEqualTo(8);
        assertThat(channels.getLayer()).isEqualTo(ObservedParameter.LayerEnum.EARLY_CONFIG);
        assertThat(channels.getVerdict()).isEqualTo(ObservedParameter.VerdictEnum.VERIFIED);
        assertThat(outcome.showBoot("db-1").getSteps()).isNotEmpty();
        assertThat(new EventsApi(client())
                        .listVmEvents("db-1", null, null, null)
                        .getItems())
                .isNotEmpty();
    }

    @Test
    void updatesAVmWithItsEtag() throws Exception {
        vms().createVm(multifdDestination("db-2"), null, null);
        awaitVerified("db-2");
        String etag = vms().showVmWithHttpInfo("db-2").getHeaders().get("etag").getFirst();
        VmPatch patch = new VmPatch().spec(Map.of("migration", Map.of("live", Map.of("max-bandwidth", "2GiB/s"))));

        Vm changed = vms().patchVm("db-2", etag, patch, null);

        assertThat(changed.getGeneration()).isEqualTo(2);
        assertThat(changed.getSpec().getMigration().getLive().getMaxBandwidth().getActualInstance())
                .isEqualTo(2L << 30);
        assertThat(catchThrowableOfType(ApiException.class, () -> vms().patchVm("db-2", etag, patch, null))
                        .getCode())
                .isEqualTo(412);
        assertThat(vms().deleteVm("db-2", null, null).getDeleting()).isTrue();
    }

    @Test
    void reportsAllViolations() {
        VmRequest invalid = new VmRequest()
                .name("db-3")
                .spec(new VmSpec()
                        .qemu(new QemuChoice().version(QemuChoice.VersionEnum._9_0))
                        .migration(new MigrationSpec()
                                .early(new MigrationParameters().multifdChannels(new Amount(0L)))
                                .putCapabilitiesItem("multifd", true)
                                .putCapabilitiesItem("xbzrle", true)));

        ApiException rejection = catchThrowableOfType(ApiException.class, () -> vms().createVm(invalid, null, null));

        Problem problem = client().getObjectMapper().readValue(rejection.getResponseBody(), Problem.class);
        assertThat(rejection.getCode()).isEqualTo(422);
        assertThat(problem.getViolations())
                .extracting(violation -> violation.getPointer())
                .contains("/spec/migration/early/multifd-channels", "/spec/migration/capabilities/multifd");
    }

    @Test
    void roundTripsSealedTypes() throws Exception {
        NetworkBackendTap tap = new NetworkBackendTap()
                .type(NetworkBackendTap.TypeEnum.TAP)
                .name("tap7")
                .vhost(true)
                .options(Map.of());
        MigrationAddressUnix address = new MigrationAddressUnix()
                .transport(MigrationAddressUnix.TransportEnum.SOCKET)
                .type(MigrationAddressUnix.TypeEnum.UNIX)
                .path("/run/outset/main.sock");
        VmRequest request = multifdDestination("db-4");
        request.getSpec().addNetworkInterfacesItem(new NetworkInterface().network(new NetworkBackend(tap)));
        request.getSpec()
                .getMigration()
                .incoming(new Incoming()
                        .channels(List.of(new IncomingChannel()
                                .type(IncomingChannel.TypeEnum.MAIN)
                                .address(new MigrationAddress(new MigrationAddressSocket(address))))));

        VmResponse dryRun = vms().createVm(request, true, null);

        VmSpec spec = dryRun.getVm().getSpec();
        assertThat(spec.getNetworkInterfaces().getFirst().getNetwork().getActualInstance())
                .isEqualTo(tap);
        assertThat(spec.getMigration()
                        .getIncoming()
                        .getChannels()
                        .getFirst()
                        .getAddress()
                        .getMigrationAddressSocket()
                        .getMigrationAddressUnix())
                .isEqualTo(address);
        assertThat(dryRun.getCommandLine().getArguments()).contains("-netdev");
    }

    @Test
    void simulatesAQemu() throws Exception {
        SimulationRequest request = new SimulationRequest()
                .qemu(new QemuChoice().version(QemuChoice.VersionEnum._11_1).incomingConfig(true))
                .arguments(List.of("-machine", "none", "-incoming", "config:downtime-limit=2000001"));

        SimulationResult result = new StatelessOperationsApi(client()).simulate(request);

        assertThat(result.getOutcome()).isEqualTo(SimulationResult.OutcomeEnum.ABORTED);
        assertThat(result.getExitStatus()).isEqualTo(134);
    }

    private static VmRequest multifdDestination(String name) {
        return new VmRequest()
                .name(name)
                .putLabelsItem("team", "db")
                .spec(new VmSpec()
                        .qemu(new QemuChoice()
                                .version(QemuChoice.VersionEnum._11_1)
                                .incomingConfig(true))
                        .migration(new MigrationSpec()
                                .incoming(new Incoming().listen("tcp:0.0.0.0:4444"))
                                .early(new MigrationParameters()
                                        .multifdChannels(new Amount(8L))
                                        .multifdCompression(MigrationParameters.MultifdCompressionEnum.ZSTD)
                                        .downtimeLimit(new Amount("500ms")))
                                .live(new MigrationParameters().maxBandwidth(new Amount("1GiB/s")))
                                .putCapabilitiesItem("multifd", true)
                                .putGlobalsItem("multifd-channels", 4)));
    }

    private void awaitVerified(String name) {
        Await.until(() -> new HttpCalls(port).get("/api/v1/vms/" + name).text(), () -> isVerified(name));
    }

    private boolean isVerified(String name) {
        try {
            return vms().showVm(name).getStatus().getConditions().stream()
                    .anyMatch(condition -> condition.getType() == Condition.TypeEnum.VERIFIED
                            && condition.getStatus() == Condition.StatusEnum.TRUE);
        } catch (ApiException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
