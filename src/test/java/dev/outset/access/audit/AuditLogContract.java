package dev.outset.access.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outset.access.CurrentPrincipal;
import dev.outset.access.LabelScope;
import dev.outset.store.audit.AuditSink;
import dev.outset.support.SettableClock;
import dev.outset.support.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

/** The tests of the audit log, for every database. */
abstract class AuditLogContract {

    private final SettableClock clock = new SettableClock();

    private TestDatabase database;

    abstract TestDatabase open();

    @BeforeEach
    void openDatabase() {
        database = open();
    }

    @AfterEach
    void closeDatabase() {
        database.close();
    }

    private AuditLog log() {
        return new AuditLog(
                database.client(),
                CurrentPrincipal.unrestricted(),
                () -> "request-1",
                clock,
                new AuditSettings(Duration.ofDays(40), Duration.ofHours(1)));
    }

    private static AuditSink.Change change(String action, String target, String team) {
        return new AuditSink.Change(action, target, Map.of("team", team), "{\"a\":1}", "{\"a\":2}");
    }

    private static AuditQuery query(@Nullable String target, LabelScope scope, @Nullable Long before, int limit) {
        return new AuditQuery(null, null, target, null, null, scope, before, limit, 1 << 20);
    }

    @Test
    void listsPagesOfEntriesInScopeNewestFirst() {
        clock.advanceTo(Instant.now());
        AuditLog log = log();
        log.record(List.of(
                change("vm.create", "page-1", "db"),
                change("vm.create", "page-2", "d_b"),
                change("vm.change", "page-3", "db")));
        LabelScope db = new LabelScope(Map.of("team", "db"));

        List<AuditEntry> first = log.list(query(null, db, null, 1)).content();
        List<AuditEntry> second =
                log.list(query(null, db, first.getFirst().sequence(), 1)).content();

        assertThat(first).extracting(AuditEntry::target).containsExactly("page-3");
        assertThat(second).extracting(AuditEntry::target).containsExactly("page-1");
        assertThat(log.list(query("page-2", LabelScope.unrestricted(), null, 9)).content())
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.subject()).isEqualTo("anonymous");
                    assertThat(entry.requestId()).isEqualTo("request-1");
                    assertThat(String.valueOf(entry.before())).isEqualTo("{\"a\":1}");
                    assertThat(String.valueOf(entry.after())).isEqualTo("{\"a\":2}");
                });
    }

    @Test
    void rejectsUpdatesAndEarlyDeletes() {
        clock.advanceTo(Instant.now());
        log().record(List.of(change("vm.create", "kept", "db")));

        assertThatThrownBy(() -> update("update audit_entry set subject = 'another' where target = 'kept'"))
                .isInstanceOf(DataAccessException.class)
                .hasStackTraceContaining("cannot be updated");
        assertThatThrownBy(() -> update("delete from audit_entry where target = 'kept'"))
                .isInstanceOf(DataAccessException.class)
                .hasStackTraceContaining("cannot be updated");
        assertThat(log().list(query("kept", LabelScope.unrestricted(), null, 9)).content())
                .hasSize(1);
    }

    @Test
    void prunesEntriesOlderThanTheMaximumAge() {
        Instant now = Instant.now();
        clock.advanceTo(now.minus(Duration.ofDays(41)));
        log().record(List.of(change("vm.create", "old", "db")));
        clock.advanceTo(now.minus(Duration.ofDays(39)));
        log().record(List.of(change("vm.create", "younger", "db")));
        clock.advanceTo(now);

        log().prune();

        assertThat(log().list(query("old", LabelScope.unrestricted(), null, 9)).content())
                .isEmpty();
        assertThat(log().list(query("younger", LabelScope.unrestricted(), null, 9))
                        .content())
                .hasSize(1);
    }

    int update(String sql) {
        return database.client().sql(sql).update();
    }

    TestDatabase database() {
        return database;
    }
}
