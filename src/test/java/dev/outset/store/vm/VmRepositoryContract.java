package dev.outset.store.vm;

import static dev.outset.support.Definitions.changed;
import static dev.outset.support.Definitions.definition;
import static dev.outset.support.Definitions.pending;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outset.binding.RecordWriter;
import dev.outset.parameters.ParameterLayer;
import dev.outset.parameters.ParameterValue;
import dev.outset.parameters.SettingKind;
import dev.outset.qemu.BootPhase;
import dev.outset.qemu.BootStep;
import dev.outset.qemu.RunState;
import dev.outset.status.BootStatus;
import dev.outset.status.Condition;
import dev.outset.status.ConditionType;
import dev.outset.status.GuestHold;
import dev.outset.status.GuestLocation;
import dev.outset.status.GuestStatus;
import dev.outset.status.ObservedSetting;
import dev.outset.status.Verdict;
import dev.outset.status.VmPhase;
import dev.outset.status.VmStatus;
import dev.outset.store.database.ReconcileQueue;
import dev.outset.store.database.Slice;
import dev.outset.store.database.Timestamps;
import dev.outset.store.event.EventDraft;
import dev.outset.store.event.EventLog;
import dev.outset.store.event.VmEvent;
import dev.outset.support.SettableClock;
import dev.outset.support.TestDatabase;
import dev.outset.vm.VmDefinition;
import dev.outset.vm.VmDefinitionChanged;
import dev.outset.vm.VmName;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The contract of the VM repository on all databases. */
abstract class VmRepositoryContract {

    private static final VmName DB_1 = new VmName("db-1");

    private final SettableClock clock = new SettableClock();

    private final List<Object> published = new ArrayList<>();

    private TestDatabase database;

    private ReconcileQueue queue;

    private EventLog events;

    private VmRepository repository;

    /** Returns a new database with the current schema. */
    abstract TestDatabase open();

    @BeforeEach
    void openDatabase() {
        database = open();
        queue = new ReconcileQueue(database.client());
        events = Stores.log(database, clock, 3);
        repository = Stores.repository(database, events, clock, published::add);
    }

    @AfterEach
    void closeDatabase() {
        database.close();
    }

    @Test
    void returnsAnInsertedVm() {
        VmDefinition definition = definition("db-1", Map.of("team", "db"), """
                {'migration': {'incoming': {'listen': 'defer'}, 'early': {'multifd-channels': 8, 'mode': 'normal'},
                               'capabilities': {'multifd': true}},
                 'simulation': {'faults': [{'kind': 'slow-step', 'step': 'board-initialised', 'duration': '5s'}]}}""");

        StoredVm inserted = repository.insert(definition, pending());

        assertThat(inserted).isEqualTo(new StoredVm(definition, 1, pending(), 1));
        assertThat(repository.find(DB_1)).contains(inserted);
    }

    @Test
    void queuesTheReconciliationOfANewVmAndPublishesAnEvent() {
        repository.insert(definition("db-1", "{}"), pending());

        assertThat(dueAt()).isEqualTo(clock.instant());
        assertThat(published).containsExactly(new VmDefinitionChanged(DB_1));
    }

    @Test
    void rejectsADuplicateNameAndKeepsTheFirstVm() {
        VmDefinition first = definition("db-1", "{'cpu': {'count': 1}}");
        repository.insert(first, pending());

        assertThatThrownBy(() -> repository.insert(definition("db-1", "{'cpu': {'count': 2}}"), pending()))
                .isInstanceOf(VmExistsException.class);
        assertThat(repository.find(DB_1).orElseThrow().definition()).isEqualTo(first);
    }

    @Test
    void storesNothingWhenTheReconciliationCannotBeQueued() {
        database.client()
                .sql("insert into scheduled_tasks (task_name, task_instance, picked, version) values (?, ?, false, 1)")
                .params(ReconcileQueue.TASK, DB_1.value())
                .update();

        assertThatThrownBy(() -> repository.insert(definition("db-1", "{}"), pending()))
                .isNotNull();

        assertThat(repository.find(DB_1)).isEmpty();
    }

    @Test
    void replacesADefinitionAndKeepsTheStatus() {
        StoredVm before = repository.insert(definition("db-1", "{}"), pending());
        VmDefinition next = changed(before.definition(), "{'cpu': {'count': 4}}");

        StoredVm updated = repository.update(next, 1);

        assertThat(updated).isEqualTo(new StoredVm(next, 2, before.status(), 1));
        assertThat(repository.find(DB_1)).contains(updated);
    }

    @Test
    void rejectsAStaleDefinition() {
        StoredVm before = repository.insert(definition("db-1", "{}"), pending());
        repository.update(changed(before.definition(), "{'cpu': {'count': 4}}"), 1);

        assertThatThrownBy(() -> repository.update(changed(before.definition(), "{'cpu': {'count': 8}}"), 1))
                .isInstanceOf(StaleVersionException.class);
        assertThatThrownBy(() -> repository.update(definition("db-2", "{}"), 1))
                .isInstanceOf(StaleVersionException.class);
    }

    @Test
    void acceptsOneOfSeveralConcurrentWritersOfTheSameVersion() throws Exception {
        StoredVm before = repository.insert(definition("db-1", "{}"), pending());
        List<Callable<Boolean>> writers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            VmDefinition next = changed(before.definition(), "{'cpu': {'count': " + (i + 2) + "}}");
            writers.add(() -> wins(next));
        }
        int won = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (Future<Boolean> writer : threads.invokeAll(writers)) {
                won += writer.get() ? 1 : 0;
            }
        }

        assertThat(won).isEqualTo(1);
        assertThat(repository.find(DB_1).orElseThrow().definitionVersion()).isEqualTo(2);
    }

    private boolean wins(VmDefinition next) {
        try {
            repository.update(next, 1);
            return true;
        } catch (StaleVersionException stale) {
            return false;
        }
    }

    @Test
    void savesAStatusWithItsEventsAndKeepsTheDefinitionVersion() {
        repository.insert(definition("db-1", "{}"), pending());
        VmStatus status = fullStatus();

        boolean written = repository.saveStatus(DB_1, status, 1, List.of(event("Launched")));

        assertThat(written).isTrue();
        StoredVm found = repository.find(DB_1).orElseThrow();
        assertThat(found.status()).isEqualTo(status);
        assertThat(found.statusVersion()).isEqualTo(2);
        assertThat(found.definitionVersion()).isEqualTo(1);
        assertThat(events.of(DB_1, 0, 10)).extracting(VmEvent::reason).containsExactly("Created", "Launched");
    }

    @Test
    void storesEachChangeOfADefinitionAsAnEvent() {
        VmDefinition created =
                repository.insert(definition("db-1", "{}"), pending()).definition();
        VmDefinition changed = created.withSpec(
                definition("db-1", "{'memory': {'size': '2GiB'}}").spec());
        VmDefinition both = changed.withLabels(Map.of("team", "db")).withSpec(created.spec());
        repository.update(changed, 1);
        repository.update(both, 2);
        repository.update(both.withRestart(), 3);
        assertThat(wins(both)).as("a stale write").isFalse();
        repository.update(both.withRestart().withDeletion(), 4);
        repository.insertAll(List.of(
                new VmRepository.NewVm(definition("db-2", "{}"), pending()),
                new VmRepository.NewVm(definition("db-3", Map.of("team", "db"), "{}"), pending())));

        List<VmEvent> all = events.since(Map.of(), 0, 10);
        assertThat(all)
                .extracting(event -> event.vm() + " " + event.reason() + " " + event.generation())
                .containsExactly(
                        "db-1 Created 1",
                        "db-1 Changed 2",
                        "db-1 Relabelled 3",
                        "db-1 Changed 3",
                        "db-1 RestartRequested 3",
                        "db-1 Deleting 3",
                        "db-2 Created 1",
                        "db-3 Created 1");
        assertThat(all.getLast().labels()).containsExactly(Map.entry("team", "db"));
    }

    @Test
    void storesNoEventThatIsOlderThanTheLastOfItsVm() {
        Instant late = clock.instant().plusSeconds(60);
        events.append(List.of(new EventDraft(DB_1, late, EventDraft.Type.NORMAL, "Late", "m", 1)));
        events.append(List.of(event("A"), event("B")));
        events.append(
                List.of(new EventDraft(new VmName("db-2"), clock.instant(), EventDraft.Type.NORMAL, "Other", "m", 1)));

        assertThat(events.of(DB_1, 0, 10)).extracting(VmEvent::at).containsOnly(late);
        assertThat(events.of(new VmName("db-2"), 0, 10)).extracting(VmEvent::at).containsExactly(clock.instant());
    }

    @Test
    void listsVmsByRunStateAndLocationOfTheGuest() {
        repository.insert(definition("db-1", "{}"), pending());
        repository.insert(definition("db-2", "{}"), pending());
        repository.saveStatus(DB_1, fullStatus(), 1, List.of());

        assertThat(names(query(RunState.INMIGRATE, null))).containsExactly("db-1");
        assertThat(names(query(RunState.RUNNING, null))).isEmpty();
        assertThat(names(query(null, GuestLocation.AWAITED))).containsExactly("db-1");
        assertThat(names(query(null, GuestLocation.NONE))).containsExactly("db-2");
    }

    private static VmRepository.Query query(@Nullable RunState runState, @Nullable GuestLocation guest) {
        return new VmRepository.Query(Map.of(), null, runState, guest, null, Map.of(), null, 9, 1 << 20);
    }

    @Test
    void discardsAStaleStatusAndItsEvents() {
        repository.insert(definition("db-1", "{}"), pending());
        repository.saveStatus(DB_1, fullStatus(), 1, List.of());

        assertThat(repository.saveStatus(DB_1, pending(), 1, List.of(event("Launched"))))
                .isFalse();
        assertThat(repository.saveStatus(new VmName("none"), pending(), 1, List.of()))
                .isFalse();
        assertThat(repository.find(DB_1).orElseThrow().status()).isEqualTo(fullStatus());
        assertThat(events.of(DB_1, 0, 10)).extracting(VmEvent::reason).containsExactly("Created");
    }

    @Test
    void removesAVmWithItsQueueEntryAndKeepsItsEvents() {
        repository.insert(definition("db-1", Map.of("team", "db"), "{}"), pending());

        repository.remove(DB_1, List.of(event("Removed")));
        repository.remove(DB_1, List.of(event("Removed")));

        assertThat(repository.find(DB_1)).isEmpty();
        assertThat(events.of(DB_1, 0, 10)).extracting(VmEvent::reason).containsExactly("Created", "Removed");
        assertThat(repository.insert(definition("db-1", "{}"), pending()).definitionVersion())
                .isEqualTo(1);
    }

    @Test
    void deletesTheIndexEntriesOfARemovedVm() {
        Map<String, String> db = Map.of("team", "db");
        Map<String, String> eight = Map.of("multifd-channels", "8");
        String spec = "{'migration': {'early': {'multifd-channels': 8}}}";
        repository.insert(definition("db-1", db, spec), pending());
        assertThat(names(new VmRepository.Query(db, null, null, null, null, eight, null, 9, 1 << 20)))
                .containsExactly("db-1");

        repository.remove(DB_1, List.of());
        repository.insert(definition("db-1", "{}"), pending());

        assertThat(names(labelled(db))).isEmpty();
        assertThat(names(new VmRepository.Query(Map.of(), null, null, null, null, eight, null, 9, 1 << 20)))
                .isEmpty();
        repository.remove(DB_1, List.of());
        assertThat(repository
                        .insert(definition("db-1", db, spec), pending())
                        .definition()
                        .labels())
                .isEqualTo(db);
    }

    @Test
    void returnsTheStoredJsonOfAVm() {
        StoredVm stored = repository.insert(definition("db-1", Map.of("team", "db"), "{}"), pending());
        repository.saveStatus(DB_1, fullStatus(), 1, List.of());

        VmListRow shown = repository.findRow(DB_1).orElseThrow();

        RecordWriter writer = new RecordWriter();
        VmDefinition definition = stored.definition();
        assertThat(shown)
                .isEqualTo(new VmListRow(
                        DB_1,
                        definition.labels(),
                        writer.text(definition.spec()),
                        definition.generation(),
                        false,
                        definition.createdAt(),
                        1,
                        writer.text(fullStatus())));
        assertThat(repository
                        .list(new VmRepository.Query(Map.of(), null, null, 1))
                        .content())
                .containsExactly(shown);
        assertThat(repository.findRow(new VmName("db-2"))).isEmpty();
    }

    /** Regardless of the limit, reads no more VMs from the database than fit. */
    @Test
    void limitsAPageByItsBytes() {
        for (String name : List.of("a", "b", "c", "d")) {
            repository.insert(definition(name, "{}"), pending());
        }
        VmListRow one = repository.findRow(new VmName("a")).orElseThrow();
        long length = 2L + one.spec().length() + one.status().length();

        Slice<VmListRow> two = repository.list(within(2 * length + 1, null, 9));
        Slice<VmListRow> rest = repository.list(within(2 * length + 1, new VmName("b"), 9));
        Slice<VmListRow> tooLong = repository.list(within(1, null, 9));
        Slice<VmListRow> byCount = repository.list(within(9 * length, null, 3));

        assertThat(two.content()).extracting(vm -> vm.name().value()).containsExactly("a", "b");
        assertThat(two.hasNext()).isTrue();
        assertThat(rest.content()).extracting(vm -> vm.name().value()).containsExactly("c", "d");
        assertThat(rest.hasNext()).isFalse();
        assertThat(tooLong.content()).extracting(vm -> vm.name().value()).containsExactly("a");
        assertThat(tooLong.hasNext()).isTrue();
        assertThat(byCount.content()).hasSize(3);
        assertThat(byCount.hasNext()).isTrue();
        assertThat(repository.list(within(9 * length, new VmName("d"), 3))).isEqualTo(Slice.empty());
    }

    private static VmRepository.Query within(long bytes, @Nullable VmName after, int limit) {
        return new VmRepository.Query(Map.of(), null, null, null, null, Map.of(), after, limit, bytes);
    }

    @Test
    void listsPagesInTheOrderOfNames() {
        for (String name : List.of("c", "a", "e", "b", "d")) {
            repository.insert(definition(name, "{}"), pending());
        }

        assertThat(names(new VmRepository.Query(Map.of(), null, null, 2))).containsExactly("a", "b");
        assertThat(names(new VmRepository.Query(Map.of(), null, new VmName("b"), 2)))
                .containsExactly("c", "d");
        assertThat(names(new VmRepository.Query(Map.of(), null, new VmName("d"), 2)))
                .containsExactly("e");
    }

    @Test
    void listsByLabelsAndFollowsTheirChanges() {
        repository.insert(definition("a", Map.of("team", "db", "tier", "1"), "{}"), pending());
        StoredVm b = repository.insert(definition("b", Map.of("team", "db"), "{}"), pending());
        VmDefinition relabelled = definition("b", Map.of("team", "web"), "{}");

        assertThat(names(labelled(Map.of("team", "db")))).containsExactly("a", "b");
        assertThat(names(labelled(Map.of("team", "db", "tier", "1")))).containsExactly("a");
        repository.update(relabelled, b.definitionVersion());
        assertThat(names(labelled(Map.of("team", "db")))).containsExactly("a");
        assertThat(names(labelled(Map.of("team", "web")))).containsExactly("b");
    }

    @Test
    void listsByConditionAndTreatsAMissingOneAsUnknown() {
        repository.insert(definition("a", "{}"), pending());
        repository.insert(definition("db-1", "{}"), pending());
        repository.saveStatus(DB_1, fullStatus(), 1, List.of());

        assertThat(names(conditioned("Verified:False"))).containsExactly("db-1");
        assertThat(names(conditioned("Verified:Unknown"))).containsExactly("a");
        assertThat(names(conditioned("Accepted:True"))).containsExactly("a");
    }

    @Test
    void rejectsAnInvalidCondition() {
        assertThatThrownBy(() -> repository.list(conditioned("Verified"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> repository.list(conditioned("name:True")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void schedulesTheNextReconciliationAsPlanned() {
        repository.insert(definition("db-1", "{}"), pending());
        ReconcileQueue.Claim claim = pick();
        Instant next = clock.instant().plusSeconds(60);

        assertThat(queue.complete(claim, next, clock.instant())).isEqualTo(ReconcileQueue.Completion.AS_PLANNED);
        assertThat(dueAt()).isEqualTo(next);
        assertThat(picked()).isFalse();
    }

    @Test
    void keepsARequestThatIsMadeDuringAReconciliation() {
        StoredVm vm = repository.insert(definition("db-1", "{}"), pending());
        ReconcileQueue.Claim claim = pick();

        repository.update(changed(vm.definition(), "{'cpu': {'count': 4}}"), 1);

        assertThat(picked()).isTrue();
        assertThat(queue.complete(claim, clock.instant().plusSeconds(60), clock.instant()))
                .isEqualTo(ReconcileQueue.Completion.REQUEUED);
        assertThat(dueAt()).isEqualTo(clock.instant());
        assertThat(picked()).isFalse();
    }

    @Test
    void makesAWaitingReconciliationDueNow() {
        repository.insert(definition("db-1", "{}"), pending());
        queue.complete(pick(), clock.instant().plusSeconds(3600), clock.instant());

        queue.requeueNow(DB_1, clock.instant());

        assertThat(dueAt()).isEqualTo(clock.instant());
    }

    @Test
    void doesNotCompleteAReconciliationThatAnotherWorkerTookOver() {
        repository.insert(definition("db-1", "{}"), pending());
        ReconcileQueue.Claim stale = pick();
        queue.recover(clock.instant());

        assertThat(queue.complete(stale, clock.instant().plusSeconds(60), clock.instant()))
                .isEqualTo(ReconcileQueue.Completion.LOST);
        assertThat(dueAt()).isEqualTo(clock.instant());
    }

    @Test
    void recoversClaimsOfADeadProcessAndMissingQueueEntries() {
        repository.insert(definition("db-1", "{}"), pending());
        repository.insert(definition("lost", "{}"), pending());
        pick();
        queue.remove(new VmName("lost"));

        assertThat(queue.recover(clock.instant())).isEqualTo(1);

        assertThat(picked()).isFalse();
        assertThat(database.client()
                        .sql("select count(*) from scheduled_tasks where task_instance = 'lost' and picked = false")
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void returnsEventsInOrderAndResumesAfterAnEvent() {
        events.append(List.of(event("A"), event("B")));
        events.append(List.of(event("C")));

        List<VmEvent> all = events.since(Map.of(), 0, 10);

        assertThat(all).extracting(VmEvent::reason).containsExactly("A", "B", "C");
        assertThat(events.since(Map.of(), all.getFirst().sequence(), 1))
                .extracting(VmEvent::reason)
                .containsExactly("B");
        assertThat(events.oldest()).isEqualTo(all.getFirst().sequence());
        assertThat(events.newest()).isEqualTo(all.getLast().sequence());
    }

    @Test
    void prunesEventsThatAreTooManyOrTooOld() {
        events.append(List.of(event("A"), event("B"), event("C"), event("D")));
        events.prune();
        assertThat(events.since(Map.of(), 0, 10)).extracting(VmEvent::reason).containsExactly("B", "C", "D");

        clock.advance(Duration.ofDays(8));
        events.append(List.of(event("E")));
        events.prune();
        assertThat(events.since(Map.of(), 0, 10)).extracting(VmEvent::reason).containsExactly("E");
    }

    @Test
    void keepsTheFailuresBeforeTheFirstBoot() {
        Instant next = Instant.parse("2026-01-01T00:00:01Z");
        VmStatus failed = new VmStatus(
                1,
                VmPhase.PENDING,
                null,
                null,
                pending().guest(),
                pending().conditions(),
                null,
                null,
                List.of(),
                2,
                next);
        repository.insert(definition("db-1", "{}"), pending());
        repository.saveStatus(DB_1, failed, 1, List.of());

        VmStatus stored = repository.find(DB_1).orElseThrow().status();

        assertThat(stored).isEqualTo(failed);
        assertThat(stored.failures()).isEqualTo(2);
        assertThat(stored.retryAt()).isEqualTo(next);
    }

    private VmStatus fullStatus() {
        Instant at = Instant.parse("2026-01-01T00:00:01.123456789Z");
        ObservedSetting parameter = new ObservedSetting(
                SettingKind.PARAMETER,
                "multifd-channels",
                new ParameterValue.Unsigned(8),
                new ParameterValue.Unsigned(-1),
                ParameterLayer.EARLY_CONFIG,
                List.of(new ObservedSetting.LayerValue(ParameterLayer.DEFAULT, null)),
                BootStep.MIGRATION_OBJECT_CREATED,
                Verdict.DIFFERS);
        ObservedSetting capability = new ObservedSetting(
                SettingKind.CAPABILITY,
                "multifd",
                new ParameterValue.Bool(true),
                new ParameterValue.Bool(false),
                ParameterLayer.QMP,
                List.of(),
                BootStep.INCOMING_STARTED,
                Verdict.TOO_LATE);
        BootStatus boot = new BootStatus(
                3,
                2,
                at,
                true,
                134,
                List.of("warning: 'quoted'"),
                2,
                at.plusSeconds(1),
                1,
                List.of("-machine", "q35"),
                List.of(new BootStep.Reached(BootStep.MONITOR_READY, BootPhase.MACHINE_READY, at)));
        return new VmStatus(
                1,
                VmPhase.RUNNING,
                BootPhase.MACHINE_READY,
                RunState.INMIGRATE,
                GuestStatus.of(VmPhase.RUNNING, RunState.INMIGRATE, null),
                pending()
                        .conditions()
                        .with(new Condition(ConditionType.ACCEPTED, Condition.Truth.FALSE, "R", "m", 1, at))
                        .with(new Condition(ConditionType.VERIFIED, Condition.Truth.FALSE, "Drift", "8 not 4", 1, at)),
                boot,
                null,
                List.of(parameter, capability),
                0,
                null);
    }

    @Test
    void holdsAVmUntilItIsReleased() {
        VmName name = new VmName("db-1");
        StoredVm vm = repository.insert(definition("db-1", "{}"), pending());
        GuestHold hold =
                new GuestHold(GuestHold.Reason.MIGRATED_OUTSIDE, "db-2", "1", Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(repository.mayLaunch(vm.definition(), 1)).isTrue();
        assertThat(repository.hold(name, hold, 2)).as("another version").isFalse();

        assertThat(repository.hold(name, hold, 1)).isTrue();

        assertThat(repository.find(name).orElseThrow().hold()).isEqualTo(hold);
        assertThat(repository.find(name).orElseThrow().statusVersion()).isEqualTo(2);
        assertThat(repository.mayLaunch(vm.definition(), 2)).isFalse();
        assertThat(repository.saveStatus(name, pending(), 1, List.of()))
                .as("a reconciliation that read it before")
                .isFalse();
        assertThat(repository.release(vm.definition(), List.of(event("Released"))))
                .isTrue();
        assertThat(repository.release(vm.definition(), List.of(event("Released"))))
                .isFalse();
        StoredVm released = repository.find(name).orElseThrow();
        assertThat(released.hold()).isNotNull();
        assertThat(released.hold().isActive()).isFalse();
        assertThat(repository.mayLaunch(vm.definition(), 2)).isFalse();
        assertThat(repository.mayLaunch(vm.definition(), released.statusVersion()))
                .isTrue();
        repository.clearRelease(name);
        assertThat(repository.find(name).orElseThrow().hold()).isNull();
    }

    @Test
    void deletesTheHoldOfARemovedVm() {
        VmName name = new VmName("db-1");
        StoredVm vm = repository.insert(definition("db-1", "{}"), pending());
        GuestHold hold =
                new GuestHold(GuestHold.Reason.MIGRATED_OUTSIDE, null, null, Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(repository.hold(name, hold, 1)).isTrue();
        repository.remove(name, List.of());

        assertThat(repository.mayLaunch(vm.definition(), 2)).isFalse();
        assertThat(repository.hold(name, hold, 2)).as("a deleted VM").isFalse();
        repository.insert(definition("db-1", "{}"), pending());

        assertThat(repository.find(name).orElseThrow().hold()).isNull();
        assertThat(repository.mayLaunch(vm.definition(), 1)).isTrue();
    }

    private EventDraft event(String reason) {
        return new EventDraft(DB_1, clock.instant(), EventDraft.Type.NORMAL, reason, "It happened", 1);
    }

    private List<String> names(VmRepository.Query query) {
        return repository.list(query).content().stream()
                .map(vm -> vm.name().value())
                .toList();
    }

    private static VmRepository.Query labelled(Map<String, String> labels) {
        return new VmRepository.Query(labels, null, null, 10);
    }

    private static VmRepository.Query conditioned(String condition) {
        return new VmRepository.Query(Map.of(), condition, null, 10);
    }

    /** Claims the row of db-1 like db-scheduler. */
    private ReconcileQueue.Claim pick() {
        database.client()
                .sql("update scheduled_tasks set picked = true, version = version + 1 where task_instance = 'db-1'")
                .update();
        long version = database.client()
                .sql("select version from scheduled_tasks where task_instance = 'db-1'")
                .query(Long.class)
                .single();
        return new ReconcileQueue.Claim(DB_1, version, rawDueAt());
    }

    private boolean picked() {
        return database.client()
                .sql("select picked from scheduled_tasks where task_instance = 'db-1'")
                .query(Boolean.class)
                .single();
    }

    /** Returns when the reconciliation is due, without the microsecond by which a request may change it. */
    private Instant dueAt() {
        return rawDueAt().plusNanos(1_000).truncatedTo(ChronoUnit.MILLIS);
    }

    private Instant rawDueAt() {
        return database.client()
                .sql("select execution_time from scheduled_tasks where task_instance = 'db-1'")
                .query((row, number) -> Timestamps.instant(row, "execution_time"))
                .single();
    }
}
