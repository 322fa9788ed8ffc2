package dev.outset.api.vm;

import dev.outset.access.Caller;
import dev.outset.access.ReachableVms;
import dev.outset.api.http.ApiSettings;
import dev.outset.binding.RecordWriter;
import dev.outset.catalogue.Catalogues;
import dev.outset.launch.RunFolder;
import dev.outset.launch.process.HostPolicy;
import dev.outset.store.Creator;
import dev.outset.store.IdempotencyKeys;
import dev.outset.store.VmCounts;
import dev.outset.validation.Validator;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The beans of this room. */
@Configuration(proxyBeanMethods = false)
class VmApiConfiguration {

    @Bean
    Blueprint blueprint(Catalogues catalogues, RunFolder runFolder) {
        return new Blueprint(catalogues, runFolder);
    }

    @Bean
    Validator validator(DefinitionSettings settings) {
        return new Validator(settings.extraArguments());
    }

    @Bean
    Admission admission(
            Validator validator,
            Catalogues catalogues,
            Blueprint blueprint,
            RecordWriter writer,
            InstantSource clock,
            ReachableVms vms,
            ObjectProvider<HostPolicy> policy) {
        HostCheck host = new HostCheck(blueprint, policy.getIfAvailable());
        return new Admission(validator, catalogues, blueprint, new Changes(blueprint, writer), clock, vms, host);
    }

    @Bean
    Paging paging(ReachableVms vms, Catalogues catalogues, ApiSettings settings) {
        return new Paging(vms, catalogues, settings);
    }

    @Bean
    Idempotency idempotency(IdempotencyKeys keys, RecordWriter writer, Caller caller) {
        return new Idempotency(keys, writer, caller);
    }

    @Bean
    Creator creator() {
        return new RequestCreator();
    }

    @Bean
    Quota quota(DefinitionSettings settings, VmCounts counts, Creator creator) {
        return new Quota(settings, counts, creator, System::nanoTime);
    }
}
