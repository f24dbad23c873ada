package tinynet

import (
	"net/netip"
	"testing"
	"time"

	"drivergen/generated/tinygo"
	"drivergen/impl/loopback"
)

// A Netdever that was used for long holds nothing of its sockets, and few contexts.
func TestNothingIsKept(t *testing.T) {
	dev := loopback.New(loopback.NewNetwork(), loopback.NewAir())
	defer dev.Close()
	n := NewNetdever(dev.Net())
	for i := range 200 {
		fd, err := n.Socket(tinygo.AF_INET, tinygo.SOCK_DGRAM, tinygo.IPPROTO_UDP)
		if err != nil {
			t.Fatal(err)
		}
		for _, err := range []error{
			n.Bind(fd, netip.AddrPortFrom(netip.Addr{}, uint16(49152+i))),
			n.SetSockOpt(fd, tinygo.SOL_TCP, tinygo.TCP_KEEPINTVL, 60.0),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		if _, err := n.Recv(fd, make([]byte, 1), 0, time.Unix(1, 0)); err != tinygo.ErrTimeout {
			t.Fatal(err)
		}
		if err := n.Close(fd); err != nil {
			t.Fatal(err)
		}
	}
	if len(n.options.byFD) != 0 {
		t.Errorf("options of %d closed sockets are kept", len(n.options.byFD))
	}
	if len(n.contexts.idle) > 1 {
		t.Errorf("%d contexts are kept of calls that were made one after another", len(n.contexts.idle))
	}
}

func TestContextsAreUsedAgain(t *testing.T) {
	var c contexts
	later := time.Now().Add(time.Hour)
	first, second := c.until(later), c.until(later)
	if first == second {
		t.Fatal("two calls at once have one context")
	}
	c.done(first)
	if again := c.until(later); again != first {
		t.Error("a context that was given back is not used again")
	} else if _, ok := again.Deadline(); !ok {
		t.Error("it has no deadline")
	}
	past := c.until(time.Unix(1, 0))
	c.done(past)
	if again := c.until(later); again == past {
		t.Error("a context that has ended is used again")
	}
	for range 2 * idleContexts {
		defer c.done(c.until(later))
	}
	c.done(c.until(time.Time{})) // which has none of its own
}
