package dev.outset.simulator.qmp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** Compares formatted messages with lines of a real QEMU 7.2. */
class QmpTextTests {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{'return':{'running':true,'singlestep':false,'status':'running'},'id':1.5}"
                        + " | {'return': {'status': 'running', 'singlestep': false, 'running': true}, 'id': 1.5}",
                "{'error':{'class':'CommandNotFound','desc':'no'},'id':1}"
                        + " | {'id': 1, 'error': {'class': 'CommandNotFound', 'desc': 'no'}}",
                "{'id':'éé','return':{}} | {'return': {}, 'id': '\\u00E9\\u00E9'}",
                "{'event':'MIGRATION','data':{'status':'active'},'timestamp':{'seconds':5,'microseconds':7}}"
                        + " | {'timestamp': {'seconds': 5, 'microseconds': 7}, 'event': 'MIGRATION', 'data':"
                        + " {'status': 'active'}}",
                "{'type':'inet','host':'127.0.0.1','port':'36985','ipv4':true}"
                        + " | {'port': '36985', 'ipv4': true, 'host': '127.0.0.1', 'type': 'inet'}",
                "{'QMP':{'version':{'qemu':{'major':7,'minor':2,'micro':22},'package':''},'capabilities':['oob']}}"
                        + " | {'QMP': {'version': {'qemu': {'micro': 22, 'minor': 2, 'major': 7}, 'package': ''},"
                        + " 'capabilities': ['oob']}}",
                "{'present':true,'enabled':false} | {'enabled': false, 'present': true}"
            })
    void writesMembersInTheOrderOfQDict(String message, String line) {
        assertThat(QmpText.of(JsonMapper.shared().readTree(message.replace('\'', '"'))))
                .isEqualTo(line.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1.5, 1.5",
        "0.1, 0.10000000000000001",
        "1e20, 1e+20",
        "-2.5e-7, -2.4999999999999999e-07",
        "123456, 123456",
        "1e16, 10000000000000000",
        "1e17, 1e+17",
        "0.0001, 0.0001",
        "0.00001, 1.0000000000000001e-05"
    })
    void writesNumbersAsCDoes(double value, String text) {
        assertThat(CDouble.format(value)).isEqualTo(text);
    }

    @Test
    void writesNumbersThatJsonDoesNotSupport() {
        assertThat(CDouble.format(-0.0)).isEqualTo("-0");
        assertThat(CDouble.format(Double.POSITIVE_INFINITY)).isEqualTo("inf");
    }
}
