package dev.outset.admission;

import dev.outset.admission.connection.ConnectionLimiter;
import dev.outset.admission.connection.CountingProtocol;
import dev.outset.admission.connection.MaxBodySize;
import dev.outset.admission.connection.UnreadBodyValve;
import dev.outset.admission.header.HeaderFilter;
import dev.outset.admission.header.HeaderSettings;
import dev.outset.admission.header.ProblemValve;
import dev.outset.admission.header.SecurityHeaders;
import dev.outset.admission.limit.AdmissionSettings;
import dev.outset.admission.limit.ClientIdentifier;
import dev.outset.admission.limit.ConcurrencyLimiter;
import dev.outset.admission.limit.HeapBudget;
import dev.outset.admission.limit.RateLimiter;
import dev.outset.admission.limit.Rejection;
import dev.outset.admission.limit.YieldPolicy;
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
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

/** Beans of admission control: the filters, their limiters and the customization of Tomcat. */
@Configuration(proxyBeanMethods = false)
class AdmissionConfiguration {

    /** After the headers and the request id, before any expensive filter, including request metrics. */
    private static final int FIRST = Ordered.HIGHEST_PRECEDENCE + 1;

    private static final Logger LOG = LoggerFactory.getLogger(AdmissionConfiguration.class);

    /** Additional connections that Tomcat may hold while evicted connections are being closed. */
    private static final int CLOSING_CONNECTIONS = 64;

    /**
     * Bytes of the read and of the write buffer; Tomcat's default of 8192 would be half of the memory of a connection.
     */
    private static final String SOCKET_BUFFER = "2048";

    /** The number of virtual threads in the scheduler's queue that is normal. */
    private static final int NORMAL_QUEUE = 4;

    /** After Spring Security's filters, whose order is -100. */
    private static final int AFTER_AUTHENTICATION = -90;

    @Bean
    SecurityHeaders securityHeaders(HeaderSettings settings) {
        return new SecurityHeaders(settings);
    }

    @Bean
    FilterRegistrationBean<HeaderFilter> headerFilter(SecurityHeaders headers) {
        FilterRegistrationBean<HeaderFilter> filter = ordered(new HeaderFilter(headers), Ordered.HIGHEST_PRECEDENCE);
        filter.setDispatcherTypes(EnumSet.of(DispatcherType.REQUEST, DispatcherType.ERROR));
        return filter;
    }

    private static <F extends Filter> FilterRegistrationBean<F> ordered(F filter, int order) {
        FilterRegistrationBean<F> registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(order);
        return registration;
    }

    @Bean
    ClientIdentifier clientIdentifier(AdmissionSettings settings) {
        return new ClientIdentifier(settings.maxClients());
    }

    @Bean
    RateLimiter rateLimiter(AdmissionSettings settings, MeterRegistry meters) {
        return new RateLimiter(settings, meters, TimeMeter.SYSTEM_NANOTIME);
    }

    @Bean
    HeapBudget heapBudget(AdmissionSettings settings, Environment environment) {
        long heap = Runtime.getRuntime().maxMemory();
        HeapBudget budget =
                HeapBudget.of(heap, settings, environment.getProperty("server.tomcat.max-connections", Integer.class));
        LOG.info(
                "Heap budget: {} MB of heap, {} KB for request bodies, {} KB for responses, {} connections",
                heap >> 20,
                budget.bodies() >> 10,
                budget.responses() >> 10,
                budget.connections());
        return budget;
    }

    @Bean
    FilterRegistrationBean<RateLimitFilter> rateLimitFilter(
            AdmissionSettings settings,
            HeapBudget budget,
            ClientIdentifier clients,
            RateLimiter rateLimiter,
            MeterRegistry meters) {
        return ordered(
                new RateLimitFilter(settings, budget.bodies(), clients, rateLimiter, meters, System::nanoTime), FIRST);
    }

    /** A single client never holds all permits, unless there is only one. */
    @Bean
    ConcurrencyLimiter requestPermits(AdmissionSettings settings, MeterRegistry meters) {
        int permits = settings.activeRequests();
        Rejection waitTimeout = Rejection.waitTimeout(settings.maxWait());
        return new ConcurrencyLimiter(
                permits,
                ConcurrencyLimiter.Share.atMost(Math.max(1, permits - 1)),
                Rejection.exceptions(meters, waitTimeout, waitTimeout));
    }

    /** Lets admission decisions run before admitted requests while processors are busy. */
    @Bean
    YieldPolicy requestYieldPolicy() {
        VirtualThreadSchedulerMXBean scheduler =
                ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
        return new YieldPolicy(scheduler::getQueuedVirtualThreadCount, NORMAL_QUEUE, LockSupport::parkNanos);
    }

    @Bean
    FilterRegistrationBean<ConcurrencyFilter> concurrencyFilter(
            AdmissionSettings settings,
            MaxBodySize maxBodySize,
            HeapBudget budget,
            ClientIdentifier clients,
            RateLimiter rateLimiter,
            ConcurrencyLimiter requestPermits,
            YieldPolicy requestYieldPolicy,
            MeterRegistry meters) {
        ConcurrencyFilter filter = new ConcurrencyFilter(
                settings,
                maxBodySize,
                budget.responses(),
                clients,
                rateLimiter,
                requestPermits,
                requestYieldPolicy,
                meters);
        return ordered(filter, AFTER_AUTHENTICATION);
    }

    @Bean
    ConnectionLimiter connectionLimiter(HeapBudget budget, AdmissionSettings settings, MeterRegistry meters) {
        ConnectionLimiter connections = new ConnectionLimiter(
                budget.connections(), settings.anonymousIdleTime(), settings.requestTime(), System::nanoTime);
        meters.gauge("outset.admission.connections", connections, ConnectionLimiter::open);
        FunctionCounter.builder("outset.admission.connections.evicted", connections, ConnectionLimiter::evicted)
                .register(meters);
        return connections;
    }

    /** Last, because the customizers of Spring Boot would overwrite the connection limit. */
    @Bean
    @Order
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> connectionLimitCustomizer(
            ConnectionLimiter connections, HeapBudget budget) {
        return factory -> {
            factory.setProtocol(CountingProtocol.class.getName());
            factory.addConnectorCustomizers(connector -> {
                CountingProtocol protocol = (CountingProtocol) connector.getProtocolHandler();
                protocol.setConnectionLimiter(connections);
                protocol.setMaxConnections(budget.connections() + CLOSING_CONNECTIONS);
                // Longer reads and writes bypass these buffers.
                protocol.setProperty("socket.appReadBufSize", SOCKET_BUFFER);
                protocol.setProperty("socket.appWriteBufSize", SOCKET_BUFFER);
            });
            factory.addContextCustomizers(context ->
                    context.getParent().getParent().getPipeline().addValve(new UnreadBodyValve(System::nanoTime)));
        };
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemValveCustomizer(SecurityHeaders headers) {
        return factory -> factory.addContextCustomizers(
                context -> context.getParent().getPipeline().addValve(new ProblemValve(headers)));
    }
}
