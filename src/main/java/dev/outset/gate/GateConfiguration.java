package dev.outset.gate;

import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.DispatcherType;
import java.lang.management.ManagementFactory;
import java.util.EnumSet;
import java.util.concurrent.locks.LockSupport;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** The beans of this room. */
@Configuration(proxyBeanMethods = false)
class GateConfiguration {

    /** Right after the headers and the id, before anything that costs: also before requests are measured. */
    private static final int FIRST = Ordered.HIGHEST_PRECEDENCE + 1;

    /** As many threads may wait for a processor while nothing is wrong. */
    private static final int FEW_THREADS = 4;

    /** After Spring Security's filters, which stand at -100. */
    private static final int AFTER_LOGIN = -90;

    /** After the subject has been counted. */
    private static final int LAST = AFTER_LOGIN + 10;

    @Bean
    SecurityHeaders securityHeaders(HeaderSettings settings) {
        return new SecurityHeaders(settings);
    }

    @Bean
    FilterRegistrationBean<HeaderFilter> headerFilter(SecurityHeaders headers) {
        FilterRegistrationBean<HeaderFilter> filter = new FilterRegistrationBean<>(new HeaderFilter(headers));
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
        filter.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ERROR));
        return filter;
    }

    @Bean
    FilterRegistrationBean<RequestIdFilter> requestIdFilter() {
        FilterRegistrationBean<RequestIdFilter> filter = new FilterRegistrationBean<>(new RequestIdFilter());
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return filter;
    }

    @Bean
    Callers callers(GateSettings settings) {
        return new Callers(settings.maxSubjects());
    }

    @Bean
    Rates rates(GateSettings settings) {
        return new Rates(settings, TimeMeter.SYSTEM_NANOTIME);
    }

    @Bean
    Refusals refusals(MeterRegistry meters) {
        return new Refusals(meters);
    }

    @Bean
    FilterRegistrationBean<CrowdFilter> crowdFilter(
            GateSettings settings, Callers callers, Rates rates, Refusals refusals, MeterRegistry meters) {
        CrowdFilter crowd = new CrowdFilter(settings, callers, rates, refusals, System::nanoTime);
        meters.gauge("outset.gate.requests", crowd, CrowdFilter::inside);
        FilterRegistrationBean<CrowdFilter> filter = new FilterRegistrationBean<>(crowd);
        filter.setOrder(FIRST);
        return filter;
    }

    @Bean
    FilterRegistrationBean<SubjectFilter> subjectFilter(
            GateSettings settings, Callers callers, Rates rates, Refusals refusals) {
        FilterRegistrationBean<SubjectFilter> filter =
                new FilterRegistrationBean<>(new SubjectFilter(settings, callers, rates, refusals));
        filter.setOrder(AFTER_LOGIN);
        return filter;
    }

    @Bean
    Precedence decidingBeforeWork() {
        VirtualThreadSchedulerMXBean scheduler =
                ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
        return new Precedence(scheduler::getQueuedVirtualThreadCount, FEW_THREADS, LockSupport::parkNanos);
    }

    @Bean
    Turns turns(GateSettings settings) {
        return new Turns(settings.maxRequestsAtWork());
    }

    @Bean
    Precedence requestsBeforePasses(Turns turns) {
        return new Precedence(turns::waiting, 0, LockSupport::parkNanos);
    }

    @Bean
    FilterRegistrationBean<WorkFilter> workFilter(
            GateSettings settings,
            Turns turns,
            Precedence decidingBeforeWork,
            Refusals refusals,
            MeterRegistry meters) {
        meters.gauge("outset.gate.waiting", turns, Turns::waiting);
        FilterRegistrationBean<WorkFilter> filter =
                new FilterRegistrationBean<>(new WorkFilter(settings, turns, decidingBeforeWork, refusals));
        filter.setOrder(LAST);
        return filter;
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsOfTheServer(SecurityHeaders headers) {
        return factory -> factory.addContextCustomizers(
                context -> context.getParent().getPipeline().addValve(new ProblemValve(headers)));
    }
}
