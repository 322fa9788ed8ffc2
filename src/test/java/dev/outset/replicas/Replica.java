package dev.outset.replicas;

import com.zaxxer.hikari.HikariDataSource;
import dev.outset.OutsetApplication;
import dev.outset.launch.QemuLauncher;
import dev.outset.support.HttpCalls;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** A complete service in this JVM, on a database that other replicas share. */
final class Replica implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private Replica(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static Replica start(String url, QemuLauncher qemus, String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=0",
                "--spring.jmx.enabled=false",
                "--spring.main.allow-bean-definition-overriding=true",
                "--spring.datasource.url=" + url,
                "--spring.datasource.username=postgres",
                "--spring.datasource.hikari.connection-timeout=1000",
                "--db-scheduler.polling-interval=100ms",
                "--db-scheduler.heartbeat-interval=200ms",
                "--outset.reconcile.resync-interval=500ms",
                "--db-scheduler.shutdown-max-wait=100ms"));
        arguments.addAll(List.of(options));
        return new Replica(new SpringApplicationBuilder(OutsetApplication.class)
                .initializers((GenericApplicationContext fresh) ->
                        fresh.registerBean("testQemus", QemuLauncher.class, () -> qemus))
                .run(arguments.toArray(String[]::new)));
    }

    HttpCalls calls() {
        return new HttpCalls(
                Integer.parseInt(String.valueOf(context.getEnvironment().getProperty("local.server.port"))));
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** Closes its database connections, so that it can neither finish nor release its work. */
    void fail() {
        context.getBean(HikariDataSource.class).close();
    }

    @Override
    public void close() {
        context.close();
    }
}
