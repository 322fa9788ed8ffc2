package dev.outset.store.event;

import static dev.outset.support.Definitions.definition;
import static dev.outset.support.Definitions.pending;
import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.store.vm.StoredVm;
import dev.outset.store.vm.Stores;
import dev.outset.store.vm.VmRepository;
import dev.outset.support.Await;
import dev.outset.support.SettableClock;
import dev.outset.support.TestDatabase;
import dev.outset.vm.VmName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A reader that follows sequences misses no event of concurrent writers. */
abstract class EventOrderContract {

    private static final long SEED = 6;

    private static final int WRITERS = 6;

    private static final int TRANSACTIONS = 150;

    final SettableClock clock = new SettableClock();

    TestDatabase database;

    EventLog events;

    /** Returns a new database with the current schema. */
    abstract TestDatabase open();

    @BeforeEach
    void openDatabase() {
        database = open();
        events = Stores.events(database, clock);
    }

    @AfterEach
    void closeDatabase() {
        database.close();
    }

    @Test
    void losesNoEventOfConcurrentWriters() throws Exception {
        ConcurrentLinkedQueue<String> committed = new ConcurrentLinkedQueue<>();
        List<VmEvent> read = new ArrayList<>();
        long position = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                writers.add(threads.submit(() -> write(writer, new Random(SEED + writer), committed)));
            }
            while (!writers.stream().allMatch(Future::isDone)) {
                position = read(read, position);
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        }
        readRemaining(read, position, committed.size());

        assertThat(read).extracting(VmEvent::reason).containsExactlyInAnyOrderElementsOf(committed);
        assertThat(read).extracting(VmEvent::sequence).isSorted().doesNotHaveDuplicates();
        for (int i = 0; i < WRITERS; i++) {
            String vm = "vm-" + i;
            assertThat(read.stream()
                            .filter(event -> event.vm().value().equals(vm))
                            .map(VmEvent::reason))
                    .as("seed %d, %s", SEED, vm)
                    .containsExactlyElementsOf(committed.stream()
                            .filter(reason -> reason.startsWith(vm + "."))
                            .toList());
        }
    }

    /** Other databases of the same server may hold back the low watermark for a moment. */
    private void readRemaining(List<VmEvent> read, long from, int count) {
        AtomicLong position = new AtomicLong(from);
        Await.until("all events are read", () -> {
            position.set(read(read, position.get()));
            return read.size() >= count;
        });
    }

    /** Reads up to the low watermark and never reads earlier sequences again, like the event pump. */
    private long read(List<VmEvent> read, long position) {
        long horizon = events.lowWatermark();
        read.addAll(events.between(position, horizon, Integer.MAX_VALUE));
        return Math.max(position, horizon);
    }

    private void write(int writer, Random random, ConcurrentLinkedQueue<String> committed) {
        for (int i = 0; i < TRANSACTIONS; i++) {
            List<String> reasons = new ArrayList<>();
            for (int j = 0; j <= random.nextInt(3); j++) {
                reasons.add("vm-" + writer + "." + i + "." + j);
            }
            boolean rollsBack = random.nextInt(5) == 0;
            long open = random.nextInt(2_000_000);
            database.transactions().executeWithoutResult(transaction -> {
                events.append(reasons.stream()
                        .map(reason -> event("vm-" + writer, reason))
                        .toList());
                Await.pause(Duration.ofNanos(open));
                if (rollsBack) {
                    transaction.setRollbackOnly();
                }
            });
            if (!rollsBack) {
                committed.addAll(reasons);
            }
        }
    }

    @Test
    void storesTheLabelsOfTheVmAtThatTime() {
        VmRepository repository = Stores.repository(database, clock);
        StoredVm vm = repository.insert(definition("db-1", Map.of("team", "db"), "{}"), pending());
        repository.saveStatus(vm.definition().name(), pending(), 1, List.of(event("db-1", "Launched")));
        repository.remove(vm.definition().name(), List.of(event("db-1", "Removed")));

        assertThat(events.of(new VmName("db-1"), 0, 10))
                .extracting(VmEvent::labels)
                .hasSize(3)
                .containsOnly(Map.of("team", "db"));
    }

    @Test
    void reportsUpToWhichSequenceEventsWerePruned() {
        EventLog small = Stores.events(database, clock, 2);
        assertThat(small.prunedThrough()).isZero();
        database.transactions()
                .executeWithoutResult(transaction ->
                        small.append(List.of(event("a", "A"), event("a", "B"), event("a", "C"), event("a", "D"))));
        pruneUntilDeleted(small);

        assertThat(small.prunedThrough()).isEqualTo(small.oldest() - 1);
        assertThat(small.of(new VmName("a"), 0, 10)).extracting(VmEvent::reason).containsExactly("C", "D");
    }

    private static void pruneUntilDeleted(EventLog log) {
        Await.until("events are pruned", () -> {
            log.prune();
            return log.prunedThrough() > 0;
        });
    }

    EventDraft event(String vm, String reason) {
        return new EventDraft(new VmName(vm), clock.instant(), EventDraft.Type.NORMAL, reason, "It happened", 1);
    }
}
