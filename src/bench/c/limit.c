/*
 * The floor of a fan-out on a machine: an HTTP server with no work but the writes to its sockets, on one epoll loop.
 *
 *   gcc -O3 -Wall -o limit limit.c
 *   ./limit PORT event|joined SYMBOLS burst|spread
 *
 *   event   one send(2) per event and client
 *   joined  one send(2) per client for all events that are due: a burst of 16 is one write
 *
 * It is silent until a line of stdin gives it a rate: ticks per second and symbol, 0 for none; an empty line changes
 * nothing. Each line is answered by one on stdout: ticks, writes and lost events so far. The end of stdin ends it.
 *
 * A client whose socket is full loses events until it has taken the rest of the one that it got a part of: a floor
 * needs no queue. Several of them can share a port.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_FDS (1 << 20)
#define MAX_EVENTS_PER_PASS 8000
#define EVENT_BYTES 512
#define READY 256

typedef struct {
  int place;          /* in the list of streams, -1 before the request */
  char *rest;         /* what the socket did not take of the last write */
  size_t rest_length;
} client;

static client clients[MAX_FDS];
static int streams[MAX_FDS], stream_count;
static int epoll, listener, joined, burst, symbols;
static double rate;
static long *sequence;
static char out[MAX_EVENTS_PER_PASS * EVENT_BYTES];
static double step, next;
static long ticks, writes, lost;

static const char HEAD[] = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-cache\r\n"
                           "transfer-encoding: chunked\r\n\r\n";

static int64_t micros(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static void watch(int fd, int operation, uint32_t events) {
  struct epoll_event event = {.events = events, .data.fd = fd};
  epoll_ctl(epoll, operation, fd, &event);
}

static void listen_on(int port) {
  int one = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  setsockopt(listener, SOL_SOCKET, SO_REUSEPORT, &one, sizeof one);
  if (bind(listener, (void *)&address, sizeof address) || listen(listener, 4096)) {
    perror("limit: listen");
    exit(1);
  }
  watch(listener, EPOLL_CTL_ADD, EPOLLIN);
}

static void accept_all(void) {
  int one = 1, fd;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    clients[fd] = (client){.place = -1};
    watch(fd, EPOLL_CTL_ADD, EPOLLIN);
  }
}

static void drop(int fd) {
  client *c = &clients[fd];
  if (c->place >= 0) {
    int last = streams[--stream_count];
    streams[c->place] = last;
    clients[last].place = c->place;
  }
  free(c->rest);
  close(fd);
}

static void read_request(int fd) {
  char request[4096];
  ssize_t count = recv(fd, request, sizeof request, MSG_DONTWAIT);
  if (count > 0 && clients[fd].place < 0) {
    if (send(fd, HEAD, sizeof HEAD - 1, MSG_NOSIGNAL) > 0) {
      clients[fd].place = stream_count;
      streams[stream_count++] = fd;
    }
  } else if (count == 0 || (count < 0 && errno != EAGAIN)) {
    drop(fd);
  }
}

static void send_to(int fd, const char *bytes, size_t length, int events) {
  client *c = &clients[fd];
  if (c->rest) {
    lost += events;
    return;
  }
  ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL | MSG_DONTWAIT);
  writes++;
  if (sent < 0) {
    lost += events;
  } else if ((size_t)sent < length) {
    c->rest_length = length - sent;
    c->rest = malloc(c->rest_length);
    memcpy(c->rest, bytes + sent, c->rest_length);
    watch(fd, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
  }
}

static void send_rest(int fd) {
  client *c = &clients[fd];
  ssize_t sent = send(fd, c->rest, c->rest_length, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent < 0) {
    return;
  }
  c->rest_length -= sent;
  memmove(c->rest, c->rest + sent, c->rest_length);
  if (c->rest_length == 0) {
    free(c->rest);
    c->rest = NULL;
    watch(fd, EPOLL_CTL_MOD, EPOLLIN);
  }
}

static void send_to_all(const char *bytes, size_t length, int events) {
  for (int i = 0; i < stream_count; i++) {
    send_to(streams[i], bytes, length, events);
  }
}

/* An event as one chunk; the same fields as the server's. */
static int encode(char *to, int symbol) {
  char event[EVENT_BYTES], iso[32];
  int64_t now = micros(CLOCK_REALTIME);
  time_t seconds = now / 1000000;
  struct tm utc;
  gmtime_r(&seconds, &utc);
  long count = ++sequence[symbol];
  strftime(iso, sizeof iso, "%Y-%m-%dT%H:%M:%S", &utc);
  int length = snprintf(event, sizeof event,
      "event: price\nid: %ld\ndata: {\"symbol\": \"S%03dUSDT\", \"price\": %d.%02ld000000, \"change_24h\": 2.500, "
      "\"timestamp\": \"%s.%03ldZ\", \"volume\": %ld.00000000, \"received_at\": %ld}\n\n",
      (long)(now / 1000), symbol, 100 + symbol, count % 100, iso, (long)(now / 1000 % 1000),
      1000000000 + count, (long)now);
  return sprintf(to, "%x\r\n%s\r\n", length, event);
}

static void pass(int events) {
  static int symbol;
  size_t length = 0;
  ticks += events;
  for (int i = 0; i < events && i < MAX_EVENTS_PER_PASS; i++) {
    int size = encode(out + length, symbol++ % symbols);
    if (joined) {
      length += size;
    } else {
      send_to_all(out, size, 1);
    }
  }
  if (joined) {
    send_to_all(out, length, events);
  }
}

static void set_rate(double ticks_per_second) {
  rate = ticks_per_second;
  step = rate == 0 ? 1e18 : 1e6 / rate / (burst ? 1 : symbols);
  next = micros(CLOCK_MONOTONIC) + step;
}

/* A line of stdin at a time, as its sender waits for the answer. */
static void obey(void) {
  char line[64];
  ssize_t count = read(STDIN_FILENO, line, sizeof line - 1);
  if (count <= 0) {
    exit(0);
  }
  line[count] = 0;
  if (line[0] != '\n') {
    set_rate(atof(line));
  }
  printf("%ld %ld %ld\n", ticks, writes, lost);
  fflush(stdout);
}

static void serve(int ready, const struct epoll_event *events) {
  for (int i = 0; i < ready; i++) {
    int fd = events[i].data.fd;
    if (fd == listener) {
      accept_all();
      continue;
    }
    if (fd == STDIN_FILENO) {
      obey();
      continue;
    }
    if (events[i].events & EPOLLOUT && clients[fd].rest) {
      send_rest(fd);
    }
    if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) {
      read_request(fd);
    }
  }
}

static void run(void) {
  struct epoll_event events[READY];
  set_rate(0);
  for (;;) {
    int64_t now = micros(CLOCK_MONOTONIC);
    int64_t wait = next > now ? next - now : 0;
    if (wait > 100000) {
      wait = 100000;
    }
    struct timespec timeout = {0, wait * 1000};
    serve(epoll_pwait2(epoll, events, READY, &timeout, NULL), events);
    now = micros(CLOCK_MONOTONIC);
    int due = 0;
    for (; next <= now; next += step) {
      due++;
    }
    if (due > 0) {
      pass(burst ? due * symbols : due);
    }
  }
}

int main(int argc, char **argv) {
  if (argc != 5) {
    fprintf(stderr, "usage: limit PORT event|joined SYMBOLS burst|spread\n");
    return 2;
  }
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  joined = strcmp(argv[2], "joined") == 0;
  symbols = atoi(argv[3]);
  burst = strcmp(argv[4], "burst") == 0;
  sequence = calloc(symbols, sizeof *sequence);
  epoll = epoll_create1(0);
  listen_on(atoi(argv[1]));
  watch(STDIN_FILENO, EPOLL_CTL_ADD, EPOLLIN);
  run();
}
