/*
 * A client of very many event streams, which costs next to nothing for each: one epoll loop, one buffer for all.
 *
 *   gcc -O3 -Wall -o streams streams.c
 *   ./streams PORT FIRST COUNT
 *
 * It opens COUNT streams to 127.0.0.1, the streams FIRST to FIRST + COUNT - 1 of all processes like it. As ports run
 * out, each 4,000 of them come from an address of their own: 127.1.0.1 and those that follow. One that does not get
 * its head is tried again.
 *
 * It says "ready" when all have been tried. A line of stdin begins a window. The next line ends it, and is answered by
 *
 *   OPEN FAILED RETRIED LOST EVENTS REACHED BYTES MICROS:COUNT ...
 *
 * lost: streams that ended in the window; reached: streams that got an event in it; then how many events were so old,
 * by their received_at. The end of stdin ends it.
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
#define READY 256
#define OPENING 64
#define STREAMS_PER_ADDRESS 4000
#define TRIES 20
#define BUCKETS_PER_DOUBLING 64
#define BUCKETS (BUCKETS_PER_DOUBLING * 36)

enum { FREE, CONNECTING, ASKED, OPEN };

typedef struct {
  int stream;
  uint8_t state, tries;
  uint32_t window; /* in which it has got an event */
} connection;

static connection connections[MAX_FDS];
static int port, first, count, epoll;
static int next_stream, opening, *again, again_count;
static uint8_t *tries;
static long opened, failed, retried, lost, events, reached, bytes;
static uint32_t window;
static long histogram[BUCKETS];
static char buffer[256 * 1024 + 1], request[256];
static int request_length;

static const char KEY[] = "\"received_at\": ";

static int64_t now_micros(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static int bucket(uint64_t micros) {
  if (micros < BUCKETS_PER_DOUBLING) {
    return (int)micros;
  }
  int shift = 63 - __builtin_clzll(micros) - 6;
  int at = BUCKETS_PER_DOUBLING * (shift + 1) + (int)((micros >> shift) - BUCKETS_PER_DOUBLING);
  return at < BUCKETS ? at : BUCKETS - 1;
}

static uint64_t micros_of(int bucket) {
  if (bucket < BUCKETS_PER_DOUBLING) {
    return bucket;
  }
  int shift = bucket / BUCKETS_PER_DOUBLING - 1;
  return (uint64_t)(bucket % BUCKETS_PER_DOUBLING + BUCKETS_PER_DOUBLING) << shift;
}

static void drop(int fd) {
  connections[fd].state = FREE;
  close(fd);
}

static void try_again(int fd) {
  int stream = connections[fd].stream;
  opening--;
  drop(fd);
  if (++tries[stream - first] < TRIES) {
    retried++;
    again[again_count++] = stream;
  } else {
    failed++;
  }
}

static void open_stream(int stream) {
  int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (fd < 0 || fd >= MAX_FDS) {
    perror("streams: socket");
    exit(1);
  }
  int address = stream / STREAMS_PER_ADDRESS;
  struct sockaddr_in from = {.sin_family = AF_INET};
  from.sin_addr.s_addr = htonl(0x7f010001u + (address / 250 << 8) + address % 250);
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  /* The port is chosen when both addresses are known. */
  setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
  connections[fd] = (connection){.stream = stream, .state = CONNECTING};
  opening++;
  struct epoll_event event = {.events = EPOLLOUT, .data.fd = fd};
  epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
  if (bind(fd, (void *)&from, sizeof from)
      || (connect(fd, (void *)&to, sizeof to) && errno != EINPROGRESS)) {
    try_again(fd);
  }
}

static void open_some(void) {
  while (opening < OPENING && (again_count > 0 || next_stream < count)) {
    open_stream(again_count > 0 ? again[--again_count] : first + next_stream++);
  }
}

static void ask(int fd) {
  int error = 0;
  socklen_t length = sizeof error;
  getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
  if (error || send(fd, request, request_length, MSG_NOSIGNAL) != request_length) {
    try_again(fd);
    return;
  }
  connections[fd].state = ASKED;
  struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
  epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &event);
}

static void count_events(connection *c, const char *at, const char *end) {
  int64_t now = 0;
  while ((at = memmem(at, end - at, KEY, sizeof KEY - 1))) {
    at += sizeof KEY - 1;
    char *behind;
    int64_t received = strtoll(at, &behind, 10);
    if (behind == end) {
      return; /* cut off */
    }
    now = now ? now : now_micros();
    histogram[bucket(now > received ? now - received : 0)]++;
    events++;
    if (c->window != window) {
      c->window = window;
      reached++;
    }
  }
}

static void read_some(int fd) {
  connection *c = &connections[fd];
  ssize_t length = recv(fd, buffer, sizeof buffer - 1, MSG_DONTWAIT);
  if (length < 0 && (errno == EAGAIN || errno == EINTR)) {
    return;
  }
  if (length <= 0) {
    if (c->state == OPEN) {
      lost++;
      opened--;
      drop(fd);
    } else {
      try_again(fd);
    }
    return;
  }
  buffer[length] = 0;
  bytes += length;
  if (c->state == OPEN) {
    count_events(c, buffer, buffer + length);
  } else if (strncmp(buffer, "HTTP/1.1 200 ", 13) || !strstr(buffer, "event: connected")) {
    try_again(fd);
  } else {
    c->state = OPEN;
    opened++;
    opening--;
  }
}

static void answer(void) {
  printf("%ld %ld %ld %ld %ld %ld %ld", opened, failed, retried, lost, events, reached, bytes);
  for (int i = 0; i < BUCKETS; i++) {
    if (histogram[i]) {
      printf(" %llu:%ld", (unsigned long long)micros_of(i), histogram[i]);
    }
  }
  printf("\n");
}

static void obey(void) {
  char line[64];
  ssize_t length = read(0, line, sizeof line);
  if (length <= 0) {
    exit(0);
  }
  if (window % 2) {
    answer();
  }
  window++;
  lost = events = reached = bytes = 0;
  memset(histogram, 0, sizeof histogram);
}

int main(int argc, char **argv) {
  if (argc != 4) {
    fprintf(stderr, "usage: streams PORT FIRST COUNT\n");
    return 2;
  }
  port = atoi(argv[1]);
  first = atoi(argv[2]);
  count = atoi(argv[3]);
  again = malloc(OPENING * sizeof *again + count * sizeof *again);
  tries = calloc(count, 1);
  setlinebuf(stdout);
  request_length = snprintf(request, sizeof request,
                            "GET /api/sse/prices HTTP/1.1\r\nHost: localhost:%d\r\nAccept: text/event-stream\r\n\r\n", port);
  epoll = epoll_create1(0);
  struct epoll_event input = {.events = EPOLLIN, .data.fd = 0};
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &input)) {
    perror("streams: stdin");
    return 1;
  }
  struct epoll_event ready[READY];
  int said = 0;
  while (1) {
    open_some();
    if (!said && opening == 0) {
      printf("ready\n");
      said = 1;
    }
    int found = epoll_wait(epoll, ready, READY, -1);
    for (int i = 0; i < found; i++) {
      int fd = ready[i].data.fd;
      if (fd == 0) {
        obey();
      } else if (connections[fd].state == CONNECTING) {
        ask(fd);
      } else if (connections[fd].state != FREE) {
        read_some(fd);
      }
    }
  }
}
