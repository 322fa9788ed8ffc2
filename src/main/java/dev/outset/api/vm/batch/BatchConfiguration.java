package dev.outset.api.vm.batch;

import dev.outset.access.AuthorizedVms;
import dev.outset.api.http.ApiSettings;
import dev.outset.api.vm.admission.Admission;
import dev.outset.api.vm.admission.Quota;
import dev.outset.binding.RecordReader;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of this package. */
@Configuration(proxyBeanMethods = false)
class BatchConfiguration {

    @Bean
    BulkCreation bulkCreation(
            AuthorizedVms vms, Admission admission, RecordReader reader, Quota quota, ApiSettings settings) {
        return new BulkCreation(vms, admission, reader, quota, settings.maxViolations());
    }

    @Bean
    BulkLabels bulkLabels(AuthorizedVms vms, Admission admission) {
        return new BulkLabels(vms, admission);
    }
}
