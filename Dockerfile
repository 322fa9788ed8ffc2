# docker build -t outset .                       the service with simulated QEMUs
# docker build -t outset-qemu --target qemu .    the same on Debian with QEMU, for the process runtime
#
# A container listens on all addresses, so it requires access control: docker run -e OUTSET_ACCESS_BOOTSTRAPKEY=… (docs/access.md).
#
# Use --build-arg to replace base images, or JAR=prebuilt to copy the jar from target/ instead of building it.
ARG BUILD_IMAGE=maven:3-eclipse-temurin-25
ARG JDK_IMAGE=eclipse-temurin:25-jdk-alpine
ARG BASE_IMAGE=alpine:3
ARG QEMU_JDK_IMAGE=eclipse-temurin:25-jdk
ARG QEMU_BASE_IMAGE=debian:bookworm-slim
ARG JAR=build

# The jar, with its SBOM in META-INF/sbom.
FROM ${BUILD_IMAGE} AS build
WORKDIR /src
COPY pom.xml ./
COPY src src
COPY examples examples
RUN --mount=type=cache,target=/root/.m2 mvn -B -ntp -q package -Dmaven.test.skip && cp target/outset-*.jar /outset.jar

FROM scratch AS prebuilt
COPY target/outset-*.jar /outset.jar

FROM ${JAR} AS jar

# A minimal Java runtime, the layers of the jar, and the AOT cache.
FROM ${JDK_IMAGE} AS runtime
COPY --chmod=755 scripts/image-runtime.sh scripts/container-health.sh /usr/local/bin/
RUN image-runtime.sh runtime /opt/java
COPY --from=jar /outset.jar /tmp/outset.jar
RUN image-runtime.sh layers /tmp/outset.jar /layers
RUN mkdir -p /opt/outset && cp -a /layers/dependencies/. /layers/application/. /opt/outset/ \
 && image-runtime.sh cache /opt/java/bin/java /opt/outset

FROM ${QEMU_JDK_IMAGE} AS qemu-runtime
COPY --chmod=755 scripts/image-runtime.sh scripts/container-health.sh /usr/local/bin/
RUN image-runtime.sh runtime /opt/java
COPY --from=jar /outset.jar /tmp/outset.jar
RUN image-runtime.sh layers /tmp/outset.jar /layers
RUN mkdir -p /opt/outset && cp -a /layers/dependencies/. /layers/application/. /opt/outset/ \
 && image-runtime.sh cache /opt/java/bin/java /opt/outset

# The service with Debian's QEMU. The process runtime connects to QEMUs over unix sockets in /run/outset.
FROM ${QEMU_BASE_IMAGE} AS qemu
RUN command -v qemu-system-x86_64 >/dev/null \
 || (apt-get update -qq \
     && apt-get install -y -qq --no-install-recommends qemu-system-x86 qemu-utils \
     && rm -rf /var/lib/apt/lists/*)
LABEL org.opencontainers.image.title="Outset with QEMU" \
      org.opencontainers.image.description="Migration parameters for QEMU, right from the outset" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=qemu-runtime /opt/java /opt/java
COPY --from=qemu-runtime /layers/dependencies /opt/outset
COPY --from=qemu-runtime /layers/application /opt/outset
COPY --from=qemu-runtime /opt/outset/application.aot /opt/outset/application.aot
COPY scripts/java.options /opt/outset/java.options
COPY --chmod=755 scripts/container-health.sh /opt/outset/health.sh
RUN mkdir -p /data /run/outset && chown 10001:10001 /data /run/outset
ENV PATH=/opt/java/bin:$PATH \
    MALLOC_ARENA_MAX=2 \
    SERVER_ADDRESS=0.0.0.0 \
    MANAGEMENT_SERVER_PORT=8081 \
    MANAGEMENT_SERVER_ADDRESS=0.0.0.0 \
    LOGGING_STRUCTURED_FORMAT_CONSOLE=ecs \
    OUTSET_PROCESS_ENABLED=true \
    OUTSET_PROCESS_BINARIES_0_PATH=/usr/bin/qemu-system-x86_64
USER 10001:10001
WORKDIR /
VOLUME ["/data", "/run/outset", "/tmp"]
EXPOSE 8080 8081
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s CMD ["/opt/outset/health.sh"]
ENTRYPOINT ["java", "-XX:AOTCache=/opt/outset/application.aot", "@/opt/outset/java.options", "-jar", "/opt/outset/outset.jar"]

# The service. The last stage is the default target.
FROM ${BASE_IMAGE} AS service
LABEL org.opencontainers.image.title="Outset" \
      org.opencontainers.image.description="Migration parameters for QEMU, right from the outset" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=runtime /opt/java /opt/java
COPY --from=runtime /layers/dependencies /opt/outset
COPY --from=runtime /layers/application /opt/outset
COPY --from=runtime /opt/outset/application.aot /opt/outset/application.aot
COPY scripts/java.options /opt/outset/java.options
COPY --chmod=755 scripts/container-health.sh /opt/outset/health.sh
RUN mkdir -p /data /run/outset && chown 10001:10001 /data /run/outset
ENV PATH=/opt/java/bin:$PATH \
    MALLOC_ARENA_MAX=2 \
    SERVER_ADDRESS=0.0.0.0 \
    MANAGEMENT_SERVER_PORT=8081 \
    MANAGEMENT_SERVER_ADDRESS=0.0.0.0 \
    LOGGING_STRUCTURED_FORMAT_CONSOLE=ecs
USER 10001:10001
WORKDIR /
VOLUME ["/data", "/run/outset", "/tmp"]
EXPOSE 8080 8081
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s CMD ["/opt/outset/health.sh"]
ENTRYPOINT ["java", "-XX:AOTCache=/opt/outset/application.aot", "@/opt/outset/java.options", "-jar", "/opt/outset/outset.jar"]
