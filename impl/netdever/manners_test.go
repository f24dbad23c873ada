package netdever_test

import (
	"context"
	"errors"
	"io"
	"net/netip"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/generated/tinygo"
	"drivergen/impl/netdever"
)

// A slowChip has its lock when it is asked for a socket, as drivers that connect meanwhile.
type slowChip struct {
	*chip
	free <-chan struct{}
}

func (c slowChip) Socket(domain, stype, protocol int) (int, error) {
	<-c.free
	return c.chip.Socket(domain, stype, protocol)
}

// The deadline of Socket holds, and the socket that comes too late is closed.
func TestSocketGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		free := make(chan struct{})
		c := slowChip{&chip{}, free}
		dev := netdever.New(c, nil)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		_, err := dev.Net().Socket(ctx, netdev.DomainINET, netdev.ProtocolStream)
		if driver.ErrnoOf(err) != driver.ETIMEDOUT || time.Since(start) != time.Second {
			t.Errorf("Socket: %v after %v, want ETIMEDOUT after 1s", err, time.Since(start))
		}
		waiting := make(chan error, 1)
		go func() {
			_, err := dev.Net().Socket(t.Context(), netdev.DomainINET, netdev.ProtocolStream)
			waiting <- err
		}()
		synctest.Wait()
		closed := make(chan error, 1)
		go func() { closed <- dev.Close() }()
		if err := <-waiting; driver.ErrnoOf(err) != driver.ENODEV {
			t.Errorf("Socket of a device that is closed: %v, want ENODEV", err)
		}
		close(free)
		check(t, <-closed)
		if len(c.closed) != 2 || len(c.open) != 0 {
			t.Errorf("closed %v, open %v; want both sockets that came late closed", c.closed, c.open)
		}
	})
}

// TinyGo's drivers tell the end of a stream with its last bytes, or behind them; a time-out may have some, too.
func TestBytesThatComeWithAnError(t *testing.T) {
	broken := errors.New("the line is broken")
	for _, tt := range []struct {
		name string
		with error
		want error
	}{
		{"the end", io.EOF, io.EOF},
		{"a time-out", tinygo.ErrTimeout, nil},
		{"a failure", broken, broken},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var calls atomic.Int32
				c := &chip{}
				c.recv = func(_ int, buf []byte, deadline time.Time) (int, error) {
					if calls.Add(1) == 1 {
						return copy(buf, "last words"), tt.with
					}
					time.Sleep(time.Until(deadline))
					return -1, tinygo.ErrTimeout
				}
				dev := c.device(t)
				fd := connected(t, dev, netdev.ProtocolStream)
				buf := make([]byte, 100)
				if n, _, err := dev.Recv(t.Context(), fd, buf); string(buf[:n]) != "last words" || err != nil {
					t.Errorf("Recv: %q, %v", buf[:n], err)
				}
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				switch _, _, err := dev.Recv(ctx, fd, buf); {
				case tt.want == nil:
					if driver.ErrnoOf(err) != driver.ETIMEDOUT || calls.Load() < 2 {
						t.Errorf("then Recv: %v after %d calls of the Netdever's", err, calls.Load())
					}
				case !errors.Is(err, tt.want):
					t.Errorf("then Recv: %v, want %v", err, tt.want)
				}
			})
		})
	}
}

// An io.EOF of Send is a broken pipe: it is no stream's end.
func TestSendToAPeerThatHasGone(t *testing.T) {
	c := &chip{send: func(int, []byte, time.Time) (int, error) { return -1, io.EOF }}
	dev := c.device(t, netdever.WakeInterval(time.Millisecond))
	fd := connected(t, dev, netdev.ProtocolStream)
	if err := dev.Write(t.Context(), fd, []byte("x")); driver.ErrnoOf(err) != driver.EPIPE {
		t.Errorf("Write: %v, want EPIPE", err)
	}
	c.connect = func(int, string, netip.AddrPort) error { return io.EOF }
	if err := dev.Connect(t.Context(), socket(t, dev, netdev.ProtocolStream), "192.0.2.1", 80); driver.ErrnoOf(err) != driver.EIO {
		t.Errorf("Connect: %v, want EIO", err)
	}
}

// A strictChip connects a datagram socket that is bound, and no other.
type strictChip struct{ *chip }

func (c strictChip) Connect(fd int, _ string, _ netip.AddrPort) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.bound[fd].Port() < 49152 {
		return errors.New("Must Bind before Connecting")
	}
	return nil
}

func TestADatagramSocketIsBoundBeforeItConnects(t *testing.T) {
	dev := netdever.New(strictChip{&chip{}}, nil, netdever.WakeInterval(time.Millisecond))
	defer dev.Close()
	fd := connected(t, dev.Net(), netdev.ProtocolDgram)
	if s, err := dev.Net().Get(t.Context(), fd); err != nil || s.LPort < 49152 {
		t.Errorf("connected from port %d, %v; want one from 49152 on", s.LPort, err)
	}
	own := socket(t, dev.Net(), netdev.ProtocolDgram)
	check(t, dev.Net().Bind(t.Context(), own, "", 50123))
	check(t, dev.Net().Connect(t.Context(), own, "192.0.2.1", 80))
	if s, err := dev.Net().Get(t.Context(), own); err != nil || s.LPort != 50123 {
		t.Errorf("connected from port %d, %v; want that of Bind", s.LPort, err)
	}
}

// An unboundChip has no Bind.
type unboundChip struct{ *chip }

func (unboundChip) Bind(int, netip.AddrPort) error { return tinygo.ErrNotSupported }

func TestADatagramSocketThatCannotBeBoundConnects(t *testing.T) {
	dev := netdever.New(unboundChip{&chip{}}, nil, netdever.WakeInterval(time.Millisecond))
	defer dev.Close()
	connected(t, dev.Net(), netdev.ProtocolDgram)
}

// A Netdever that has joined no network tells no address, and not always an error. A port is bound all the same.
func TestWithoutAnAddress(t *testing.T) {
	for _, tt := range []struct {
		addr netip.Addr
		err  error
		want driver.Errno
	}{
		{netip.Addr{}, nil, driver.ENETDOWN},
		{netip.IPv4Unspecified(), nil, driver.ENETDOWN},
		{netip.Addr{}, errors.New("no answer"), driver.EIO},
	} {
		c := &chip{addr: func() (netip.Addr, error) { return tt.addr, tt.err }}
		dev := c.device(t)
		if _, err := dev.IP(t.Context()); driver.ErrnoOf(err) != tt.want {
			t.Errorf("Addr is %v, %v: IP: %v, want %v", tt.addr, tt.err, err, tt.want)
		}
		fd := socket(t, dev, netdev.ProtocolStream)
		check(t, dev.Bind(t.Context(), fd, "", 0))
		if s, err := dev.Get(t.Context(), fd); err != nil || s.LPort < 49152 || s.LAddr.IsValid() {
			t.Errorf("Addr is %v, %v: bound to %v port %d, %v", tt.addr, tt.err, s.LAddr, s.LPort, err)
		}
	}
}

// An emptyChip tells of success and has nothing.
type emptyChip struct{ *chip }

func (emptyChip) Socket(int, int, int) (int, error) { return -1, nil }

func TestASocketWithoutADescriptor(t *testing.T) {
	dev := netdever.New(emptyChip{&chip{}}, nil)
	defer dev.Close()
	if _, err := dev.Net().Socket(t.Context(), netdev.DomainINET, netdev.ProtocolStream); driver.ErrnoOf(err) != driver.EIO {
		t.Errorf("Socket: %v, want EIO", err)
	}
	c := &chip{accept: func(int) (int, netip.AddrPort, error) { return -1, netip.AddrPort{}, nil }}
	accepts := c.device(t)
	listener := socket(t, accepts, netdev.ProtocolStream)
	check(t, accepts.Bind(t.Context(), listener, "", 80))
	check(t, accepts.Listen(t.Context(), listener, 5))
	if _, _, err := accepts.Accept(t.Context(), listener); driver.ErrnoOf(err) != driver.EIO {
		t.Errorf("Accept: %v, want EIO", err)
	}
}
