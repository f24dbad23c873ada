package jsdriver_test

import (
	"context"
	"errors"
	"io"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/impl/jsdriver"
)

// What drivers do instead of what the page says, and what a Go program sees of connect.
func TestConnectOfOddDrivers(t *testing.T) {
	tests := []struct {
		name, change string
		want         driver.Errno // 0: success
		text         string       // part of the error's text
	}{
		{"as the page says", ``, 0, ""},
		{"refused", `dev.connect = (fd, addr, port, cb) => dev.fail(111, cb)`, driver.ECONNREFUSED, ""},
		{"an errno in the callback", `dev.connect = (fd, addr, port, cb) => cb(111)`, driver.ECONNREFUSED, ""},
		{"-1 without an errno", `dev.connect = (fd, addr, port, cb) => cb(-1)`, driver.EIO, "no errno"},
		{"an Error in the callback", `dev.connect = (fd, addr, port, cb) => cb(new Error('no carrier'))`, driver.EIO, "no carrier"},
		{"thrown", "\ndev.connect = () => {\n  nothing.at.all; };", driver.EIO, "change.js:3"},
		{"no method", `dev.connect = undefined`, driver.EOPNOTSUPP, "no method connect"},
		{"no answer", `dev.connect = () => {}`, driver.ETIMEDOUT, "did not call back within 1m0s"},
		{"two answers", `const once = dev.connect; dev.connect = (fd, addr, port, cb) => once.call(dev, fd, addr, port, () => { cb(0); cb(-1); })`, 0, ""},
		{"callback first", `dev.connect = (fd, addr, port, cb) => {
			cb(0);
			setTimeout(() => { dev.get(fd).state = 2; dev.tell(fd, 'connect_cb'); }, 1);
		}`, 0, ""},
		{"callback first, then refused", `dev.connect = (fd, addr, port, cb) => { cb(0); setTimeout(() => dev.tell(fd, 'close_cb'), 1); }`, driver.ECONNREFUSED, ""},
		{"callback first, then nothing", `dev.connect = (fd, addr, port, cb) => cb(0)`, driver.ETIMEDOUT, "did not call back"},
		{"no connect_cb", `dev.connect = (fd, addr, port, cb) => { dev.get(fd).state = 2; cb(0); }`, 0, ""},
		{"the state comes late", `dev.connect = (fd, addr, port, cb) => { dev.tell(fd, 'connect_cb'); cb(0); setTimeout(() => dev.get(fd).state = 2, 1); }`, 0, ""},
		{"addresses that are none", `const was = dev.connect; dev.connect = (fd, addr, ...rest) => { was.call(dev, fd, addr, ...rest); dev.get(fd).raddr = 'a host'; }`, 0, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := inMemory(t, test.change, jsdriver.Patience(time.Minute))
				fd := b.socket()
				err := b.dev.Net().Connect(t.Context(), fd, "10.0.0.9", 80)
				switch {
				case test.want == 0:
					b.must(err)
					b.echo(fd)
				case driver.ErrnoOf(err) != test.want || !strings.Contains(err.Error(), test.text):
					t.Errorf("got %v, want %v with %q", err, test.want, test.text)
				}
				b.must(b.dev.Net().Close(t.Context(), fd))
			})
		})
	}
}

// echo sends something and receives it.
func (b *bench) echo(fd netdev.FD) {
	b.Helper()
	b.must(b.dev.Net().Write(b.Context(), fd, []byte("ping")))
	if got := b.receive(fd, 4); got != "ping" {
		b.Errorf("received %q", got)
	}
}

func (b *bench) receive(fd netdev.FD, size int) string {
	b.Helper()
	buf := make([]byte, size)
	for n := 0; ; {
		got, _, err := b.dev.Net().Recv(b.Context(), fd, buf[n:])
		b.must(err)
		if n += got; n == size {
			return string(buf)
		}
	}
}

// The end of the caller's context ends a call that the driver does not answer, and the socket can be used again.
func TestUnanswered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := inMemory(t, `const was = dev.connect; dev.connect = () => {}`)
		fd := b.socket()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		err := b.dev.Net().Connect(ctx, fd, "10.0.0.9", 80)
		if !errors.Is(err, driver.ETIMEDOUT) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		b.eval(`dev.connect = was`)
		b.must(b.dev.Net().Connect(t.Context(), fd, "10.0.0.9", 80))
		b.echo(fd)
	})
}

// The end of the device ends what waits.
func TestClosedMeanwhile(t *testing.T) {
	b := inMemory(t, `dev.connect = (fd) => asked(fd)`)
	asked := make(chan struct{})
	b.set("asked", func(int) { close(asked) })
	fd := b.socket()
	result := make(chan error, 1)
	go func() { result <- b.dev.Net().Connect(t.Context(), fd, "10.0.0.9", 80) }()
	<-asked
	b.must(b.dev.Close())
	if err := <-result; !errors.Is(err, driver.ENODEV) && !errors.Is(err, driver.ECONNABORTED) {
		t.Errorf("connect: %v", err)
	}
	if _, err := b.dev.Net().Socket(t.Context(), "", ""); !errors.Is(err, driver.ENODEV) {
		t.Errorf("socket: %v", err)
	}
	if _, err := b.dev.Net().MAC(t.Context()); !errors.Is(err, driver.ENODEV) {
		t.Errorf("mac: %v", err)
	}
}

func TestSocketOfOddDrivers(t *testing.T) {
	tests := []struct {
		name, change string
		want         driver.Errno
		text         string
	}{
		{"thrown", `dev.socket = () => { throw new Error('no socket left'); }`, driver.EIO, "no socket left"},
		{"thrown with an errno", `dev.socket = () => { const e = new Error('full'); e.errno = 24; throw e; }`, driver.EMFILE, "full"},
		{"-1 and errno", `dev.socket = () => dev.fail(96)`, driver.EPFNOSUPPORT, ""},
		{"nothing", `dev.socket = () => {}`, driver.EIO, "undefined"},
		{"no number", `dev.socket = () => 'three'`, driver.EIO, "three"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := inMemory(t, test.change)
			_, err := b.dev.Net().Socket(t.Context(), "", "")
			if driver.ErrnoOf(err) != test.want || !strings.Contains(err.Error(), test.text) {
				t.Errorf("got %v, want %v with %q", err, test.want, test.text)
			}
		})
	}
}

// An empty write is none: there are drivers that throw.
func TestEmptyWrite(t *testing.T) {
	b := inMemory(t, `const was = dev.write; dev.write = (fd, data, cb) => { if (data.length === 0) throw new Error('empty'); was.call(dev, fd, data, cb); }`)
	fd := b.connected()
	b.must(b.dev.Net().Write(t.Context(), fd, nil))
	b.echo(fd)
}

// A driver that tells the end before the last data loses none of it, and a descriptor that it freed is not closed again.
func TestEndBeforeData(t *testing.T) {
	b := inMemory(t, ``)
	fd := b.connected()
	b.eval(`const s = dev.get(0); s.read_cb(new Uint8Array([104, 105])); s.state = 0; s.close_cb(); s.read_cb('!'); dev.sockets.delete(0)`)
	if got := b.receive(fd, 3); got != "hi!" {
		t.Errorf("received %q", got)
	}
	if _, _, err := b.dev.Net().Recv(t.Context(), fd, make([]byte, 1)); err != io.EOF {
		t.Errorf("got %v", err)
	}
	other := b.connected() // has the driver's number 0 now
	b.must(b.dev.Net().Close(t.Context(), fd))
	b.echo(other)
}

// The end waits for the turn of the loop in which it is told, however long that takes.
func TestEndBeforeDataInALongTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := inMemory(t, ``)
		fd := b.connected()
		b.set("compute", func() { time.Sleep(time.Second) })
		received := make(chan error, 1)
		buf := make([]byte, 4)
		go func() {
			_, _, err := b.dev.Net().Recv(t.Context(), fd, buf)
			received <- err
		}()
		b.eval(`const s = dev.get(0); s.state = 0; s.close_cb(); compute(); s.read_cb('late')`)
		if err := <-received; err != nil || string(buf) != "late" {
			t.Errorf("received %q, %v", buf, err)
		}
		if _, _, err := b.dev.Net().Recv(t.Context(), fd, make([]byte, 1)); err != io.EOF {
			t.Errorf("got %v", err)
		}
	})
}

// A peer's end that only shutdown_cb tells of ends the stream; one's own shutdown does not.
func TestShutdownAlone(t *testing.T) {
	b := inMemory(t, ``)
	fd := b.connected()
	b.must(b.dev.Net().Shutdown(t.Context(), fd, netdev.ShutWR))
	b.eval(`dev.tell(0, 'read_cb', 'after'); 0`)
	if got := b.receive(fd, 5); got != "after" {
		t.Errorf("received %q", got)
	}
	other := b.connected()
	b.eval(`dev.get(1).state = 0; dev.tell(1, 'shutdown_cb'); 0`)
	if _, _, err := b.dev.Net().Recv(t.Context(), other, make([]byte, 1)); err != io.EOF {
		t.Errorf("got %v", err)
	}
}

// Who does not receive what comes loses the connection, with what there was room for.
func TestOverflow(t *testing.T) {
	b := inMemory(t, ``, jsdriver.QueueLimit(4))
	fd := b.connected()
	lost := make(chan struct{})
	defer b.dev.Net().Subscribe(netdev.NetDevEvents{Closed: func(netdev.FD, error) { close(lost) }}).Cancel()
	b.eval(`dev.tell(0, 'read_cb', 'four'); dev.tell(0, 'read_cb', 'more'); 0`)
	<-lost
	if got := b.receive(fd, 4); got != "four" {
		t.Errorf("received %q", got)
	}
	if _, _, err := b.dev.Net().Recv(t.Context(), fd, make([]byte, 1)); !errors.Is(err, driver.EOVERFLOW) {
		t.Errorf("got %v", err)
	}
}

// A driver that cannot resolve a name is given it where it can use it.
func TestNames(t *testing.T) {
	b := inMemory(t, ``)
	addr, err := b.dev.Net().Resolve(t.Context(), "www.example.test")
	b.must(err)
	again, err := b.dev.Net().Resolve(t.Context(), "www.example.test")
	b.must(err)
	other, err := b.dev.Net().Resolve(t.Context(), "other.example.test")
	b.must(err)
	if addr != again || addr == other || !netip.MustParsePrefix("198.18.0.0/15").Contains(addr) {
		t.Errorf("the addresses are %v, %v and %v", addr, again, other)
	}
	for _, host := range []string{"www.example.test", addr.String(), "10.0.0.9"} {
		b.must(b.dev.Net().Connect(t.Context(), b.socket(), host, 80))
	}
	want := "connect www.example.test:80,connect www.example.test:80,connect 10.0.0.9:80"
	if got := b.eval(`dev.calls.join()`); got != want {
		t.Errorf("the driver was asked for %s", got)
	}
}

// What the interface does not have says so.
func TestLacking(t *testing.T) {
	b := inMemory(t, `dev.shutdown = null; dev.ip = '0.0.0.0'`)
	fd := b.connected()
	if err := b.dev.Net().Shutdown(t.Context(), fd, netdev.ShutWR); !errors.Is(err, driver.EOPNOTSUPP) {
		t.Errorf("shutdown: %v", err)
	}
	if err := b.dev.Net().SetOption(t.Context(), fd, netdev.OptionNodelay, 1); !errors.Is(err, driver.ENOPROTOOPT) {
		t.Errorf("set_option: %v", err)
	}
	if _, err := b.dev.Net().IP(t.Context()); !errors.Is(err, driver.ENETDOWN) {
		t.Errorf("ip: %v", err)
	}
	if mac, err := b.dev.Net().MAC(t.Context()); err != nil || mac.String() != "02:00:00:00:00:01" {
		t.Errorf("mac: %v, %v", mac, err)
	}
}

// Connections come with their peers' addresses; those that nobody has room for are closed.
func TestAccept(t *testing.T) {
	b := inMemory(t, `const was = dev.close; dev.close = (fd, cb) => { was.call(dev, fd, cb); closed(fd); }`, jsdriver.MaxSockets(2))
	closed := make(chan int, 4)
	b.set("closed", func(fd int) { closed <- fd })
	listener := b.socket()
	b.must(b.dev.Net().Bind(t.Context(), listener, "", 7))
	b.must(b.dev.Net().Listen(t.Context(), listener, 0))
	b.eval(`dev.knock(0, 1000); dev.tell(1, 'read_cb', 'hi'); dev.knock(0, 1001)`)
	conn, peer, err := b.dev.Net().Accept(t.Context(), listener)
	b.must(err)
	if peer != netip.MustParseAddrPort("10.0.0.9:1000") {
		t.Errorf("the peer is %v", peer)
	}
	if got := b.receive(conn, 2); got != "hi" {
		t.Errorf("received %q", got)
	}
	b.echo(conn)
	if fd := <-closed; fd != 2 {
		t.Errorf("the driver's socket %d was closed", fd)
	}
}

// A driver without any device is none.
func TestNothing(t *testing.T) {
	b := inMemory(t, ``)
	if _, err := jsdriver.New(nil, b.loop, jsdriver.Objects{}); err == nil {
		t.Error("a device of nothing was made")
	}
	if b.dev.WiFi() != nil {
		t.Error("a WiFi device came from nowhere")
	}
}
