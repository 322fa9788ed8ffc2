package dev.outset.binding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.support.RequestReader;
import dev.outset.violation.Violation;
import dev.outset.violation.Violations;
import dev.outset.vm.VmSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class UnreadPartsTests {

    @ParameterizedTest
    @CsvSource({
        "/memory,                   true",
        "/memory/size,              true",
        "/memory/size/unit,         true",
        "/memory/slots,             false",
        "/mem,                      false",
        "/memory/sizes,             false",
        "/machine/kernel/image,     true",
        "/machine/kernel,           true",
        "/machine/type,             false",
        "/migration/live/a~1b,      true",
        "/migration/live/a,         false",
        "/cpu/colour,               false",
        "/cpu/count,                true"
    })
    void affectPartsThatContainThemOrBelongToThem(String pointer, boolean expected) {
        UnreadParts unread = read("""
                {"memory": {"size": "much"}, "machine": {"kernel": {"initrd": "/i"}}, "cpu": {"colour": 1, "count": 0},
                 "migration": {"live": {"a/b": {}}}}
                """);

        assertThat(unread.affect(pointer)).isEqualTo(expected);
    }

    @Test
    void translatePositionsInListsWithInvalidElements() {
        UnreadParts unread = read("""
                {"disks": [7, {"path": "/a"}, {"format": "vhd"}, []],
                 "devices": {"usb": {"devices": [1, {"kind": "tablet"}]}}}
                """);

        assertThat(unread.affect("/disks/0/path")).isFalse();
        assertThat(unread.affect("/disks/1/format")).isTrue();
        assertThat(unread.inDocument(new Violations(List.of(
                        Violation.error("/disks/0/id", "id", "The id is already used by /disks/1", "Change it"),
                        Violation.error("/devices/usb/devices/0", "id", "Wrong", "Change it")))))
                .isEqualTo(new Violations(List.of(
                        Violation.error("/disks/1/id", "id", "The id is already used by /disks/2", "Change it"),
                        Violation.error("/devices/usb/devices/1", "id", "Wrong", "Change it"))));
    }

    @Test
    void areRelativeToPart() {
        UnreadParts unread = new UnreadParts(
                Set.of("/name", "/spec/memory/size", "/spec/disks/0"), Map.of("/spec/disks", List.of(1)));

        UnreadParts below = unread.below("/spec");

        assertThat(below.pointers()).containsExactlyInAnyOrder("/memory/size", "/disks/0");
        assertThat(below.affect("/disks/0")).isFalse();
    }

    private static UnreadParts read(String json) {
        return RequestReader.READER
                .read(JsonMapper.shared().readTree(json), VmSpec.class)
                .unread();
    }
}
