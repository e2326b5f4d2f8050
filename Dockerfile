# docker build -t tickcast:0.1.0 .
#
# The images to build with and to run on: any with Maven and a JDK from 17 on, and any with a JDK from 17 on and glibc
# (on Alpine a node works, but without native transport). On a JRE everything works but verticles in Java, which the node
# compiles itself. Pin the images by digest where builds must be the same for ever.
ARG BUILD_IMAGE=docker.io/library/maven:3.9-eclipse-temurin-17
ARG RUN_IMAGE=docker.io/library/eclipse-temurin:17-jdk

FROM ${BUILD_IMAGE} AS build
WORKDIR /src
COPY . .
# --mount keeps what Maven downloads for the next build, outside of all images.
RUN --mount=type=cache,target=/root/.m2 mvn -B -ntp -q -DskipTests package
# The native parts would otherwise be unpacked at each start into /tmp, and a /tmp where files may not be run is safer.
RUN mkdir /native && cd /native \
 && jar xf /src/target/tickcast.jar META-INF/native META-INF/resources/engine/libtruffleattach \
 && case "$(uname -m)" in aarch64) arch=aarch64 ;; *) arch=amd64 ;; esac \
 && mv META-INF/native/*.so META-INF/resources/engine/libtruffleattach/linux/$arch/bin/libtruffleattach.so . \
 && rm -r META-INF

FROM ${RUN_IMAGE}
ARG VERSION=0.1.0
ARG REVISION=unknown
ARG CREATED=unknown
LABEL org.opencontainers.image.title="Tickcast" \
      org.opencontainers.image.description="Live market prices from exchanges to browsers, as Server-Sent Events" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"

# Here conf/tickcast.yaml, cluster.xml and conf/verticles are looked for: mount what you need of them.
WORKDIR /opt/tickcast
COPY --from=build /src/target/tickcast.jar ./
COPY --from=build /native/ native/
COPY --from=build /src/LICENSE ./
COPY conf/java.options conf/

# A number, so that Kubernetes sees that it is not root. It owns no file: nothing here can be changed from within.
USER 10001:10001
EXPOSE 5000

# As an array: java is process 1 and gets the SIGTERM, ends its streams within drain.timeout (10 s) and exits with 0.
STOPSIGNAL SIGTERM
ENTRYPOINT ["java", "@/opt/tickcast/conf/java.options", "-Djava.library.path=/opt/tickcast/native", \
  "-Dtruffle.attach.library=/opt/tickcast/native/libtruffleattach.so", "-jar", "/opt/tickcast/tickcast.jar"]
CMD []

# No tool but java is needed. It takes a third of a second of CPU time, so not all too often.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xmx32m", \
    "-jar", "/opt/tickcast/tickcast.jar", "--health"]
