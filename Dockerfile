# docker build -t tickcast:0.1.0 .
#
# The build image needs Maven and JDK 17 or later, the run image JDK 17 or later and glibc (on Alpine a node works, but
# without native transport). With a JRE everything works except verticles in Java, which the node compiles. Pin the
# images by digest if builds must be reproducible.
ARG BUILD_IMAGE=docker.io/library/maven:3.9-eclipse-temurin-17
ARG RUN_IMAGE=docker.io/library/eclipse-temurin:17-jdk

FROM ${BUILD_IMAGE} AS build
WORKDIR /src
COPY . .
# --mount keeps Maven's downloads for the next build, outside of the images.
RUN --mount=type=cache,target=/root/.m2 mvn -B -ntp -q -DskipTests package
# Otherwise the native libraries would be unpacked into /tmp at each start, and /tmp could not be noexec.
RUN mkdir /native && cd /native \
 && jar xf /src/target/tickcast.jar META-INF/native META-INF/resources/engine/libtruffleattach org/sqlite/native/Linux \
 && case "$(uname -m)" in aarch64) arch=aarch64 ;; *) arch=amd64 ;; esac \
 && mv META-INF/native/*.so META-INF/resources/engine/libtruffleattach/linux/$arch/bin/libtruffleattach.so . \
 && mv org/sqlite/native/Linux/$(uname -m)/libsqlitejdbc.so . \
 && rm -r META-INF org \
 && mkdir /data

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

# The folder of conf/tickcast.yaml, cluster.xml and conf/verticles: mount your own files here.
WORKDIR /opt/tickcast
COPY --from=build /src/target/tickcast.jar ./
COPY --from=build /native/ native/
COPY --from=build /src/LICENSE ./
COPY conf/java.options conf/

# Classes as the Java of this image has loaded them once: with them a node starts sooner.
RUN java -Xlog:disable -XX:ArchiveClassesAtExit=/opt/tickcast/tickcast.jsa -jar /opt/tickcast/tickcast.jar --training-run

# The candles: mount a volume here to keep them, or name a PostgreSQL with TICKCAST_STORAGE_URL. The user owns no other
# file, so it cannot change any.
COPY --from=build --chown=10001:10001 /data/ data/
VOLUME /opt/tickcast/data

# A number, so that Kubernetes sees that it is not root.
USER 10001:10001
EXPOSE 5000

# As an array, so that java is process 1 and gets the SIGTERM: it then drains within drain.timeout (10 s) and exits
# with 0.
STOPSIGNAL SIGTERM
ENTRYPOINT ["java", "@/opt/tickcast/conf/java.options", "-XX:SharedArchiveFile=/opt/tickcast/tickcast.jsa", \
  "-Djava.library.path=/opt/tickcast/native", \
  "-Dtruffle.attach.library=/opt/tickcast/native/libtruffleattach.so", "-Dorg.sqlite.lib.path=/opt/tickcast/native", \
  "-jar", "/opt/tickcast/tickcast.jar"]
CMD []

# This needs no tool but java. Each check takes a third of a second of CPU time, so the interval is not shorter.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xmx32m", \
    "-jar", "/opt/tickcast/tickcast.jar", "--health"]
