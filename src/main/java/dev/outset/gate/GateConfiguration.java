package dev.outset.gate;

import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.DispatcherType;
import java.lang.management.ManagementFactory;
import java.util.EnumSet;
import java.util.concurrent.locks.LockSupport;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/** The beans of this room. */
@Configuration(proxyBeanMethods = false)
class GateConfiguration {

    /** Right after the headers and the id, before anything that costs: also before requests are measured. */
    private static final int FIRST = Ordered.HIGHEST_PRECEDENCE + 1;

    private static final Logger LOG = LoggerFactory.getLogger(GateConfiguration.class);

    /** What the server may hold besides, until it has closed what was closed for others. */
    private static final int BEING_CLOSED = 64;

    /** Of each connection, one to read and one to write; Tomcat's own 8192 bytes would be half of what one holds. */
    private static final String SOCKET_BUFFER = "2048";

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
    HeapShares heapShares(GateSettings settings, Environment environment) {
        long heap = Runtime.getRuntime().maxMemory();
        HeapShares shares =
                HeapShares.of(heap, settings, environment.getProperty("server.tomcat.max-connections", Integer.class));
        LOG.info(
                "Of {} MB of heap: {} KB for bodies, {} KB for answers, {} connections",
                heap >> 20,
                shares.bodies() >> 10,
                shares.answers() >> 10,
                shares.connections());
        return shares;
    }

    @Bean
    FilterRegistrationBean<CrowdFilter> crowdFilter(
            GateSettings settings,
            HeapShares shares,
            Callers callers,
            Rates rates,
            Refusals refusals,
            MeterRegistry meters) {
        ByteBudget bodies = new ByteBudget(
                shares.bodies(),
                refusals.prepare(Refusal.tooManyBytes(shares.bodies())),
                refusals.prepare(Refusal.overShareOfBytes()));
        CrowdFilter crowd = new CrowdFilter(settings, callers, rates, bodies, refusals, System::nanoTime);
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
            HeapShares shares,
            Precedence decidingBeforeWork,
            LongestBody longestBody,
            Refusals refusals,
            MeterRegistry meters) {
        meters.gauge("outset.gate.waiting", turns, Turns::waiting);
        ByteBudget answers = new ByteBudget(
                shares.answers(),
                refusals.prepare(Refusal.tooManyAnswers(shares.answers())),
                refusals.prepare(Refusal.overShareOfAnswers()));
        meters.gauge("outset.gate.answer.bytes", answers, ByteBudget::taken);
        FilterRegistrationBean<WorkFilter> filter = new FilterRegistrationBean<>(
                new WorkFilter(settings, turns, decidingBeforeWork, answers, longestBody, refusals));
        filter.setOrder(LAST);
        return filter;
    }

    @Bean
    Connections connections(HeapShares shares, GateSettings settings, MeterRegistry meters) {
        Connections connections = new Connections(
                shares.connections(), settings.anonymousIdleTime(), settings.requestTime(), System::nanoTime);
        meters.gauge("outset.gate.connections", connections, Connections::open);
        FunctionCounter.builder("outset.gate.connections.evicted", connections, Connections::evicted)
                .register(meters);
        return connections;
    }

    /** Last, since the server's own settings would put another limit over it. */
    @Bean
    @Order
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> countedConnections(
            Connections connections, HeapShares shares) {
        return factory -> {
            factory.setProtocol(CountingProtocol.class.getName());
            factory.addConnectorCustomizers(connector -> {
                CountingProtocol protocol = (CountingProtocol) connector.getProtocolHandler();
                protocol.tell(connections);
                protocol.setMaxConnections(shares.connections() + BEING_CLOSED);
                // Longer reads and writes go past these.
                protocol.setProperty("socket.appReadBufSize", SOCKET_BUFFER);
                protocol.setProperty("socket.appWriteBufSize", SOCKET_BUFFER);
            });
            factory.addContextCustomizers(context ->
                    context.getParent().getParent().getPipeline().addValve(new UnreadBodyValve(System::nanoTime)));
        };
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsOfTheServer(SecurityHeaders headers) {
        return factory -> factory.addContextCustomizers(
                context -> context.getParent().getPipeline().addValve(new ProblemValve(headers)));
    }
}
