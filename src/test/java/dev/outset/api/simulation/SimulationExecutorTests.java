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

    private static SimulationExecutor executor(Duration timeout) {
        return new SimulationExecutor(new SimulationSettings(2, 1, timeout, DataSize.ofMegabytes(1)));
    }

    @Test
    void rejectsTasksBeyondConcurrencyAndQueueLimit() throws Exception {
        CountDownLatch running = new CountDownLatch(2);
        CountDownLatch end = new CountDownLatch(1);
        try (SimulationExecutor executor = executor(Duration.ofMinutes(1));
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> started = IntStream.range(0, 2)
                    .mapToObj(i -> clients.submit(() -> executor.run(() -> {
                        running.countDown();
                        return end.await(1, TimeUnit.MINUTES);
                    })))
                    .toList();
            assertThat(running.await(1, TimeUnit.MINUTES)).isTrue();
            // One of these two is queued, the other is rejected.
            CompletableFuture<Object> rejection = new CompletableFuture<>();
            List<Future<?>> further = IntStream.range(0, 2)
                    .<Future<?>>mapToObj(i -> clients.submit(() -> {
                        try {
                            executor.run(() -> true);
                        } catch (OverloadException overload) {
                            rejection.complete(overload.rejection().action());
                        }
                    }))
                    .toList();

            assertThat(rejection.get(1, TimeUnit.MINUTES)).asString().contains("outset.api.simulation.max-concurrent");
            end.countDown();
            for (Future<Boolean> one : started) {
                assertThat(one.get()).isTrue();
            }
            for (Future<?> one : further) {
                one.get();
            }
        }
    }

    @Test
    void interruptsTaskOnTimeout() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        try (SimulationExecutor executor = executor(Duration.ofMillis(20))) {
            assertThatThrownBy(() -> executor.run(() -> {
                        try {
                            return new CountDownLatch(1).await(1, TimeUnit.MINUTES);
                        } catch (InterruptedException interruption) {
                            interrupted.complete(true);
                            throw interruption;
                        }
                    }))
                    .isInstanceOfSatisfying(
                            OverloadException.class,
                            overload -> assertThat(overload.rejection().action())
                                    .contains("outset.api.simulation.timeout"));
            assertThat(interrupted.get(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void rethrowsExceptionOfTask() {
        try (SimulationExecutor executor = executor(Duration.ofMinutes(1))) {
            assertThatThrownBy(() -> executor.run(() -> {
                        throw new IllegalArgumentException("unknown release");
                    }))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
