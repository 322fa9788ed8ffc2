package dev.outset.store.database;

import dev.outset.store.database.StatementBatch.Rows;
import dev.outset.vm.VmName;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The queue of reconciliations: one row per VM in the table of db-scheduler. db-scheduler claims rows, updates their
 * heartbeats and reschedules them after a worker failed. This class adds what it does not support: to queue a
 * reconciliation in the transaction of a write, and to complete one without losing a request that was made while it
 * ran.
 *
 * <p>A request during a reconciliation changes the execution time of the row. If the time is still the same at the end,
 * the next reconciliation is scheduled as planned; otherwise it is due at once. Both are one statement on one row, so
 * the request is not lost in any order of commits.
 */
public final class ReconcileQueue {

    /** The name of the db-scheduler task. */
    public static final String TASK = "reconcile-vm";

    private static final String INSERTED =
            "scheduled_tasks (task_name, task_instance, execution_time, picked, version)";

    private final JdbcClient jdbc;

    /** Creates a queue in a database. */
    public ReconcileQueue(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Returns the rows that queue the first reconciliations of VMs. */
    public static Rows rows(List<VmName> names, Instant at) {
        return new Rows(
                INSERTED,
                names.stream().map(name -> row(TASK, name.value(), at)).toList());
    }

    private static List<@Nullable Object> row(String task, String instance, Instant at) {
        return List.of(task, instance, Timestamps.timestamp(at), false, 1L);
    }

    /** Queues an execution of another task. */
    public void add(String task, String instance, Instant at) {
        jdbc.sql("insert into " + INSERTED + " values (?, ?, ?, ?, ?)")
                .params(row(task, instance, at))
                .update();
    }

    /** Makes an execution of another task due now, unless it runs. */
    public void advance(String task, String instance, Instant now) {
        jdbc.sql("""
                        update scheduled_tasks set execution_time = ?
                        where task_name = ? and task_instance = ? and picked = false""").params(Timestamps.timestamp(now), task, instance).update();
    }

    /** Makes the next reconciliation of a VM due now, even while one runs. */
    public void requeueNow(VmName name, Instant now) {
        jdbc.sql("""
                        update scheduled_tasks
                        set execution_time = case when execution_time > ? then ?
                                                  else execution_time - interval '0.000001' second end
                        where task_name = ? and task_instance = ?""")
                .params(Timestamps.timestamp(now), Timestamps.timestamp(now), TASK, name.value())
                .update();
    }

    /**
     * Completes a reconciliation.
     *
     * @param claim the claim of the reconciliation
     * @param next when the next reconciliation is due
     * @param now the current time
     * @return how the row was released
     */
    public Completion complete(Claim claim, Instant next, Instant now) {
        if (release(claim, next, now, "execution_time = ?") == 1) {
            return Completion.AS_PLANNED;
        }
        return release(claim, now, now, "execution_time <> ?") == 1 ? Completion.REQUEUED : Completion.LOST;
    }

    private int release(Claim claim, Instant next, Instant now, String condition) {
        return jdbc.sql("""
                        update scheduled_tasks
                        set picked = false, picked_by = null, last_heartbeat = null, last_success = ?,
                            consecutive_failures = 0, execution_time = ?, version = version + 1
                        where task_name = ? and task_instance = ? and version = ? and\s""" + condition)
                .params(
                        Timestamps.timestamp(now),
                        Timestamps.timestamp(next),
                        TASK,
                        claim.name().value(),
                        claim.version(),
                        Timestamps.timestamp(claim.dueAt()))
                .update();
    }

    /** Removes a VM from the queue. */
    public void remove(VmName name) {
        jdbc.sql("delete from scheduled_tasks where task_name = ? and task_instance = ?")
                .params(TASK, name.value())
                .update();
    }

    /** Removes a claimed reconciliation from the queue, unless the VM was deleted and created again. */
    public void drop(Claim claim) {
        jdbc.sql("delete from scheduled_tasks where task_name = ? and task_instance = ? and version = ?")
                .params(TASK, claim.name().value(), claim.version())
                .update();
    }

    /**
     * Releases the claims of a previous process and queues all VMs that are missing from the queue. Must be called
     * before the scheduler starts, and only if no other process can use the database.
     *
     * @return the number of released claims
     */
    public int recover(Instant now) {
        jdbc.sql("""
                        insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)
                        select ?, vm.name, ?, false, 1 from vm
                        where not exists (select 1 from scheduled_tasks t
                                          where t.task_name = ? and t.task_instance = vm.name)""").params(TASK, Timestamps.timestamp(now), TASK).update();
        return jdbc.sql("""
                        update scheduled_tasks
                        set picked = false, picked_by = null, last_heartbeat = null, version = version + 1
                        where picked = true""").update();
    }

    /**
     * The claim of a running reconciliation.
     *
     * @param name the VM
     * @param version the version of the db-scheduler row
     * @param dueAt the execution time of the row when it was claimed
     */
    public record Claim(VmName name, long version, Instant dueAt) {}

    /** How a row was released at the end of a reconciliation. */
    public enum Completion {
        /** The next reconciliation is due as planned. */
        AS_PLANNED,
        /** A reconciliation was requested in the meantime: the next one is due now. */
        REQUEUED,
        /** Another worker took over the claim, or the VM was deleted. */
        LOST
    }
}
