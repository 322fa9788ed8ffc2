package dev.outset.api.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.outset.admission.limit.OverloadException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class SimulationExecutorTests {

    private static SimulationExecutor bench(Duration time) {
        return new SimulationExecutor(new SimulationSettings(2, 1, time, DataSize.ofMegabytes(1)));
    }

    @Test
    void letsTwoRunAndOneWaitAndTurnsTheFourthAway() throws Exception {
        CountDownLatch running = new CountDownLatch(2);
        CountDownLatch end = new CountDownLatch(1);
        try (SimulationExecutor bench = bench(Duration.ofMinutes(1));
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> two = IntStream.range(0, 2)
                    .mapToObj(i -> clients.submit(() -> bench.run(() -> {
                        running.countDown();
                        return end.await(1, TimeUnit.MINUTES);
                    })))
                    .toList();
            assertThat(running.await(1, TimeUnit.MINUTES)).isTrue();
            // One of these two takes the place to wait, and the other finds none.
            CompletableFuture<Object> away = new CompletableFuture<>();
            List<Future<?>> further = IntStream.range(0, 2)
                    .<Future<?>>mapToObj(i -> clients.submit(() -> {
                        try {
                            bench.run(() -> true);
                        } catch (OverloadException refused) {
                            away.complete(refused.refusal().action());
                        }
                    }))
                    .toList();

            assertThat(away.get(1, TimeUnit.MINUTES)).asString().contains("outset.api.simulation.at-once");
            end.countDown();
            for (Future<Boolean> one : two) {
                assertThat(one.get()).isTrue();
            }
            for (Future<?> one : further) {
                one.get();
            }
        }
    }

    @Test
    void interruptsWhatTakesTooLong() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        try (SimulationExecutor bench = bench(Duration.ofMillis(20))) {
            assertThatThrownBy(() -> bench.run(() -> {
                        try {
                            return new CountDownLatch(1).await(1, TimeUnit.MINUTES);
                        } catch (InterruptedException ended) {
                            interrupted.complete(true);
                            throw ended;
                        }
                    }))
                    .isInstanceOfSatisfying(
                            OverloadException.class,
                            away -> assertThat(away.refusal().action()).contains("outset.api.simulation.time"));
            assertThat(interrupted.get(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void throwsWhatTheWorkThrows() {
        try (SimulationExecutor bench = bench(Duration.ofMinutes(1))) {
            assertThatThrownBy(() -> bench.run(() -> {
                        throw new IllegalArgumentException("unknown release");
                    }))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
