package dev.outset.api.vm;

import dev.outset.access.AuthorizedVms;
import dev.outset.access.CurrentPrincipal;
import dev.outset.api.http.ApiSettings;
import dev.outset.api.vm.admission.Admission;
import dev.outset.api.vm.admission.ChangeImpact;
import dev.outset.api.vm.admission.DefinitionSettings;
import dev.outset.api.vm.admission.HostCheck;
import dev.outset.api.vm.admission.Quota;
import dev.outset.api.vm.admission.VmPlanService;
import dev.outset.binding.RecordWriter;
import dev.outset.catalogue.reader.Catalogues;
import dev.outset.launch.RunFolder;
import dev.outset.launch.policy.HostPolicy;
import dev.outset.store.VmStatistics;
import dev.outset.store.audit.AuditorAware;
import dev.outset.store.idempotency.IdempotencyKeys;
import dev.outset.validation.Validator;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Beans of this package. */
@Configuration(proxyBeanMethods = false)
class VmApiConfiguration {

    @Bean
    VmPlanService vmPlanService(Catalogues catalogues, RunFolder runFolder) {
        return new VmPlanService(catalogues, runFolder);
    }

    @Bean
    Validator validator(DefinitionSettings settings) {
        return new Validator(settings.extraArguments());
    }

    @Bean
    Admission admission(
            Validator validator,
            Catalogues catalogues,
            VmPlanService plans,
            RecordWriter writer,
            InstantSource clock,
            AuthorizedVms vms,
            ObjectProvider<HostPolicy> policy) {
        HostCheck host = new HostCheck(plans, policy.getIfAvailable());
        return new Admission(validator, catalogues, plans, new ChangeImpact(plans, writer), clock, vms, host);
    }

    @Bean
    VmListing vmListing(AuthorizedVms vms, Catalogues catalogues, ApiSettings settings) {
        return new VmListing(vms, catalogues, settings);
    }

    @Bean
    Idempotency idempotency(IdempotencyKeys keys, RecordWriter writer, CurrentPrincipal caller) {
        return new Idempotency(keys, writer, caller);
    }

    @Bean
    AuditorAware auditorAware() {
        return new RequestAuditor();
    }

    @Bean
    Quota quota(DefinitionSettings settings, VmStatistics statistics, AuditorAware auditor) {
        return new Quota(settings, statistics, auditor, System::nanoTime);
    }
}
