package dev.outset.store.vm;

import dev.outset.binding.RecordWriter;
import dev.outset.status.VmStatus;

/**
 * A status as JSON in two columns.
 *
 * @param summary the part that the API returns with a VM
 * @param details the rest of the status
 */
record StatusJson(String summary, String details) {

    static StatusJson of(VmStatus status, RecordWriter writer) {
        return new StatusJson(writer.text(status.summary()), writer.text(status.details()));
    }
}
