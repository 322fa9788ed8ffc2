package dev.outset.store.vm;

import dev.outset.binding.RecordWriter;
import dev.outset.status.VmStatus;

/**
 * A status as text in two columns.
 *
 * @param summary what every answer about the VM shows, as JSON
 * @param course the rest of it, as JSON
 */
record StatusJson(String summary, String course) {

    static StatusJson of(VmStatus status, RecordWriter writer) {
        return new StatusJson(writer.text(status.summary()), writer.text(status.course()));
    }
}
