package dev.outset.store.vm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.binding.RecordReader;
import dev.outset.status.BootStatus;
import dev.outset.status.StatusSummary;
import dev.outset.status.VmPhase;
import dev.outset.status.VmStatus;
import dev.outset.store.event.VmEvent;
import dev.outset.support.SettableClock;
import dev.outset.support.TestDatabase;
import dev.outset.vm.VmName;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Statuses that schema version 6 and earlier wrote can be read, and events no longer name the other VM. */
abstract class SummaryMigrationContract {

    private static final String HEAD = """
            {'observedGeneration':1,'phase':'Running','bootPhase':'machine-ready',
             'conditions':{'all':[{'type':'Verified','status':'False','reason':'Drift','message':'8 not 4',
              'observedGeneration':1,'lastTransitionTime':'2026-01-01T00:00:01Z'}]}""";

    private static final String BOOT = """
            ,'boot':{'number':3,'generation':2,'restarts':1,'launchedAt':'2026-01-01T00:00:00Z','stderr':['warning']""";

    private static final String STEPS = """
            ,'commandLine':['-machine','q35'],
            'steps':[{'step':'monitor-ready','phase':'machine-ready','at':'2026-01-01T00:00:01Z'}]""";

    private static final String PARAMETERS = """
            ,'parameters':[{'parameter':'multifd-channels','desired':8,'observed':4,'layer':'default',
             'overridden':[],'appliedAtStep':'monitor-ready','verdict':'Differs'}]""";

    private static final String FAILURES = ",'failures':2,'retryAt':'2026-01-01T00:00:09Z'";

    /** The details as of version 6. */
    private static final String DETAILS = "{" + STEPS.substring(1) + PARAMETERS + "}";

    private static final String INSERT = """
            insert into vm (name, labels, spec, generation, restarts, deleting, created_at, definition_version, status, details,
                status_version, qemu_version, phase, accepted, launched, migration_object_ready, applied, verified,
                degraded, restart_required)
            values (?, '{}', '{"qemu":{"version":"11.1"}}', 1, 0, false, now(), 1, ?, ?, 1, '11.1', 'Running', 'True', 'True', 'True',
                'True', 'False', 'True', 'False')""";

    /** Returns a database with the schema of a version. */
    abstract TestDatabase openAt(String version);

    @Test
    void readsWhatEarlierVersionsWrote() {
        try (TestDatabase database = openAt("6")) {
            insert(database, "whole", HEAD + BOOT + STEPS + "}" + PARAMETERS + FAILURES + "}", null);
            insert(database, "apart", HEAD + BOOT + "}" + FAILURES + "}", DETAILS);
            insert(database, "unseen", HEAD + BOOT + ",'exitStatus':-1}" + FAILURES + "}", DETAILS);
            insert(database, "crashed", HEAD + BOOT + ",'exitStatus':134}" + FAILURES + "}", DETAILS);
            insert(database, "new", HEAD.replace("Running", "Pending") + ",'failures':0}", "{'parameters':[]}");

            database.migrate("latest");

            VmRepository repository = Stores.repository(database, new SettableClock());
            VmStatus whole = status(repository, "whole");
            assertThat(whole.parameters())
                    .singleElement()
                    .satisfies(parameter -> assertThat(parameter.verdict()).hasToString("Differs"));
            assertThat(whole.conditions().all())
                    .singleElement()
                    .satisfies(condition -> assertThat(condition.reason()).isEqualTo("Drift"));
            assertThat(whole.failures()).isEqualTo(2);
            assertThat(whole.retryAt()).isEqualTo("2026-01-01T00:00:09Z");
            assertThat(boot(whole).commandLine()).containsExactly("-machine", "q35");
            assertThat(boot(whole).steps()).hasSize(1);
            assertThat(boot(whole).restarts()).isEqualTo(1);
            assertThat(boot(whole).hasEnded()).isFalse();
            assertThat(status(repository, "apart")).isEqualTo(whole);
            assertThat(boot(status(repository, "unseen")).exitStatus()).isEqualTo(-1);
            assertThat(boot(status(repository, "crashed")).exitStatus()).isEqualTo(134);
            assertThat(status(repository, "new").boot()).isNull();
            assertThat(status(repository, "new").phase()).isEqualTo(VmPhase.PENDING);
            for (String name : new String[] {"whole", "apart", "unseen", "crashed", "new"}) {
                assertThat(listed(repository, name))
                        .as(name)
                        .isEqualTo(status(repository, name).summary());
            }
        }
    }

    @Test
    void removesTheOtherVmFromMigrationMessages() {
        try (TestDatabase database = openAt("8")) {
            event(database, "MigrationStarted", "The guest is on its way (migration 01-a, db-1 to web-2)");
            event(
                    database,
                    "MigrationFailed",
                    "The source reports: Failed to connect to 'web-2:4444'; the guest is on the source"
                            + " (migration 01-b, db-1 to web-2)");
            event(database, "Launched", "Boot 1 was started");

            database.migrate("latest");

            assertThat(Stores.events(database, new SettableClock()).of(new VmName("db-1"), 0, 10))
                    .extracting(VmEvent::message)
                    .containsExactly(
                            "The guest is on its way (migration 01-a)",
                            "The migration has failed (migration 01-b)",
                            "Boot 1 was started");
        }
    }

    private static void event(TestDatabase database, String reason, String message) {
        database.client().sql("""
                        insert into vm_event (vm, happened_at, type, reason, message, generation, labels)
                        values ('db-1', now(), 'Normal', ?, ?, 0, '{}')""").params(reason, message).update();
    }

    private static void insert(TestDatabase database, String name, String status, @Nullable String details) {
        database.client()
                .sql(INSERT)
                .params(Arrays.asList(name, json(status), details == null ? null : json(details)))
                .update();
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private static VmStatus status(VmRepository repository, String name) {
        return repository.find(new VmName(name)).orElseThrow().status();
    }

    private static BootStatus boot(VmStatus status) {
        BootStatus boot = status.boot();
        assertThat(boot).isNotNull();
        return boot;
    }

    private static @Nullable StatusSummary listed(VmRepository repository, String name) {
        String text = repository.findRow(new VmName(name)).orElseThrow().status();
        return RecordReader.forTrustedInput()
                .read(JsonMapper.shared().readTree(text), StatusSummary.class)
                .value();
    }
}
