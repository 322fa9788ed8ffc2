package dev.outset.migration.run;

import dev.outset.qmp.QmpChannel;
import dev.outset.support.Proxies;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Work of a service that can be killed, or paused and resumed later, at any call to its store, a launcher or a monitor.
 * Only one thread runs at a time, so that a run depends only on its seed.
 */
final class KillableWork {

    private final Semaphore resumed = new Semaphore(0);

    private final Semaphore returned = new Semaphore(0);

    private int callsUntilKilled;

    private int callsUntilPaused;

    private final List<QmpChannel> connections = new ArrayList<>();

    private boolean atomic;

    private boolean inTransaction;

    private boolean done;

    private @Nullable Throwable failed;

    /** The service was killed. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        private Killed() {
            super("Killed", null, false, false);
        }
    }

    /**
     * Creates work.
     *
     * @param callsUntilKilled the call at which it is killed; 0 for none
     * @param callsUntilPaused the call at which it is paused; 0 for none
     */
    KillableWork(int callsUntilKilled, int callsUntilPaused) {
        this.callsUntilKilled = callsUntilKilled;
        this.callsUntilPaused = callsUntilPaused;
    }

    /**
     * Runs a task until it is done or paused.
     *
     * @return true if it is done; false if it is paused
     */
    boolean run(Runnable task) {
        if (callsUntilPaused == 0) {
            task.run();
            return true;
        }
        Thread thread = new Thread(() -> {
            resumed.acquireUninterruptibly();
            try {
                task.run();
            } catch (Throwable thrown) {
                failed = thrown;
            }
            done = true;
            returned.release();
        });
        thread.setDaemon(true);
        thread.start();
        return resume();
    }

    /** Resumes paused work; returns whether it is done. */
    boolean resume() {
        resumed.release();
        returned.acquireUninterruptibly();
        if (failed instanceof Error error) {
            throw error;
        }
        if (failed instanceof RuntimeException exception) {
            throw exception;
        }
        return done;
    }

    /** Closes the connections of killed work, as the kernel does for a killed process. */
    void closeConnections() {
        connections.forEach(QmpChannel::close);
    }

    private void beforeCall() {
        if (callsUntilKilled > 0 && --callsUntilKilled == 0) {
            callsUntilKilled = 1;
            throw new Killed();
        }
        // A launcher holds a lock while it checks the permission, so it is not paused there.
        if (callsUntilPaused > 0 && !atomic && --callsUntilPaused == 0) {
            returned.release();
            resumed.acquireUninterruptibly();
        }
    }

    /** Wraps a dependency of the work. */
    <T> T wrap(Class<T> type, T target) {
        return Proxies.wrap(type, target, (method, arguments) -> {
            boolean inside = atomic;
            boolean outer = inTransaction;
            if (!outer && !method.getName().equals("close") && !method.getName().equals("receive")) {
                beforeCall();
            }
            atomic = inside || method.getName().equals("launch");
            // A transaction is one call: its effects are visible only when it ends.
            inTransaction = outer || target instanceof TransactionOperations;
            try {
                Object result = method.invoke(target, arguments);
                if (result instanceof QmpChannel channel) {
                    connections.add(channel);
                    return wrap(QmpChannel.class, channel);
                }
                return result;
            } catch (InvocationTargetException thrown) {
                throw Objects.requireNonNull(thrown.getCause());
            } finally {
                atomic = inside;
                inTransaction = outer;
            }
        });
    }
}
