package dev.outset.admission;

import dev.outset.admission.connection.ConnectionLimiter;
import dev.outset.admission.connection.CountingProtocol;
import dev.outset.admission.connection.MaxBodySize;
import dev.outset.admission.connection.UnreadBodyValve;
import dev.outset.admission.header.HeaderFilter;
import dev.outset.admission.header.HeaderSettings;
import dev.outset.admission.header.ProblemValve;
import dev.outset.admission.header.RequestIdFilter;
import dev.outset.admission.header.SecurityHeaders;
import dev.outset.admission.limit.AdmissionSettings;
import dev.outset.admission.limit.ByteBudget;
import dev.outset.admission.limit.ClientIdentifier;
import dev.outset.admission.limit.FairSemaphore;
import dev.outset.admission.limit.HeapBudget;
import dev.outset.admission.limit.RateLimiter;
import dev.outset.admission.limit.Rejection;
import dev.outset.admission.limit.RejectionWriter;
import dev.outset.admission.limit.YieldPolicy;
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
class AdmissionConfiguration {

    /** Right after the headers and the id, before anything that costs: also before requests are measured. */
    private static final int FIRST = Ordered.HIGHEST_PRECEDENCE + 1;

    private static final Logger LOG = LoggerFactory.getLogger(AdmissionConfiguration.class);

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
    ClientIdentifier callers(AdmissionSettings settings) {
        return new ClientIdentifier(settings.maxSubjects());
    }

    @Bean
    RateLimiter rates(AdmissionSettings settings) {
        return new RateLimiter(settings, TimeMeter.SYSTEM_NANOTIME);
    }

    @Bean
    RejectionWriter refusals(MeterRegistry meters) {
        return new RejectionWriter(meters);
    }

    @Bean
    HeapBudget heapShares(AdmissionSettings settings, Environment environment) {
        long heap = Runtime.getRuntime().maxMemory();
        HeapBudget shares =
                HeapBudget.of(heap, settings, environment.getProperty("server.tomcat.max-connections", Integer.class));
        LOG.info(
                "Of {} MB of heap: {} KB for bodies, {} KB for answers, {} connections",
                heap >> 20,
                shares.bodies() >> 10,
                shares.answers() >> 10,
                shares.connections());
        return shares;
    }

    @Bean
    FilterRegistrationBean<RateLimitFilter> crowdFilter(
            AdmissionSettings settings,
            HeapBudget shares,
            ClientIdentifier callers,
            RateLimiter rates,
            RejectionWriter refusals,
            MeterRegistry meters) {
        ByteBudget bodies = new ByteBudget(
                shares.bodies(),
                refusals.prepare(Rejection.tooManyBytes(shares.bodies())),
                refusals.prepare(Rejection.overShareOfBytes()));
        RateLimitFilter crowd = new RateLimitFilter(settings, callers, rates, bodies, refusals, System::nanoTime);
        meters.gauge("outset.gate.requests", crowd, RateLimitFilter::inside);
        FilterRegistrationBean<RateLimitFilter> filter = new FilterRegistrationBean<>(crowd);
        filter.setOrder(FIRST);
        return filter;
    }

    @Bean
    FilterRegistrationBean<PrincipalLimitFilter> subjectFilter(
            AdmissionSettings settings, ClientIdentifier callers, RateLimiter rates, RejectionWriter refusals) {
        FilterRegistrationBean<PrincipalLimitFilter> filter =
                new FilterRegistrationBean<>(new PrincipalLimitFilter(settings, callers, rates, refusals));
        filter.setOrder(AFTER_LOGIN);
        return filter;
    }

    @Bean
    YieldPolicy decidingBeforeWork() {
        VirtualThreadSchedulerMXBean scheduler =
                ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
        return new YieldPolicy(scheduler::getQueuedVirtualThreadCount, FEW_THREADS, LockSupport::parkNanos);
    }

    @Bean
    FairSemaphore turns(AdmissionSettings settings) {
        return new FairSemaphore(settings.maxRequestsAtWork());
    }

    @Bean
    YieldPolicy requestsBeforePasses(FairSemaphore turns) {
        return new YieldPolicy(turns::waiting, 0, LockSupport::parkNanos);
    }

    @Bean
    FilterRegistrationBean<ConcurrencyFilter> workFilter(
            AdmissionSettings settings,
            FairSemaphore turns,
            HeapBudget shares,
            YieldPolicy decidingBeforeWork,
            MaxBodySize longestBody,
            RejectionWriter refusals,
            MeterRegistry meters) {
        meters.gauge("outset.gate.waiting", turns, FairSemaphore::waiting);
        ByteBudget answers = new ByteBudget(
                shares.answers(),
                refusals.prepare(Rejection.tooManyAnswers(shares.answers())),
                refusals.prepare(Rejection.overShareOfAnswers()));
        meters.gauge("outset.gate.answer.bytes", answers, ByteBudget::taken);
        FilterRegistrationBean<ConcurrencyFilter> filter = new FilterRegistrationBean<>(
                new ConcurrencyFilter(settings, turns, decidingBeforeWork, answers, longestBody, refusals));
        filter.setOrder(LAST);
        return filter;
    }

    @Bean
    ConnectionLimiter connections(HeapBudget shares, AdmissionSettings settings, MeterRegistry meters) {
        ConnectionLimiter connections = new ConnectionLimiter(
                shares.connections(), settings.anonymousIdleTime(), settings.requestTime(), System::nanoTime);
        meters.gauge("outset.gate.connections", connections, ConnectionLimiter::open);
        FunctionCounter.builder("outset.gate.connections.evicted", connections, ConnectionLimiter::evicted)
                .register(meters);
        return connections;
    }

    /** Last, since the server's own settings would put another limit over it. */
    @Bean
    @Order
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> countedConnections(
            ConnectionLimiter connections, HeapBudget shares) {
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
