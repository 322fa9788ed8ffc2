package dev.outset.support;

import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** Connects the application of a test to PostgreSQL: a container, or an own database of the embedded server. */
@TestConfiguration(proxyBeanMethods = false)
public class PostgreSqlConnection {

    /** A bean, so that the container outlives the connection pool and the scheduler. */
    @Bean
    @ServiceConnection
    @Conditional(WithEngine.class)
    PostgreSQLContainer postgreSqlContainer() {
        return PostgreSql.newContainer();
    }

    @Bean
    @Conditional(WithoutEngine.class)
    JdbcConnectionDetails embeddedPostgreSql() {
        String url = PostgreSql.freshUrl();
        return new JdbcConnectionDetails() {
            @Override
            public String getUsername() {
                return "postgres";
            }

            @Override
            public String getPassword() {
                return "postgres";
            }

            @Override
            public String getJdbcUrl() {
                return url;
            }
        };
    }

    static final class WithEngine implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return PostgreSql.isContainer();
        }
    }

    static final class WithoutEngine implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return !PostgreSql.isContainer();
        }
    }
}
