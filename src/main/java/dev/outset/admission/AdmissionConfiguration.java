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
import io.github.bucket4j.TimeMeter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.DispatcherType;
import java.util.EnumSet;
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

    /** After Spring Security's filters, whose order is -100. */
    private static final int AFTER_AUTHENTICATION = -90;

    /** After the limits of the principal. */
    private static final int LAST = AFTER_AUTHENTICATION + 10;

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
    ClientIdentifier clientIdentifier(AdmissionSettings settings) {
        return new ClientIdentifier(settings.maxClients());
    }

    @Bean
    RateLimiter rateLimiter(AdmissionSettings settings) {
        return new RateLimiter(settings, TimeMeter.SYSTEM_NANOTIME);
    }

    @Bean
    RejectionWriter rejectionWriter(MeterRegistry meters) {
        return new RejectionWriter(meters);
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
            RejectionWriter rejections,
            MeterRegistry meters) {
        ByteBudget bodies = new ByteBudget(
                budget.bodies(),
                rejections.prepare(Rejection.tooManyBodyBytes(budget.bodies())),
                rejections.prepare(Rejection.tooManyBodyBytesOfClient()));
        RateLimitFilter rateLimitFilter =
                new RateLimitFilter(settings, clients, rateLimiter, bodies, rejections, System::nanoTime);
        meters.gauge("outset.admission.requests", rateLimitFilter, RateLimitFilter::activeRequests);
        FilterRegistrationBean<RateLimitFilter> filter = new FilterRegistrationBean<>(rateLimitFilter);
        filter.setOrder(FIRST);
        return filter;
    }

    @Bean
    FilterRegistrationBean<PrincipalLimitFilter> principalLimitFilter(
            AdmissionSettings settings, ClientIdentifier clients, RateLimiter rateLimiter, RejectionWriter rejections) {
        FilterRegistrationBean<PrincipalLimitFilter> filter =
                new FilterRegistrationBean<>(new PrincipalLimitFilter(settings, clients, rateLimiter, rejections));
        filter.setOrder(AFTER_AUTHENTICATION);
        return filter;
    }

    @Bean
    FairSemaphore requestPermits(AdmissionSettings settings) {
        return new FairSemaphore(settings.maxActiveRequests());
    }

    @Bean
    FilterRegistrationBean<ConcurrencyFilter> concurrencyFilter(
            AdmissionSettings settings,
            FairSemaphore permits,
            HeapBudget budget,
            MaxBodySize maxBodySize,
            RejectionWriter rejections,
            MeterRegistry meters) {
        meters.gauge("outset.admission.waiting", permits, FairSemaphore::waiting);
        ByteBudget responses = new ByteBudget(
                budget.responses(),
                rejections.prepare(Rejection.tooManyResponseBytes(budget.responses())),
                rejections.prepare(Rejection.tooManyResponseBytesOfClient()));
        meters.gauge("outset.admission.response.bytes", responses, ByteBudget::acquired);
        FilterRegistrationBean<ConcurrencyFilter> filter = new FilterRegistrationBean<>(
                new ConcurrencyFilter(settings, permits, responses, maxBodySize, rejections));
        filter.setOrder(LAST);
        return filter;
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
