package dev.outset.simulator;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The level of agreement between a simulation and a recording: 0 for none, 1 if the same commands were accepted, 2 if
 * also all returned values are equal, 3 if also all error messages are equal.
 *
 * @param level the level, from 0 to 3
 * @param why the first difference; empty for level 3
 */
record ConformanceReport(int level, String why) {

    static ConformanceReport of(RecordedCase recorded, Simulation.Result got) {
        JsonNode want = recorded.expect();
        String outcome = want.get("outcome").asString();
        boolean statusDiffers = !want.get("exitStatus").isNull()
                && !Objects.equals(want.get("exitStatus").asInt(), got.exitStatus());
        if (!got.outcome().toString().equals(outcome) || statusDiffers) {
            return new ConformanceReport(
                    0, got.outcome() + " " + got.stderr() + " want " + outcome + " " + want.get("stderr"));
        }
        List<JsonNode> replies = want.get("replies").valueStream().toList();
        if (replies.size() != got.replies().size()) {
            return new ConformanceReport(0, got.replies().size() + " replies, want " + replies.size());
        }
        for (int level = 0; level < 3; level++) {
            for (int i = 0; i < replies.size(); i++) {
                if (differs(level, recorded.commands().get(i), got.replies().get(i), replies.get(i))) {
                    return new ConformanceReport(
                            level,
                            recorded.commands().get(i) + ": " + got.replies().get(i) + " want " + replies.get(i));
                }
            }
        }
        return stderr(got, want);
    }

    private static boolean differs(int level, JsonNode command, JsonNode got, JsonNode want) {
        boolean returns = want.has("return");
        return switch (level) {
            case 0 -> returns != got.has("return");
            case 1 ->
                returns
                        && !command.path("execute").asString("").equals("query-version")
                        && !(same(got.get("return"), want.get("return")) && same(got.get("id"), want.get("id")));
            default -> !returns && !same(got.get("error"), want.get("error"));
        };
    }

    /** Whether values are equal, regardless of the order of members and the width of numbers. */
    private static boolean same(@Nullable JsonNode got, @Nullable JsonNode want) {
        if (got == null || want == null) {
            return got == null && want == null;
        }
        if (want.isNumber() && got.isNumber()) {
            return want.decimalValue().compareTo(got.decimalValue()) == 0;
        }
        if (want.isObject() && got.isObject()) {
            return want.size() == got.size()
                    && want.properties().stream().allMatch(member -> same(got.get(member.getKey()), member.getValue()));
        }
        if (want.isArray() && got.isArray()) {
            boolean all = want.size() == got.size();
            for (int i = 0; all && i < want.size(); i++) {
                all = same(got.get(i), want.get(i));
            }
            return all;
        }
        return want.equals(got);
    }

    private static ConformanceReport stderr(Simulation.Result got, JsonNode want) {
        List<String> lines =
                want.get("stderr").valueStream().map(JsonNode::asString).toList();
        if (!want.get("outcome").asString().equals("running") && !lines.isEmpty()) {
            String last = got.stderr().isEmpty() ? "" : got.stderr().getLast();
            if (!last.equals(lines.getLast())) {
                return new ConformanceReport(2, "stderr " + got.stderr() + " want " + lines);
            }
        }
        return new ConformanceReport(3, "");
    }
}
