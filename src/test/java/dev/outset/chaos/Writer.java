package dev.outset.chaos;

import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Creates, changes and deletes its own VMs, and records what was acknowledged. */
final class Writer implements Runnable {

    /** The last acknowledged change of a VM. */
    enum Acknowledged {
        CREATED,
        CHANGED,
        DELETED
    }

    private final Fleet fleet;

    private final String prefix;

    private final RandomGenerator random;

    private final AtomicBoolean stop;

    private final Map<String, Acknowledged> acknowledged = new HashMap<>();

    Writer(Fleet fleet, String prefix, RandomGenerator random, AtomicBoolean stop) {
        this.fleet = fleet;
        this.prefix = prefix;
        this.random = random;
        this.stop = stop;
    }

    /** Returns the acknowledged changes by VM name; call only after the writer has ended. */
    Map<String, Acknowledged> acknowledged() {
        return acknowledged;
    }

    @Override
    public void run() {
        for (int i = 0; !stop.get(); i++) {
            String name = prefix + i;
            if (create(name) && change(name) && random.nextInt(5) == 0) {
                delete(name);
            }
        }
    }

    private boolean create(String name) {
        String body = """
                {"name": "%s", "labels": {"v": "1"}, "spec": {"migration": {"live": {"downtime-limit": 500}}}}""".formatted(name);
        while (!stop.get()) {
            Optional<HttpResponse<String>> answer = fleet.call(
                    random, "POST", "/vms", body, "Content-Type", "application/json", "Idempotency-Key", name);
            if (answer.isPresent()) {
                expect(answer.get(), 201);
                acknowledged.put(name, Acknowledged.CREATED);
                return true;
            }
        }
        return false;
    }

    /** Changes a live parameter and a label; the label identifies a change whose response was lost. */
    private boolean change(String name) {
        while (!stop.get()) {
            Optional<HttpResponse<String>> read = fleet.call(random, "GET", "/vms/" + name, "");
            if (read.isEmpty()) {
                continue;
            }
            expect(read.get(), 200);
            JsonNode vm = JsonMapper.shared().readTree(read.get().body());
            if (vm.at("/labels/v").asString().equals("2") || patch(name, read.get())) {
                acknowledged.put(name, Acknowledged.CHANGED);
                return true;
            }
        }
        return false;
    }

    private boolean patch(String name, HttpResponse<String> read) {
        return fleet.call(
                        random,
                        "PATCH",
                        "/vms/" + name,
                        "{\"labels\": {\"v\": \"2\"}, \"spec\": {\"migration\": {\"live\": {\"downtime-limit\": 700}}}}",
                        "Content-Type",
                        "application/merge-patch+json",
                        "If-Match",
                        read.headers().firstValue("ETag").orElse("*"))
                .filter(answer -> answer.statusCode() != 412)
                .map(answer -> expect(answer, 200))
                .isPresent();
    }

    private void delete(String name) {
        while (!stop.get()) {
            Optional<HttpResponse<String>> answer = fleet.call(random, "DELETE", "/vms/" + name, "");
            // A delete whose response was lost may have succeeded, and one that conflicts with a status write must be
            // retried.
            if (answer.isPresent() && answer.get().statusCode() != 412) {
                if (answer.get().statusCode() != 404) {
                    expect(answer.get(), 202);
                }
                acknowledged.put(name, Acknowledged.DELETED);
                return;
            }
        }
        // Requested but not acknowledged: the VM may exist or not.
        acknowledged.remove(name);
    }

    private HttpResponse<String> expect(HttpResponse<String> answer, int status) {
        if (answer.statusCode() != status) {
            throw new AssertionError(prefix + ": expected " + status + " of " + answer.request() + ", got "
                    + answer.statusCode() + " " + answer.body());
        }
        return answer;
    }
}
