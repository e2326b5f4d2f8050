package io.tickcast.cache;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What is logged while it is open. */
final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
  private final Logger logger;
  private final Level before;

  /** @param logger the name of the one to watch, from TRACE on */
  LogLines(String logger) {
    this.logger = (Logger) LoggerFactory.getLogger(logger);
    before = this.logger.getLevel();
    this.logger.setLevel(Level.TRACE);
    this.logger.addAppender(this);
    start();
  }

  @Override
  protected void append(ILoggingEvent event) {
    events.add(event);
  }

  List<String> all() {
    return events.stream().map(event -> event.getLevel() + " " + event.getFormattedMessage()).toList();
  }

  List<String> of(Level level) {
    return all().stream().filter(line -> line.startsWith(level + " ")).toList();
  }

  @Override
  public void close() {
    logger.detachAppender(this);
    logger.setLevel(before);
    stop();
  }
}
