package dev.outset.access.audit;

import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import dev.outset.access.CurrentPrincipal;
import dev.outset.admission.header.RequestId;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Beans of the audit log. */
@Configuration(proxyBeanMethods = false)
class AuditConfiguration {

    @Bean
    AuditLog auditLog(JdbcClient jdbc, CurrentPrincipal caller, InstantSource clock, AuditSettings settings) {
        return new AuditLog(jdbc, caller, RequestId::current, clock, settings);
    }

    @Bean
    RecurringTask<Void> pruneAuditTask(AuditLog log, AuditSettings settings) {
        return Tasks.recurring("prune-audit", FixedDelay.of(settings.pruneInterval()))
                .execute((instance, context) -> log.prune());
    }
}
