package dev.outset.chaos;

import dev.outset.support.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/** Injects one fault after the other: each kind once in random order, then random ones, as determined by the seed. */
final class FaultInjector {

    enum Fault {
        /** SIGKILL of a replica, which is restarted. */
        KILL,
        /** SIGSTOP of a replica for longer or shorter than its heartbeat timeout. */
        FREEZE,
        /** An immediate stop of the database, which is restarted. */
        DATABASE_CRASH
    }

    private final RandomGenerator random;

    private final ChaosDatabase database;

    private final Fleet fleet;

    private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);

    private final List<CompletableFuture<Void>> restarts =
            new ArrayList<>(Collections.nCopies(Fleet.REPLICAS, CompletableFuture.completedFuture(null)));

    FaultInjector(RandomGenerator random, ChaosDatabase database, Fleet fleet) {
        this.random = random;
        this.database = database;
        this.fleet = fleet;
    }

    /** Returns the number of faults by kind. */
    Map<Fault, Integer> faults() {
        return faults;
    }

    /**
     * Injects faults for some time, but at least each kind once; returns when all replicas and the database run again.
     */
    void run(Duration length) throws InterruptedException {
        long end = System.nanoTime() + length.toNanos();
        List<Fault> first = new ArrayList<>(List.of(Fault.values()));
        Collections.shuffle(first, Random.from(random));
        while (!first.isEmpty() || System.nanoTime() < end) {
            Await.pause(Duration.ofMillis(500 + random.nextInt(1500)));
            Fault fault = first.isEmpty() ? Fault.values()[random.nextInt(Fault.values().length)] : first.removeFirst();
            faults.merge(fault, 1, Integer::sum);
            switch (fault) {
                case KILL -> kill(random.nextInt(Fleet.REPLICAS));
                case FREEZE -> freeze(random.nextInt(Fleet.REPLICAS), 1000 + random.nextInt(7000));
                case DATABASE_CRASH -> crashDatabase(random.nextInt(2000));
            }
        }
        restarts.forEach(CompletableFuture::join);
    }

    private void kill(int index) {
        restarts.get(index).join();
        fleet.replica(index).kill();
        // Restarted in the background, so that replicas also start while others or the database are unavailable.
        restarts.set(index, CompletableFuture.runAsync(() -> fleet.start(index)));
    }

    private void freeze(int index, int millis) throws InterruptedException {
        restarts.get(index).join();
        fleet.replica(index).freeze();
        Await.pause(Duration.ofMillis(millis));
        fleet.replica(index).thaw();
    }

    private void crashDatabase(int millis) throws InterruptedException {
        database.crash();
        Await.pause(Duration.ofMillis(millis));
        database.start();
    }
}
