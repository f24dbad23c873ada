package driver_test

import (
	"testing"

	"drivergen/driver"
)

func TestRoom(t *testing.T) {
	table := driver.NewTable[int](driver.Rules{Max: 3, Invalid: driver.EBADF, Full: driver.EMFILE})
	caps := driver.Capabilities{driver.QueuesCapability: driver.Queues(table)}
	want := func(free int) {
		t.Helper()
		if got, most, ok := driver.RoomOf(caps); got != free || most != 3 || !ok {
			t.Errorf("%d free of %d, %v; want %d of 3", got, most, ok, free)
		}
	}
	want(3)
	first, err := table.Open(0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := table.Open(0, 0); err != nil {
		t.Fatal(err)
	}
	want(1)
	first.Close()
	want(1) // until its number is free
	first.Free()
	want(2)
	if _, _, ok := driver.RoomOf(nil); ok {
		t.Error("a device without a table has room")
	}
}

// own is a device without events that has a queue of its own.
type own struct{ queue driver.Subscription }

func (o own) Queue() driver.Subscription { return o.queue }

func TestQueueOf(t *testing.T) {
	queue := driver.NewSubscription()
	if driver.QueueOf(own{queue}) != queue {
		t.Error("the device's own queue is not taken")
	}
	done := make(chan struct{})
	driver.QueueOf(7).Post(func() { close(done) })
	<-done
}
