package dev.outset.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/** Watches all events at a random replica, and resumes after the last event that it has received. */
final class Follower implements Runnable {

    private final Fleet fleet;

    private final RandomGenerator random;

    private final AtomicBoolean stop;

    private final List<Long> seen = new ArrayList<>();

    private int gaps;

    private int connections;

    Follower(Fleet fleet, RandomGenerator random, AtomicBoolean stop) {
        this.fleet = fleet;
        this.random = random;
        this.stop = stop;
    }

    /** Returns the sequences of the received events, in order. */
    synchronized List<Long> seen() {
        return List.copyOf(seen);
    }

    int gaps() {
        return gaps;
    }

    int connections() {
        return connections;
    }

    @Override
    public void run() {
        while (!stop.get()) {
            var since = last();
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                    fleet.stream(random, Long.toString(since)).body(), StandardCharsets.UTF_8))) {
                connections++;
                follow(lines);
            } catch (IOException broken) {
                // The connection is lost; reconnect to a random replica.
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    synchronized long last() {
        return seen.isEmpty() ? 0 : seen.getLast();
    }

    private void follow(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        long id = 0;
        while (line != null && !stop.get()) {
            if (line.startsWith("id: ")) {
                id = Long.parseLong(line.substring(4));
            } else if (line.startsWith("event: gap")) {
                gaps++;
            } else if (line.startsWith("data: {\"sequence\"")) {
                add(id);
            }
            line = lines.readLine();
        }
    }

    private synchronized void add(long id) {
        if (id <= last()) {
            throw new AssertionError("Event " + id + " was received after " + last());
        }
        seen.add(id);
    }
}
