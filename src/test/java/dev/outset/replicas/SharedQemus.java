package dev.outset.replicas;

import dev.outset.catalogue.reader.Catalogues;
import dev.outset.launch.LaunchOrder;
import dev.outset.launch.QemuInstance;
import dev.outset.launch.QemuLauncher;
import dev.outset.qmp.QmpChannel;
import dev.outset.support.Await;
import dev.outset.support.FakeQemus;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.springframework.core.Ordered;

/** QEMUs that all replicas share, and that detect concurrent reconciliations of one VM. */
final class SharedQemus implements QemuLauncher, Ordered {

    private final FakeQemus qemus = new FakeQemus(Catalogues.load(), InstantSource.system());

    private final Map<String, Thread> inside = new ConcurrentHashMap<>();

    private final Queue<String> overlaps = new ConcurrentLinkedQueue<>();

    private final AtomicLong calls = new AtomicLong();

    private <T> T exclusively(String vm, Supplier<T> call) {
        calls.incrementAndGet();
        Thread other = inside.putIfAbsent(vm, Thread.currentThread());
        if (other != null) {
            overlaps.add(vm);
        }
        try {
            Await.pause(Duration.ofMillis(2));
            synchronized (qemus) {
                return call.get();
            }
        } finally {
            inside.remove(vm, Thread.currentThread());
        }
    }

    /** Returns the VMs with concurrent calls. */
    Queue<String> overlaps() {
        return overlaps;
    }

    /** Returns the number of calls of all replicas. */
    long calls() {
        return calls.get();
    }

    @Override
    public String runtime() {
        return "simulated";
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public Optional<QemuInstance> launch(LaunchOrder order, BooleanSupplier permitted) {
        return exclusively(order.vm(), () -> qemus.launch(order, permitted));
    }

    @Override
    public Optional<QemuInstance> find(String vm) {
        return exclusively(vm, () -> qemus.find(vm));
    }

    @Override
    public QmpChannel connect(QemuInstance.Running instance) {
        synchronized (qemus) {
            return qemus.connect(instance);
        }
    }

    @Override
    public void stop(String vm) {
        exclusively(vm, () -> {
            qemus.stop(vm);
            return vm;
        });
    }
}
