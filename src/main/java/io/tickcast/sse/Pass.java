package io.tickcast.sse;

import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * One walk over the streams: each group's frame is made once and written once to each of its streams. It can be left and
 * gone on with, so that a walk over many streams does not hold the loop; what arrives meanwhile is the next pass'.
 *
 * <p>Costs one system call per stream, about 3 µs with loopback TCP behind it; all else here is a tenth of that.
 */
final class Pass {
  /** Streams between two looks at the clock. */
  private static final int STRIDE = 32;

  private final ByteBufAllocator allocator;
  private final Laggards laggards;
  private final Iterator<Share> shares;
  private Share current = Share.NONE;
  private long written;
  private long missed;

  /** What one group gets of the pass. */
  private static final class Share {
    static final Share NONE = new Share(null, List.of());

    final Group group;
    final List<Arrival> arrivals;
    Frame frame;

    Share(Group group, List<Arrival> arrivals) {
      this.group = group;
      this.arrivals = arrivals;
    }
  }

  /** @param groups those for which something was collected; with those of an interval only what is due leaves */
  Pass(ByteBufAllocator allocator, Laggards laggards, List<Group> groups, long nowNanos) {
    this.allocator = allocator;
    this.laggards = laggards;
    List<Share> all = new ArrayList<>(groups.size());
    for (Group group : groups) {
      List<Arrival> due = group.due(nowNanos);
      if (!due.isEmpty()) {
        group.beginTurns();
        all.add(new Share(group, due));
      }
    }
    shares = all.iterator();
  }

  /** @return whether it is done; else it is to be gone on with in another turn of the loop */
  boolean run(long untilNanos) {
    while (true) {
      if (current == Share.NONE) {
        if (!shares.hasNext()) {
          return true;
        }
        current = shares.next();
        current.frame = current.group.frame(allocator, current.arrivals);
      }
      if (!walk(current, untilNanos)) {
        return false;
      }
      current.frame.release();
      current = Share.NONE;
      if (System.nanoTime() > untilNanos && shares.hasNext()) {
        return false;
      }
    }
  }

  private boolean walk(Share share, long untilNanos) {
    int stride = STRIDE;
    while (share.group.hasTurns()) {
      give(share, share.group.nextTurn());
      if (--stride == 0) {
        if (System.nanoTime() > untilNanos) {
          return !share.group.hasTurns();
        }
        stride = STRIDE;
      }
    }
    return true;
  }

  private void give(Share share, PriceStream stream) {
    if (stream.joinedAt() > share.arrivals.get(0).sequence()) {
      giveRest(share, stream);
    } else if (stream.keepsUp()) {
      stream.outlet().write(share.frame);
      written++;
    } else {
      laggards.miss(stream, share.arrivals);
      missed += share.arrivals.size();
    }
  }

  /** A stream that joined between two ticks of this pass had the first ones by then; a test is for all. */
  private void giveRest(Share share, PriceStream stream) {
    List<Arrival> rest = share.arrivals.stream()
        .filter(arrival -> arrival.sequence() >= stream.joinedAt() || arrival.tick().isTest())
        .toList();
    if (rest.isEmpty()) {
      return;
    }
    if (stream.keepsUp()) {
      stream.outlet().writeAlone(share.group.frame(allocator, rest));
      written++;
    } else {
      laggards.miss(stream, rest);
      missed += rest.size();
    }
  }

  /** Writes so far. */
  long written() {
    return written;
  }

  /** Ticks so far that streams did not get as events of their own. */
  long missed() {
    return missed;
  }
}
