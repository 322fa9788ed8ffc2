package dev.outset.migration.run;

import dev.outset.qmp.QmpChannel;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a service's work that can be killed, or left standing and gone on with later, at any call that it makes to its
 * store, a launcher or a monitor. Only one thread runs at a time, so that a run depends on its seed alone.
 */
final class KillableWork {

    private final Semaphore turn = new Semaphore(0);

    private final Semaphore back = new Semaphore(0);

    private int callsUntilKilled;

    private int callsUntilPaused;

    private final List<QmpChannel> connections = new ArrayList<>();

    private boolean undivided;

    private boolean done;

    private @Nullable Throwable failed;

    /** The service is dead. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        private Killed() {
            super("Killed", null, false, false);
        }
    }

    /**
     * Work to do.
     *
     * @param callsUntilKilled at which call it is killed; 0 for none
     * @param callsUntilPaused at which call it is left standing; 0 for none
     */
    KillableWork(int callsUntilKilled, int callsUntilPaused) {
        this.callsUntilKilled = callsUntilKilled;
        this.callsUntilPaused = callsUntilPaused;
    }

    /**
     * Does it, as far as it goes.
     *
     * @return whether it is done, and not left standing
     */
    boolean run(Runnable task) {
        if (callsUntilPaused == 0) {
            task.run();
            return true;
        }
        Thread thread = new Thread(() -> {
            turn.acquireUninterruptibly();
            try {
                task.run();
            } catch (Throwable thrown) {
                failed = thrown;
            }
            done = true;
            back.release();
        });
        thread.setDaemon(true);
        thread.start();
        return goOn();
    }

    /** Goes on with work that was left standing. */
    boolean goOn() {
        turn.release();
        back.acquireUninterruptibly();
        if (failed instanceof Error error) {
            throw error;
        }
        if (failed instanceof RuntimeException exception) {
            throw exception;
        }
        return done;
    }

    /** The kernel closes what a process that was killed had open. */
    void closeConnections() {
        connections.forEach(QmpChannel::close);
    }

    private void beforeCall() {
        if (callsUntilKilled > 0 && --callsUntilKilled == 0) {
            callsUntilKilled = 1;
            throw new Killed();
        }
        // A launcher holds a lock while it asks for the permission.
        if (callsUntilPaused > 0 && !undivided && --callsUntilPaused == 0) {
            back.release();
            turn.acquireUninterruptibly();
        }
    }

    /** Something that the work calls. */
    <T> T calls(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    boolean inside = undivided;
                    if (!method.getName().equals("close") && !method.getName().equals("receive")) {
                        beforeCall();
                    }
                    undivided = inside || method.getName().equals("launch");
                    try {
                        Object result = method.invoke(target, arguments);
                        if (result instanceof QmpChannel channel) {
                            connections.add(channel);
                            return calls(QmpChannel.class, channel);
                        }
                        return result;
                    } catch (InvocationTargetException thrown) {
                        throw Objects.requireNonNull(thrown.getCause());
                    } finally {
                        undivided = inside;
                    }
                }));
    }
}
