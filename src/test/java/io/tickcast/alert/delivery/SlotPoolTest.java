package io.tickcast.alert.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlotPoolTest {
    private final List<String> granted = new ArrayList<>();
    private final List<Slot> slots = new ArrayList<>();

    private void take(SlotPool pool, String host) {
        take(pool, host, host);
    }

    private void take(SlotPool pool, String host, String name) {
        take(pool, "ann", host, name);
    }

    private void take(SlotPool pool, String owner, String host, String name) {
        pool.take(owner, host).onSuccess(slot -> {
            granted.add(name);
            slots.add(slot);
        });
    }

    @Test
    void slotsAreGrantedWhileThereAreSome() {
        SlotPool pool = new SlotPool(2, 2);
        take(pool, "a", "first");
        take(pool, "b", "second");
        take(pool, "c", "third");
        assertThat(granted).containsExactly("first", "second");
        slots.get(0).release();
        assertThat(granted).containsExactly("first", "second", "third");
    }

    @Test
    void aHostGetsItsPartOnly() {
        SlotPool pool = new SlotPool(4, 2);
        take(pool, "a");
        take(pool, "a");
        take(pool, "a");
        take(pool, "b");
        assertThat(granted).containsExactly("a", "a", "b");
        slots.get(2).release();
        assertThat(granted).hasSize(3);
        slots.get(0).release();
        assertThat(granted).containsExactly("a", "a", "b", "a");
    }

    @Test
    void hostsTakeTurnsAndWithinAHostTheFirstComesFirst() {
        SlotPool pool = new SlotPool(1, 1);
        take(pool, "x");
        List.of("a1", "a2", "a3", "b1", "b2").forEach(name -> take(pool, name.substring(0, 1), name));
        for (int i = 0; i < 6; i++) {
            slots.get(i).release();
        }
        assertThat(granted).containsExactly("x", "a1", "b1", "a2", "b2", "a3");
    }

    @Test
    void ownersTakeTurns() {
        SlotPool pool = new SlotPool(1, 1);
        take(pool, "ann", "x", "x");
        for (int i = 0; i < 1_000; i++) {
            take(pool, "ann", "host" + i, "ann's");
        }
        take(pool, "bob", "b", "bob's first");
        take(pool, "bob", "b", "bob's second");
        for (int i = 0; i < 4; i++) {
            slots.get(i).release();
        }
        assertThat(granted).containsExactly("x", "ann's", "bob's first", "ann's", "bob's second");
    }

    @Test
    void aHostWithoutRoomHoldsUpNoOtherOfItsOwners() {
        SlotPool pool = new SlotPool(3, 1);
        take(pool, "ann", "full", "ann at full");
        take(pool, "bob", "full", "bob at full");
        take(pool, "cid", "full", "cid at full");
        take(pool, "bob", "free", "bob at free");
        assertThat(granted).containsExactly("ann at full", "bob at free");
        slots.get(0).release();
        slots.get(2).release();
        assertThat(granted).containsExactly("ann at full", "bob at free", "bob at full", "cid at full");
    }

    @Test
    void manySlotsOfAHostBecomeFreeForAllThatWait() {
        SlotPool pool = new SlotPool(10, 2);
        List.of("ann", "bob", "cid", "dan", "eve").forEach(owner -> take(pool, owner, "a", owner));
        take(pool, "eve", "a", "eve again");
        assertThat(granted).containsExactly("ann", "bob");
        slots.get(0).release();
        slots.get(1).release();
        slots.get(2).release();
        slots.get(3).release();
        assertThat(granted).containsExactly("ann", "bob", "cid", "dan", "eve", "eve again");
    }

    @Test
    void anyNumberMayReleaseTheirSlotsAtOnce() {
        SlotPool pool = new SlotPool(1, 1);
        take(pool, "a");
        int count = 100_000;
        for (int i = 0; i < count; i++) {
            pool.take("ann", "a").onSuccess(slot -> {
                granted.add("a");
                slot.release();
            });
        }
        slots.get(0).release();
        assertThat(granted).hasSize(count + 1);
        take(pool, "b");
        assertThat(granted).hasSize(count + 2);
    }

    @Test
    void aSlotCanBeAskedForByThoseWhoGetOne() {
        SlotPool pool = new SlotPool(2, 2);
        pool.take("ann", "a").onSuccess(slot -> take(pool, "a"));
        assertThat(granted).containsExactly("a");
    }
}
