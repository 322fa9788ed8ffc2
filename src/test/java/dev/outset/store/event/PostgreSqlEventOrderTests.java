package dev.outset.store.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.support.Await;
import dev.outset.support.PostgreSql;
import dev.outset.support.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Runs the contract on PostgreSQL. */
class PostgreSqlEventOrderTests extends EventOrderContract {

    @Override
    TestDatabase open() {
        return TestDatabase.at(PostgreSql.freshUrl(), "postgres");
    }

    @Test
    void waitsForAnOpenTransactionWithASmallerSequence() throws SQLException {
        try (Connection early = database.dataSource().getConnection();
                Statement statement = early.createStatement()) {
            early.setAutoCommit(false);
            statement.execute("insert into vm_event (vm, happened_at, type, reason, message, generation)"
                    + " values ('a', now(), 'Normal', 'Early', '', 1)");
            assertThat(events.lowWatermark()).isZero();
            assertThat(events.lowWatermark()).isZero();
            database.transactions().executeWithoutResult(transaction -> events.append(List.of(event("b", "Late"))));

            assertThat(events.newest()).isEqualTo(2);
            assertThat(events.since(Map.of(), 0, 10)).isEmpty();
            early.commit();
        }
        List<VmEvent> both = Await.value(() -> events.since(Map.of(), 0, 10), found -> !found.isEmpty());
        assertThat(both).extracting(VmEvent::reason).containsExactly("Early", "Late");
    }

    @Test
    void doesNotWaitForARolledBackTransaction() throws SQLException {
        try (Connection gone = database.dataSource().getConnection();
                Statement statement = gone.createStatement()) {
            gone.setAutoCommit(false);
            statement.execute("insert into vm_event (vm, happened_at, type, reason, message, generation)"
                    + " values ('a', now(), 'Normal', 'Never', '', 1)");
            gone.rollback();
        }
        database.transactions().executeWithoutResult(transaction -> events.append(List.of(event("b", "Late"))));
        List<VmEvent> found = Await.value(() -> events.since(Map.of(), 0, 10), read -> !read.isEmpty());
        assertThat(found).extracting(VmEvent::sequence).containsExactly(2L);
    }

    /** Reading the row of the sequence instead fails here soon: about two of 100,000 reads see a future value. */
    @Test
    void marksNoSequenceBeforeItIsDrawn() throws Exception {
        try (ExecutorService writer = Executors.newSingleThreadExecutor()) {
            Future<?> drawing = writer.submit(() -> execute(
                    "do $$ begin for i in 1..2000000 loop perform nextval('vm_event_sequence_seq'); end loop; end $$"));
            String compare = """
                    do $$
                    declare
                        marked bigint;
                    begin
                        for i in 1..200000 loop
                            %s into marked;
                            assert marked <= coalesce(pg_sequence_last_value('vm_event_sequence_seq'), 0), 'marked ' || marked;
                        end loop;
                    end $$""".formatted(EventLowWatermark.DRAWN);
            do {
                execute(compare);
            } while (!drawing.isDone());
            drawing.get();
        }
    }

    private void execute(String sql) {
        database.client().sql(sql).update();
    }
}
