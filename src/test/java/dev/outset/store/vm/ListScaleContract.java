package dev.outset.store.vm;

import static dev.outset.support.Definitions.definition;
import static dev.outset.support.Definitions.pending;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.store.database.SqlBuilder;
import dev.outset.support.SettableClock;
import dev.outset.support.TestDatabase;
import dev.outset.vm.VmName;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** Lists of 100,000 VMs read little more than they return, with any filter. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ListScaleContract {

    static final int VMS = 100_000;

    private static final int PAGE = 50;

    /** The number of table rows and index entries that a page may read; each returned VM costs a few. */
    private static final long BOUND = 20L * PAGE;

    TestDatabase database;

    private VmRepository repository;

    /** Returns a new database with the current schema. */
    abstract TestDatabase open();

    /** Returns a table of the numbers from 1 to a count, with the column {@code i}. */
    abstract String numbers(int count);

    private static final VmName MIDDLE = new VmName("vm-050000");

    /** Returns how many rows a statement reads. */
    abstract long rowsRead(SqlBuilder sql);

    @BeforeAll
    void fill() {
        database = open();
        repository = Stores.repository(database, new SettableClock());
        repository.insert(definition("template", Map.of("team", "db"), """
                {'qemu': {'version': '11.1'}, 'migration': {'live': {'downtime-limit': 500}}}"""), pending());
        database.client().sql("""
                        insert into vm (name, labels, spec, generation, restarts, deleting, created_at, definition_version,
                            status, details, status_version, qemu_version, phase, guest, accepted, launched, migration_object_ready, applied,
                            verified, degraded, restart_required)
                        select 'vm-' || lpad(cast(i as varchar), 6, '0'), labels, spec, generation, restarts,
                            deleting, created_at, definition_version, status, details, status_version,
                            case when mod(i, 1000) = 0 then '8.2' else '11.1' end, phase, guest, accepted, launched,
                            migration_object_ready, applied, case when mod(i, 1000) = 1 then 'False' else 'True' end,
                            degraded, restart_required
                        from vm, %s where name = 'template'""".formatted(numbers(VMS))).update();
        database.client().sql("""
                        insert into vm_label select name, 'team', case when right(name, 3) = '002' then 'db' else 'web' end
                        from vm where name <> 'template'""").update();
        database.client().sql("""
                        insert into vm_setting select name, 'multifd-channels',
                            case when right(name, 3) = '003' then '8' else '4' end
                        from vm where name <> 'template'""").update();
        analyze();
    }

    void analyze() {
        database.client().sql("analyze").update();
    }

    @AfterAll
    void closeDatabase() {
        database.close();
    }

    @TestFactory
    Stream<DynamicTest> readsLittleMoreThanItReturns() {
        return Stream.of(
                        query(Map.of(), null, null, Map.of()),
                        query(Map.of("team", "db"), null, null, Map.of()),
                        query(Map.of("team", "web"), null, null, Map.of()),
                        query(Map.of(), "Verified:False", null, Map.of()),
                        query(Map.of(), "Verified:True", null, Map.of()),
                        query(Map.of(), null, "8.2", Map.of()),
                        query(Map.of(), null, "11.1", Map.of()),
                        query(Map.of(), null, null, Map.of("multifd-channels", "8")),
                        query(Map.of(), null, null, Map.of("multifd-channels", "4")),
                        query(Map.of("team", "web"), "Verified:True", "11.1", Map.of("multifd-channels", "4")))
                .flatMap(query -> Stream.of(query, after(query, MIDDLE)))
                .map(query -> DynamicTest.dynamicTest(query.toString(), () -> {
                    assertThat(repository.list(query).content()).hasSize(PAGE);
                    assertThat(rowsRead(VmListQuery.of(query))).isBetween((long) PAGE, BOUND);
                }));
    }

    @Test
    void listsPagesOfFilteredVmsInTheOrderOfNames() {
        VmRepository.Query query = query(Map.of("team", "web"), "Verified:False", null, Map.of());
        VmName last = new VmName("a");
        int count = 0;
        for (int size = PAGE; size == PAGE; ) {
            var page = repository.list(after(query, last)).content();
            for (VmListRow vm : page) {
                assertThat(vm.name()).isGreaterThan(last);
                last = vm.name();
            }
            size = page.size();
            count += size;
        }

        assertThat(count).isEqualTo(VMS / 1000);
    }

    private static VmRepository.Query query(
            Map<String, String> labels,
            @Nullable String condition,
            @Nullable String version,
            Map<String, String> parameters) {
        return new VmRepository.Query(labels, condition, null, null, version, parameters, null, PAGE, 1 << 20);
    }

    private static VmRepository.Query after(VmRepository.Query query, VmName last) {
        return new VmRepository.Query(
                query.labels(),
                query.condition(),
                query.runState(),
                query.guest(),
                query.qemuVersion(),
                query.settings(),
                last,
                PAGE,
                1 << 20);
    }
}
