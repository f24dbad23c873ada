package netdever_test

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/generated/tinygo"
	"drivergen/impl/netdever"
)

// A Netdever gives a number to the next socket as soon as it is closed. The old socket's Recv
// may still wait under it, and must not take what is the new one's.
func TestANumberIsNotUsedBeforeItsReaderHasEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var receiving atomic.Int32
		c := &chip{}
		c.recv = func(_ int, _ []byte, deadline time.Time) (int, error) {
			receiving.Add(1)
			defer receiving.Add(-1)
			time.Sleep(time.Until(deadline))
			return -1, tinygo.ErrTimeout
		}
		c.connect = func(int, string, netip.AddrPort) error {
			if n := receiving.Load(); n != 0 {
				t.Errorf("%d calls wait under the number of a new socket", n)
			}
			return nil
		}
		dev := c.device(t, netdever.WakeInterval(time.Second))
		for range 3 {
			fd := connected(t, dev, netdev.ProtocolStream)
			synctest.Wait()
			start := time.Now()
			check(t, dev.Close(t.Context(), fd))
			if took := time.Since(start); took != 0 {
				t.Errorf("Close waited %v", took)
			}
		}
		if want := []int{0, 0, 0}; !slices.Equal(c.closed, want) {
			t.Errorf("closed %v, want %v", c.closed, want)
		}
	})
}

// A call for a closed socket that takes what came for the next one with its number spoils that
// one's stream: it is closed, and never handed out.
func TestAConnectionThatALateCallMet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		late := make(chan struct{})
		number := make(chan int)
		c := &chip{}
		var first sync.Once
		c.recv = func(_ int, buf []byte, deadline time.Time) (n int, err error) {
			first.Do(func() {
				<-late
				n = copy(buf, "for another")
			})
			if n == 0 {
				time.Sleep(time.Until(deadline))
				return -1, tinygo.ErrTimeout
			}
			return n, nil
		}
		c.accept = func(int) (int, netip.AddrPort, error) {
			fd, ok := <-number
			if !ok {
				return -1, netip.AddrPort{}, tinygo.ErrInvalidSocketFd
			}
			c.mu.Lock()
			defer c.mu.Unlock()
			c.open[fd] = true
			return fd, netip.MustParseAddrPort("192.0.2.1:5000"), nil
		}
		dev := c.device(t)
		listener := socket(t, dev, netdev.ProtocolStream)
		check(t, dev.Bind(t.Context(), listener, "", 80))
		check(t, dev.Listen(t.Context(), listener, 5))
		fd := connected(t, dev, netdev.ProtocolStream)
		synctest.Wait()
		check(t, dev.Close(t.Context(), fd))
		number <- 1
		synctest.Wait()
		close(late)
		number <- 1
		_, _, err := dev.Accept(t.Context(), listener)
		check(t, err)
		c.mu.Lock()
		if !slices.Equal(c.closed, []int{1, 1}) {
			t.Errorf("closed %v, want the first socket and the connection with its number", c.closed)
		}
		c.mu.Unlock()
		close(number)
	})
}

// A oneSocketChip has one socket.
type oneSocketChip struct{ *chip }

func (c oneSocketChip) Socket(domain, stype, protocol int) (int, error) {
	c.mu.Lock()
	taken := len(c.open) > 0
	c.mu.Unlock()
	if taken {
		return -1, tinygo.ErrNoMoreSockets
	}
	return c.chip.Socket(domain, stype, protocol)
}

// A number whose call does not end is not used again before it ends. Other sockets have other numbers, if there are any.
func TestANumberWhoseCallDoesNotEnd(t *testing.T) {
	for name, one := range map[string]bool{"many sockets": false, "one socket": true} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				release := make(chan struct{})
				c := &chip{recv: func(fd int, _ []byte, deadline time.Time) (int, error) {
					if fd == 0 {
						<-release
					} else {
						time.Sleep(time.Until(deadline))
					}
					return -1, tinygo.ErrTimeout
				}}
				var netdevice tinygo.Netdever = c
				if one {
					netdevice = oneSocketChip{c}
				}
				device := netdever.New(netdevice, nil, netdever.WakeInterval(5*time.Second), netdever.Grace(3*time.Second))
				defer func() { check(t, device.Close()) }()
				dev := device.Net()
				fd := connected(t, dev, netdev.ProtocolStream)
				synctest.Wait() // until Recv waits
				check(t, dev.Close(t.Context(), fd))
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				socket := func(ctx context.Context, after time.Duration, want driver.Errno) {
					t.Helper()
					synctest.Wait() // what was given up is closed
					start := time.Now()
					_, err := dev.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream)
					if driver.ErrnoOf(err) != want || time.Since(start) != after {
						t.Errorf("Socket: %v after %v, want %v after %v", err, time.Since(start), want, after)
					}
				}
				socket(ctx, time.Second, driver.ETIMEDOUT)
				if one {
					socket(t.Context(), 8*time.Second, driver.ETIMEDOUT)
					socket(t.Context(), 0, driver.EMFILE)
				} else {
					socket(t.Context(), 8*time.Second, 0)
					socket(t.Context(), 0, 0)
				}
				close(release)
				socket(t.Context(), 0, 0)
			})
		})
	}
}

// A locked chip does one thing at a time, as many of TinyGo's drivers.
type lockedChip struct {
	*chip
	free chan struct{} // holds a token while nothing runs
}

func (c *lockedChip) Connect(int, string, netip.AddrPort) error {
	<-c.free
	time.Sleep(time.Minute)
	c.free <- struct{}{}
	return tinygo.ErrTimeout
}

func (c *lockedChip) Close(fd int) error {
	<-c.free
	defer func() { c.free <- struct{}{} }()
	return c.chip.Close(fd)
}

// The deadline of a call holds though the Netdever's Close waits for its Connect.
func TestDeadlinesOverALockedChip(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &lockedChip{chip: &chip{}, free: make(chan struct{}, 1)}
		c.free <- struct{}{}
		dev := netdever.New(c, nil, netdever.Grace(time.Hour))
		in := func(f func(context.Context) error) {
			t.Helper()
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			start := time.Now()
			if err := f(ctx); driver.ErrnoOf(err) != driver.ETIMEDOUT || time.Since(start) != time.Second {
				t.Errorf("%v after %v, want ETIMEDOUT after 1s", err, time.Since(start))
			}
		}
		fd, other := socket(t, dev.Net(), netdev.ProtocolStream), socket(t, dev.Net(), netdev.ProtocolStream)
		connect := func(ctx context.Context) error { return dev.Net().Connect(ctx, fd, "192.0.2.1", 80) }
		in(connect)
		in(connect) // the first one's descriptor is not closed yet
		in(func(ctx context.Context) error { return dev.Net().Close(ctx, other) })
		start := time.Now()
		if err := dev.Close(); err != nil || time.Since(start) != 57*time.Second {
			t.Errorf("Close: %v after %v, want the rest of the minute", err, time.Since(start))
		}
	})
}

// A Netdever that receives empty datagrams without end fills no memory.
func TestEmptyDatagramsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &chip{recv: func(int, []byte, time.Time) (int, error) { return 0, nil }}
		dev := c.device(t)
		connected(t, dev, netdev.ProtocolDgram)
		synctest.Wait() // until the reader rests
	})
}

func TestCloseTellsOfACallThatDoesNotEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		c := &chip{accept: func(int) (int, netip.AddrPort, error) {
			<-release
			return -1, netip.AddrPort{}, tinygo.ErrInvalidSocketFd
		}}
		dev := netdever.New(c, nil, netdever.Grace(5*time.Second))
		fd := socket(t, dev.Net(), netdev.ProtocolStream)
		check(t, dev.Net().Bind(t.Context(), fd, "", 80))
		check(t, dev.Net().Listen(t.Context(), fd, 0))
		start := time.Now()
		if err := dev.Close(); driver.ErrnoOf(err) != driver.ETIMEDOUT || time.Since(start) != 5*time.Second {
			t.Errorf("Close: %v after %v", err, time.Since(start))
		}
		close(release)
	})
}

// A connect that was given up does not come up behind its caller's back, and the socket can
// connect again, from the same port.
func TestConnectGivenUp(t *testing.T) {
	c := &chip{}
	started, release := make(chan struct{}), make(chan struct{})
	var first sync.Once
	c.connect = func(int, string, netip.AddrPort) error {
		first.Do(func() {
			close(started)
			<-release
		})
		return nil
	}
	dev := c.device(t, netdever.WakeInterval(time.Millisecond))
	fd := socket(t, dev, netdev.ProtocolStream)
	check(t, dev.Bind(t.Context(), fd, "", 5000))
	if err := dev.Connect(cancelled(started), fd, "192.0.2.1", 80); driver.ErrnoOf(err) != driver.ECANCELED {
		t.Fatalf("Connect: %v, want ECANCELED", err)
	}
	close(release)
	check(t, dev.Connect(t.Context(), fd, "192.0.2.1", 80))
	c.mu.Lock()
	defer c.mu.Unlock()
	// The first connect succeeds when its number is given up, and may have met the one that has it next.
	if !slices.Equal(c.closed, []int{0, 0}) {
		t.Errorf("closed %v, want the socket that was connecting, and the next with its number", c.closed)
	}
	if c.bound[0].Port() != 5000 {
		t.Errorf("the socket connects from %v, want port 5000", c.bound[0])
	}
}

// What a write that was given up sends is what it was given, whatever its caller does with the
// buffer; the next write comes after it.
func TestWriteGivenUp(t *testing.T) {
	c := &chip{}
	started, release := make(chan struct{}), make(chan struct{})
	sent := make(chan string, 2)
	var first sync.Once
	c.send = func(_ int, buf []byte, _ time.Time) (int, error) {
		first.Do(func() {
			close(started)
			<-release
		})
		sent <- string(buf)
		return len(buf), nil
	}
	dev := c.device(t, netdever.WakeInterval(time.Millisecond))
	fd := connected(t, dev, netdev.ProtocolStream)
	data := []byte("first")
	if err := dev.Write(cancelled(started), fd, data); driver.ErrnoOf(err) != driver.ECANCELED {
		t.Fatalf("Write: %v, want ECANCELED", err)
	}
	copy(data, "other")
	close(release)
	check(t, dev.Write(t.Context(), fd, []byte("second")))
	if a, b := <-sent, <-sent; a != "first" || b != "second" {
		t.Errorf("sent %q, then %q", a, b)
	}
}

func TestShortSendIsAnError(t *testing.T) {
	c := &chip{send: func(_ int, buf []byte, _ time.Time) (int, error) { return len(buf) - 1, nil }}
	dev := c.device(t, netdever.WakeInterval(time.Millisecond))
	fd := connected(t, dev, netdev.ProtocolStream)
	if err := dev.Write(t.Context(), fd, []byte("all")); driver.ErrnoOf(err) != driver.EIO {
		t.Errorf("Write: %v, want EIO", err)
	}
}

// A Recv that returns nothing at all is no end and no data.
func TestRecvOfNothing(t *testing.T) {
	var calls atomic.Int32
	c := &chip{}
	c.recv = func(_ int, buf []byte, deadline time.Time) (int, error) {
		switch calls.Add(1) {
		case 1, 2:
			return 0, nil
		case 3:
			return copy(buf, "data"), nil
		}
		return -1, errors.New("the line is broken")
	}
	dev := c.device(t)
	fd := connected(t, dev, netdev.ProtocolStream)
	buf := make([]byte, 10)
	if n, _, err := dev.Recv(t.Context(), fd, buf); string(buf[:n]) != "data" || err != nil {
		t.Errorf("Recv: %q, %v", buf[:n], err)
	}
	if _, _, err := dev.Recv(t.Context(), fd, buf); driver.ErrnoOf(err) != driver.EIO {
		t.Errorf("Recv of a broken line: %v, want EIO", err)
	}
}

// A Recv that does not wait is not asked without pause.
func TestRecvThatDoesNotWait(t *testing.T) {
	for _, err := range []error{nil, tinygo.ErrTimeout} {
		synctest.Test(t, func(t *testing.T) {
			var calls atomic.Int32
			c := &chip{recv: func(int, []byte, time.Time) (int, error) {
				calls.Add(1)
				return -1, err
			}}
			dev := c.device(t)
			connected(t, dev, netdev.ProtocolStream)
			time.Sleep(time.Second) // of the bubble's clock
			if n := calls.Load(); n < 50 || n > 150 {
				t.Errorf("-1, %v: asked %d times in a second, want about 100", err, n)
			}
		})
	}
}

func TestRecvOfMoreThanThereIsRoomFor(t *testing.T) {
	c := &chip{recv: func(_ int, buf []byte, _ time.Time) (int, error) { return len(buf) + 1, nil }}
	dev := c.device(t)
	fd := connected(t, dev, netdev.ProtocolStream)
	if _, _, err := dev.Recv(t.Context(), fd, make([]byte, 10)); driver.ErrnoOf(err) != driver.EIO {
		t.Errorf("Recv: %v, want EIO", err)
	}
}
