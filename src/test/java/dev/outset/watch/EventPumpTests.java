package dev.outset.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outset.admission.limit.OverloadException;
import dev.outset.store.event.EventDraft;
import dev.outset.store.event.EventLog;
import dev.outset.store.vm.Stores;
import dev.outset.store.vm.VmRepository;
import dev.outset.support.Definitions;
import dev.outset.support.SettableClock;
import dev.outset.support.TestDatabase;
import dev.outset.vm.VmName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Watches on a pump that is stepped by the tests. */
class EventPumpTests {

    private static final EventSelector EVERYTHING = new EventSelector(null, Map.of(), Map.of());

    private static final WatchSettings SETTINGS =
            new WatchSettings(Duration.ofMillis(100), Duration.ofSeconds(15), 2, 6, 3);

    @TempDir
    private Path directory;

    private final SettableClock clock = new SettableClock();

    private TestDatabase database;

    private EventLog log;

    private EventPump pump;

    @BeforeEach
    void open() {
        database = TestDatabase.h2(directory);
        log = Stores.events(database, clock, 5);
        pump = new EventPump(log, SETTINGS);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void deliversPastAndThenNewEvents() throws InterruptedException {
        append("a", "1", "2", "3", "4", "5");
        Watch watch = pump.fromStart(EVERYTHING);
        List<String> received = receive(watch, 5);

        append("a", "6");
        pump.step();

        assertThat(received).containsExactly("1", "2", "3", "4", "5");
        assertThat(receive(watch, 1)).containsExactly("6");
    }

    @Test
    void resumesAfterTheLastEventSeenAtAnotherReplica() throws InterruptedException {
        append("a", "1", "2", "3");
        Watch first = pump.fromStart(EVERYTHING);
        receive(first, 3);
        first.close();
        append("a", "4");
        EventPump otherPump = new EventPump(log, SETTINGS);

        Watch second = otherPump.after(EVERYTHING, 3);
        List<String> received = receive(second, 1);
        append("a", "5");
        otherPump.step();

        assertThat(received).containsExactly("4");
        assertThat(receive(second, 1)).containsExactly("5");
    }

    @Test
    void deliversEachEventOnceIfThePumpIsAhead() throws InterruptedException {
        Watch first = pump.fromNow(EVERYTHING);
        assertThat(first.next(Duration.ZERO)).isEmpty();
        append("a", "1", "2");
        pump.step();
        Watch second = pump.fromStart(EVERYTHING);

        List<String> received = receive(second, 2);
        append("a", "3");
        pump.step();

        assertThat(received).containsExactly("1", "2");
        assertThat(receive(second, 1)).containsExactly("3");
        assertThat(receive(first, 3)).containsExactly("1", "2", "3");
    }

    @Test
    void announcesPrunedEvents() throws InterruptedException {
        append("a", "1", "2", "3", "4", "5", "6", "7", "8");
        log.prune();

        Watch watch = pump.after(EVERYTHING, 1);

        List<StreamItem> items = watch.next(Duration.ZERO);
        assertThat(items.getFirst()).isEqualTo(new StreamItem.Gap(1, 3));
        assertThat(reasons(items)).containsExactly("4", "5", "6");
    }

    @Test
    void announcesAGapToALiveWatch() throws InterruptedException {
        Watch watch = pump.fromNow(EVERYTHING);
        watch.next(Duration.ZERO);
        append("a", "1", "2", "3", "4", "5", "6", "7");
        log.prune();
        pump.step();

        List<StreamItem> items = watch.next(Duration.ZERO);

        assertThat(items.getFirst()).isEqualTo(new StreamItem.Gap(0, 2));
    }

    @Test
    void selectsByVmAndByLabel() throws InterruptedException {
        VmRepository repository = Stores.repository(database, clock);
        repository.insert(Definitions.definition("a", Map.of("team", "db"), "{}"), Definitions.pending());
        repository.insert(Definitions.definition("b", Map.of("team", "web"), "{}"), Definitions.pending());
        Watch ofA = pump.fromNow(new EventSelector(new VmName("a"), Map.of(), Map.of()));
        Watch ofWeb = pump.fromNow(new EventSelector(null, Map.of("team", "web"), Map.of()));
        ofA.next(Duration.ZERO);
        ofWeb.next(Duration.ZERO);
        append("a", "1");
        append("b", "2");
        pump.step();

        assertThat(receive(ofA, 1)).containsExactly("1");
        assertThat(receive(ofWeb, 1)).containsExactly("2");
    }

    @Test
    void dropsASlowWatchAndServesTheOthers() throws InterruptedException {
        Watch slow = pump.fromNow(EVERYTHING);
        Watch quick = pump.fromNow(EVERYTHING);
        slow.next(Duration.ZERO);
        quick.next(Duration.ZERO);
        List<String> received = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            append("a", i + "a", i + "b");
            pump.step();
            received.addAll(receive(quick, 2));
        }

        assertThat(received).containsExactly("1a", "1b", "2a", "2b", "3a", "3b", "4a", "4b");
        assertThat(slow.next(Duration.ZERO)).containsExactly(new StreamItem.Ended(StreamItem.Reason.TOO_SLOW));
    }

    @Test
    void limitsTheNumberOfStreams() {
        Watch first = pump.fromStart(EVERYTHING);
        pump.fromStart(EVERYTHING);

        assertThatThrownBy(() -> pump.fromStart(EVERYTHING)).isInstanceOf(OverloadException.class);
        first.close();
        first.close();
        assertThat(pump.openStreams()).isEqualTo(1);
    }

    @Test
    void endsWatchesOnClose() throws InterruptedException {
        Watch live = pump.fromStart(EVERYTHING);
        live.next(Duration.ZERO);
        Watch late = pump.fromStart(EVERYTHING);
        pump.close();

        assertThat(live.next(Duration.ofMinutes(1))).containsExactly(new StreamItem.Ended(StreamItem.Reason.SHUTDOWN));
        assertThat(late.next(Duration.ofMinutes(1))).containsExactly(new StreamItem.Ended(StreamItem.Reason.SHUTDOWN));
    }

    private void append(String vm, String... reasons) {
        database.transactions()
                .executeWithoutResult(transaction -> log.append(IntStream.range(0, reasons.length)
                        .mapToObj(i -> new EventDraft(
                                new VmName(vm), clock.instant(), EventDraft.Type.NORMAL, reasons[i], "An event", 1))
                        .toList()));
    }

    private static List<String> receive(Watch watch, int count) throws InterruptedException {
        List<String> received = new ArrayList<>();
        for (int i = 0; i < 10 && received.size() < count; i++) {
            received.addAll(reasons(watch.next(Duration.ZERO)));
        }
        return received;
    }

    private static List<String> reasons(List<StreamItem> items) {
        return items.stream()
                .filter(StreamItem.Happened.class::isInstance)
                .map(item -> ((StreamItem.Happened) item).event().reason())
                .toList();
    }
}
