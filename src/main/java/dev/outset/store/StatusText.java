package dev.outset.store;

import dev.outset.binding.RecordWriter;
import dev.outset.status.VmStatus;

/**
 * A status as text in two columns.
 *
 * @param summary what every answer about the VM shows, as JSON
 * @param course the rest of it, as JSON
 */
record StatusText(String summary, String course) {

    static StatusText of(VmStatus status, RecordWriter writer) {
        return new StatusText(writer.text(status.summary()), writer.text(status.course()));
    }
}
