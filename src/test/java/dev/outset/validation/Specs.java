package dev.outset.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.binding.ReadResult;
import dev.outset.binding.RecordReader;
import dev.outset.support.RequestReader;
import dev.outset.vm.VmSpec;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/** Parses specs for tests. */
public final class Specs {

    private static final RecordReader READER = RequestReader.READER;

    private Specs() {}

    /** Parses a spec from JSON; fails the test if it is not valid. */
    public static VmSpec read(String json) {
        ReadResult<VmSpec> reading = READER.read(JsonMapper.shared().readTree(json), VmSpec.class);
        assertThat(reading.violations().all()).as(json).isEmpty();
        return Objects.requireNonNull(reading.value());
    }
}
