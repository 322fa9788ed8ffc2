package dev.outset.store.database;

import dev.outset.vm.VmName;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The queue of passes: one row a VM in db-scheduler's table. The engine claims rows, keeps their heartbeats and revives
 * them after a worker died; what it cannot do is written here: queue a pass in the transaction of the write that needs
 * it, and end a pass without losing a wish that came meanwhile.
 *
 * <p>A wish during a pass moves the row's execution time, which the pass remembers from its start: at the end the time
 * still stands, and the next pass is set, or it has moved, and the next pass is due at once. Both are one statement on
 * one row, so no order of commits loses the wish.
 */
public final class ReconcileQueue {

    /** The name of the engine's task. */
    public static final String TASK = "reconcile-vm";

    public static final String ADD = """
            insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version)
            values (?, ?, ?, false, 1)""";

    private final JdbcClient jdbc;

    /** A queue in a database. */
    public ReconcileQueue(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Queues the first pass of a VM. */
    public void add(VmName name, Instant at) {
        jdbc.sql(ADD).params(row(name, at)).update();
    }

    /** The values of {@link #ADD}. */
    public static Object[] row(VmName name, Instant at) {
        return new Object[] {TASK, name.value(), Timestamps.timestamp(at)};
    }

    /** Makes the next pass of a VM due now, also while a pass runs. */
    public void hurry(VmName name, Instant now) {
        jdbc.sql("""
                        update scheduled_tasks
                        set execution_time = case when execution_time > ? then ?
                                                  else execution_time - interval '0.000001' second end
                        where task_name = ? and task_instance = ?""")
                .params(Timestamps.timestamp(now), Timestamps.timestamp(now), TASK, name.value())
                .update();
    }

    /**
     * Ends a pass.
     *
     * @param claim what the pass holds
     * @param next when the next pass is due
     * @param now the time
     * @return what became of the row
     */
    public Ending end(Claim claim, Instant next, Instant now) {
        if (release(claim, next, now, "execution_time = ?") == 1) {
            return Ending.AS_PLANNED;
        }
        return release(claim, now, now, "execution_time <> ?") == 1 ? Ending.HURRIED : Ending.LOST;
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

    /** Takes a VM out of the queue. */
    public void remove(VmName name) {
        jdbc.sql("delete from scheduled_tasks where task_name = ? and task_instance = ?")
                .params(TASK, name.value())
                .update();
    }

    /** Takes a claimed pass out of the queue; not if the VM is gone and another has come under its name. */
    public void drop(Claim claim) {
        jdbc.sql("delete from scheduled_tasks where task_name = ? and task_instance = ? and version = ?")
                .params(TASK, claim.name().value(), claim.version())
                .update();
    }

    /**
     * Gives back what a dead process of an exclusive database still holds, and queues every VM that has no place in the
     * queue. To be called before the engine starts, and only when no other process can use the database.
     *
     * @return how many passes were given back
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
     * What a running pass holds.
     *
     * @param name the VM
     * @param version the version of the engine's row
     * @param dueAt the execution time of the row when it was claimed
     */
    public record Claim(VmName name, long version, Instant dueAt) {}

    /** What became of a row at the end of its pass. */
    public enum Ending {
        /** The next pass is due when it was planned. */
        AS_PLANNED,
        /** Somebody wished for a pass meanwhile: the next is due now. */
        HURRIED,
        /** The claim was taken away, or the VM is gone. */
        LOST
    }
}
