package dev.outset.api.simulation;

import dev.outset.api.problem.InvalidRequestException;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** Receives the replies of a simulation, and aborts it when it is interrupted or its output exceeds the limit. */
final class OutputLimit implements Consumer<JsonNode> {

    private final long limit;

    private long characters;

    OutputLimit(long limit) {
        this.limit = limit;
    }

    @Override
    public void accept(JsonNode reply) {
        if (Thread.interrupted()) {
            throw new CancellationException("The simulation was cancelled");
        }
        characters += reply.toString().length();
        if (characters > limit) {
            throw new InvalidRequestException(new Violations(List.of(Violation.error(
                    "/commands",
                    "size",
                    "The replies are longer than " + limit + " bytes",
                    "Send fewer commands, or raise the setting outset.api.simulation.max-output"))));
        }
    }
}
