package dev.outset.api.vm.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import dev.outset.binding.RecordWriter;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.delivery.DeliveryPlanner;
import dev.outset.parameters.ParameterLayer;
import dev.outset.parameters.ParameterValue;
import dev.outset.parameters.SettingKind;
import dev.outset.qemu.BootStep;
import dev.outset.status.ObservedSetting;
import dev.outset.status.Verdict;
import dev.outset.validation.Specs;
import dev.outset.vm.VmSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParametersViewTests {

    private static final Catalogues CATALOGUES = Catalogues.load();

    @Test
    void showsRequestedCapabilitiesBeforeTheFirstStart() {
        VmSpec spec = Specs.read("""
                {"qemu": {"version": "9.2"}, "migration": {"incoming": {"listen": "tcp::4444"},
                 "capabilities": {"multifd": true, "xbzrle": false}}}""");

        ParametersView view = ParametersView.planned(
                DeliveryPlanner.plan(spec, CATALOGUES.of(spec.qemu().version())));

        assertThat(view.items())
                .hasSameSizeAs(CATALOGUES.of(spec.qemu().version()).parameters());
        assertThat(view.capabilities()).extracting(this::json).containsExactly("""
                        {"name":"xbzrle","desired":false,"layer":"global",\
                        "overridden":[{"layer":"default","value":false}],"verdict":"NotReadable"}""", """
                        {"name":"multifd","desired":true,"layer":"global",\
                        "overridden":[{"layer":"default","value":false}],"verdict":"NotReadable"}""");
    }

    @Test
    void showsCapabilitiesWithTheSameFieldsAsParameters() {
        ObservedSetting parameter = observed(SettingKind.PARAMETER, "downtime-limit", new ParameterValue.Unsigned(500));
        ObservedSetting capability = observed(SettingKind.CAPABILITY, "multifd", new ParameterValue.Bool(false));

        ParametersView view = ParametersView.observed(List.of(parameter, capability));

        assertThat(view.items()).extracting(this::json).containsExactly("""
                {"name":"downtime-limit","desired":500,"observed":500,"layer":"qmp","overridden":[],\
                "appliedAtStep":"monitor-ready","verdict":"Verified"}""");
        assertThat(view.capabilities()).extracting(this::json).containsExactly("""
                {"name":"multifd","desired":false,"observed":false,"layer":"qmp","overridden":[],\
                "appliedAtStep":"monitor-ready","verdict":"Verified"}""");
    }

    private static ObservedSetting observed(SettingKind kind, String name, ParameterValue value) {
        return new ObservedSetting(
                kind, name, value, value, ParameterLayer.QMP, List.of(), BootStep.MONITOR_READY, Verdict.VERIFIED);
    }

    private String json(Record item) {
        return new RecordWriter().text(item);
    }
}
