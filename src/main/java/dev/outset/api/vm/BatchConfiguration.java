package dev.outset.api.vm;

import dev.outset.access.ReachableVms;
import dev.outset.api.http.ApiSettings;
import dev.outset.binding.RecordReader;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of this package. */
@Configuration(proxyBeanMethods = false)
class BatchConfiguration {

    @Bean
    BulkCreation bulkCreation(
            ReachableVms vms, Admission admission, RecordReader reader, Quota quota, ApiSettings settings) {
        return new BulkCreation(vms, admission, reader, quota, settings.maxViolations());
    }

    @Bean
    BulkLabels bulkLabels(ReachableVms vms, Admission admission) {
        return new BulkLabels(vms, admission);
    }
}
