package dev.outset.replicas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.store.database.ReconcileQueue;
import dev.outset.support.Await;
import dev.outset.support.HttpCalls;
import dev.outset.support.PostgreSql;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Replicas share the work, take over from failed replicas, and survive an outage of the database. */
class ReplicasIntegrationTests {

    private static final String VMS = "/api/v1/vms";

    private static final int COUNT = 30;

    @TempDir
    private Path folder;

    private final SharedQemus qemus = new SharedQemus();

    @Test
    void takesOverTheWorkOfAFailedReplicaWithoutConcurrentReconciliations() {
        String url = PostgreSql.freshUrl();
        try (Replica failing = Replica.start(url, qemus);
                Replica remaining = Replica.start(url, qemus)) {
            for (int i = 0; i < COUNT; i++) {
                create((i % 2 == 0 ? failing : remaining).calls(), "r-" + i);
            }
            Await.until("both replicas work", () -> activeReplicas(remaining) >= 2);
            for (int i = 0; i < COUNT / 2; i++) {
                assertThat(failing.calls().delete(VMS + "/r-" + i).status()).isEqualTo(202);
            }
            failing.fail();

            Await.until("every other VM is settled", () -> settled(remaining.calls()) == COUNT / 2);
            Await.until("deleted VMs are gone", () -> count(remaining, "vm") == COUNT / 2);
            Await.until("the failed replica has no claims", () -> staleClaims(remaining) == 0);
            assertThat(qemus.overlaps()).isEmpty();
        }
    }

    @Test
    void responds503DuringADatabaseOutageAndRecovers() {
        try (PostgreSql.Stoppable database = PostgreSql.stoppable(folder.resolve("pg"));
                Replica replica = Replica.start(database.url(), qemus)) {
            HttpCalls calls = replica.calls();
            create(calls, "before");
            Await.until("settled", () -> settled(calls) == 1);

            database.crash();
            HttpCalls.Answer read = calls.get(VMS + "/before");
            assertThat(read.status()).as(read.text()).isEqualTo(503);
            assertThat(read.header("Retry-After")).isNotEmpty();
            assertThat(read.header("Content-Type")).startsWith("application/problem+json");
            assertThat(calls.post(VMS, "{\"name\": \"during\"}").status()).isEqualTo(503);
            assertThat(calls.get("/api/v1/events", "Accept", "text/event-stream")
                            .status())
                    .isIn(200, 503);

            database.start();
            Await.until("reads work", () -> calls.get(VMS + "/before").status() == 200);
            create(calls, "after");
            Await.until("the controller continues", () -> settled(calls) == 2);
        }
    }

    private static void create(HttpCalls calls, String name) {
        HttpCalls.Answer created = calls.post(VMS, "{\"name\": \"" + name + "\"}");
        assertThat(created.status()).as(created.text()).isEqualTo(201);
    }

    /** Returns how many VMs are verified. */
    private static long settled(HttpCalls calls) {
        return calls.get(VMS + "?limit=500&condition=Verified:True")
                .json()
                .get("items")
                .valueStream()
                .filter(vm -> !vm.get("deleting").asBoolean())
                .map(vm -> vm.get("name"))
                .map(JsonNode::asString)
                .count();
    }

    private long seen;

    /** Returns how many replicas have been seen to claim reconciliations at the same time. */
    private long activeReplicas(Replica replica) {
        seen = Math.max(
                seen,
                replica.bean(JdbcClient.class)
                        .sql("select count(distinct picked_by) from scheduled_tasks where task_name = ?")
                        .param(ReconcileQueue.TASK)
                        .query(Long.class)
                        .single());
        return seen;
    }

    private static long staleClaims(Replica replica) {
        return replica.bean(JdbcClient.class)
                .sql(
                        "select count(*) from scheduled_tasks where picked and last_heartbeat < now() - interval '5' second")
                .query(Long.class)
                .single();
    }

    private static long count(Replica replica, String table) {
        return replica.bean(JdbcClient.class)
                .sql("select count(*) from " + table)
                .query(Long.class)
                .single();
    }
}
