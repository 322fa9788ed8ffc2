package dev.outset.api.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.catalogue.ObservedRelease;
import dev.outset.catalogue.ObservedRelease.Machine;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.qemu.QemuVersion;
import dev.outset.support.HttpCalls;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.datasource.url=jdbc:h2:mem:learned;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;"
                + "CASE_INSENSITIVE_IDENTIFIERS=TRUE;DEFAULT_NULL_ORDERING=HIGH")
class LearnedReleaseTests {

    private static final QemuVersion RELEASE = new QemuVersion(12, 0);

    @LocalServerPort
    private int port;

    @Autowired
    private Catalogues catalogues;

    private void learn(String... machines) {
        catalogues.add(catalogues
                .nearest(RELEASE)
                .overlaidWith(new ObservedRelease(
                        RELEASE,
                        List.of(12, 0, 0),
                        false,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(machines).stream()
                                .map(name -> new Machine(name, null, false, false))
                                .toList())));
    }

    @Test
    void revalidatesWhenBinaryChanges() {
        String definition = """
                {"name": "vm-1", "spec": {"qemu": {"version": "12.0"}, "machine": {"type": "q35"}}}""";
        HttpCalls http = new HttpCalls(port);
        learn("none", "q35");
        HttpCalls.Answer before = http.post("/api/v1/vms?dryRun=true", definition);

        learn("none");
        HttpCalls.Answer after = http.post("/api/v1/vms?dryRun=true", definition);

        assertThat(before.status()).as(before.text()).isEqualTo(200);
        assertThat(after.status()).as(after.text()).isEqualTo(422);
        assertThat(after.text()).contains("unsupported machine type");
    }
}
