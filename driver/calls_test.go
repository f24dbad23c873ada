package driver_test

import (
	"testing"
	"testing/synctest"

	"drivergen/driver"
)

func TestCallsOfAKeyRunInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls driver.Calls
		var l log
		hold := make(chan struct{})
		calls.Go(1, false, func() { <-hold; l.add("a") })
		calls.Go(1, false, func() { l.add("b") })
		calls.Go(2, false, func() { l.add("other key") })
		calls.Go(1, true, func() { l.add("c") })
		synctest.Wait()
		l.want(t, "other key")
		close(hold)
		synctest.Wait()
		l.want(t, "a", "b", "c")
		calls.Go(1, false, func() { l.add("again") })
		synctest.Wait()
		l.want(t, "again")
	})
}

func TestCallsMayBeMadeByACall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls driver.Calls
		var l log
		calls.Go(1, false, func() {
			calls.Go(1, false, func() { l.add("inner") })
			calls.Interrupt(1, func() { l.add("end") })
			l.add("outer")
		})
		synctest.Wait()
		l.want(t, "outer", "inner", "end")
	})
}

func TestInterruptOvertakesWhatWaitsForAPeer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls driver.Calls
		var l log
		peer, hardware := make(chan struct{}), make(chan struct{})
		calls.Go(1, true, func() { <-peer; l.add("connect") })
		calls.Go(1, false, func() { l.add("write") })
		synctest.Wait()
		calls.Interrupt(1, func() {
			l.add("close")
			close(peer)
			<-hardware
			l.add("closed")
		})
		calls.Interrupt(1, func() { l.add("close again") })
		synctest.Wait()
		// What was waiting stays behind until the closing has ended.
		l.want(t, "close", "connect")
		close(hardware)
		synctest.Wait()
		l.want(t, "closed", "write", "close again")
	})
}

func TestInterruptWaitsForWhatDoesNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls driver.Calls
		var l log
		hold := make(chan struct{})
		calls.Go(1, false, func() { <-hold; l.add("write") })
		calls.Interrupt(1, func() { l.add("close") })
		synctest.Wait()
		l.want(t)
		close(hold)
		synctest.Wait()
		l.want(t, "write", "close")
		calls.Interrupt(1, func() { l.add("close") })
		synctest.Wait()
		l.want(t, "close")
	})
}
