package dev.outset.support;

import dev.outset.launch.QemuLauncher;
import dev.outset.qmp.QmpChannel;
import dev.outset.store.vm.VmRepository;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Simulates a crash of the service at one call to its repository, its launcher or a monitor. The call is either not
 * executed, or executed without returning. All later calls fail, as in a dead process.
 */
public final class CrashPoint {

    private final int at;

    private final boolean afterwards;

    private int calls;

    private boolean dead;

    /** Simulates that the process is dead. */
    public static final class Killed extends Error {

        private static final long serialVersionUID = 1L;

        private Killed() {
            super("Killed", null, false, false);
        }
    }

    /**
     * Creates a crash point.
     *
     * @param at the number of the call, from 1; 0 for never
     * @param afterwards whether the call is executed before the crash
     */
    public CrashPoint(int at, boolean afterwards) {
        this.at = at;
        this.afterwards = afterwards;
    }

    /** Returns the number of calls so far. */
    public int calls() {
        return calls;
    }

    /** Wraps the repository of the service. */
    public VmRepository wrap(VmRepository repository) {
        return proxy(VmRepository.class, repository);
    }

    /** Wraps the launcher of the service. */
    public QemuLauncher wrap(QemuLauncher launcher) {
        return proxy(QemuLauncher.class, launcher);
    }

    /** Wraps any other dependency of the service. */
    public <T> T wrap(Class<T> type, T target) {
        return proxy(type, target);
    }

    private <T> T proxy(Class<T> type, T target) {
        return Proxies.wrap(type, target, (method, arguments) -> call(target, method, arguments));
    }

    private @Nullable Object call(Object target, Method method, @Nullable Object[] arguments) throws Throwable {
        boolean now = !dead && ++calls == at;
        dead |= now;
        if (dead && !(now && afterwards)) {
            throw new Killed();
        }
        @Nullable Object result;
        try {
            result = method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            if (dead) {
                throw new Killed();
            }
            throw thrown.getCause();
        }
        if (dead) {
            throw new Killed();
        }
        return result instanceof QmpChannel channel ? proxy(QmpChannel.class, channel) : result;
    }
}
