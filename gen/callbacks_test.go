package gen_test

import (
	"io"
	"net/netip"
	"slices"
	"testing"
	"testing/synctest"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

func TestCallbackConnect(t *testing.T) {
	onChip(t, func(t *testing.T, b *callbackBench) {
		fd, s := b.socket(t, "s")
		s.SetConnectCB(func() { b.add("connect_cb: %s", describe(s)) })
		b.Connect(fd, "192.0.2.1", 7, b.answer("connect"))
		b.want(t, "connect_cb: 0 connected local 192.0.2.9:49152 remote 192.0.2.1:7", "connect 0")
	})
}

func TestCallbackConnectRefused(t *testing.T) {
	onChip(t, func(t *testing.T, b *callbackBench) {
		fd, s := b.socket(t, "s")
		b.chip.refuse = driver.ECONNREFUSED
		b.Connect(fd, "192.0.2.1", 7, b.answer("connect"))
		b.want(t, "connect -1 errno 111")
		if s.State() != netdev.StateClosed || s.RAddr() != "" {
			t.Errorf("after a refusal: %s", describe(s))
		}
		b.Connect(fd, "nobody", 7, b.answer("connect"))
		b.want(t, "connect -1 errno 2")
		b.chip.refuse = nil
		b.Connect(fd, "broker", 7, b.answer("connect"))
		b.want(t, "s connect_cb", "connect 0")
		b.Connect(fd, "broker", 7, b.answer("connect"))
		b.want(t, "connect -1 errno 106")
	})
}

func TestCallbackLocalClose(t *testing.T) {
	onChip(t, func(t *testing.T, b *callbackBench) {
		fd, s, _ := b.connected(t, "s")
		s.SetCloseCB(func() { b.add("close_cb: %s", describe(s)) })
		b.Close(fd, b.answer("close"))
		b.want(t, "s shutdown_cb", "close_cb: 0 closed local 192.0.2.9:49152 remote 192.0.2.1:7", "close 0")
		if b.Get(fd) != nil || b.Errno() != 9 {
			t.Errorf("a closed descriptor is found, errno %d", b.Errno())
		}
		b.Close(fd, b.answer("close"))
		b.want(t, "close -1 errno 9")
	})
}

func TestCallbackCloseOfAnUnconnectedSocket(t *testing.T) {
	onChip(t, func(t *testing.T, b *callbackBench) {
		fd, _ := b.socket(t, "s")
		b.Close(fd, b.answer("close"))
		b.want(t, "s shutdown_cb", "s close_cb", "close 0")
	})
}

// Between the call of Close and its callback the object is closed already.
func TestCallbackObjectWhileClosing(t *testing.T) {
	onChip(t, func(t *testing.T, b *callbackBench) {
		fd, s, _ := b.connected(t, "s")
		b.Close(fd, b.answer("close"))
		if s.State() != netdev.StateClosed {
			t.Errorf("state %v", s.State())
		}
		if b.Get(fd) != nil || b.Errno() != 9 {
			t.Errorf("a descriptor that is being closed is found, errno %d", b.Errno())
		}
		b.want(t, "s shutdown_cb", "s close_cb", "close 0")
	})
}

func TestCallbackRemoteClose(t *testing.T) {
	onChip(t, func(t *testing.T, b *callbackBench) {
		fd, s, link := b.connected(t, "s")
		s.SetReadCB(func(data []byte) { b.add("read_cb %q", data) })
		synctest.Wait()
		b.chip.receive(link, "0123456789")
		b.chip.hangUp(link)
		b.want(t, `read_cb "0123"`, `read_cb "4567"`, `read_cb "89"`, "s shutdown_cb", "s close_cb")
		if got := describe(s); got != "0 closed local 192.0.2.9:49152 remote 192.0.2.1:7" {
			t.Errorf("after the peer's closing: %s", got)
		}
		if b.Get(fd) != s {
			t.Error("the descriptor is not valid until its owner closes it")
		}
		if other, _ := b.socket(t, "other"); other == fd {
			t.Error("the descriptor was given to another")
		}
		b.Write(fd, []byte("x"), b.answer("write"))
		b.want(t, "write -1 errno 32")
		b.Close(fd, b.answer("close"))
		b.want(t, "close 0")
	})
}

func TestCallbackRemoteCloseWhileNobodyReads(t *testing.T) {
	onChip(t, func(t *testing.T, b *callbackBench) {
		fd, s, link := b.connected(t, "s")
		b.chip.receive(link, "rest")
		b.chip.hangUp(link)
		b.want(t, "s shutdown_cb", "s close_cb")
		if data, err := b.recv(t, fd); data != "rest" || err != nil {
			t.Errorf("received %q, %v", data, err)
		}
		if _, err := b.recv(t, fd); err != io.EOF {
			t.Errorf("got %v, want EOF", err)
		}
		s.SetReadCB(func(data []byte) { b.add("read_cb %q", data) })
		b.want(t)
	})
}

// The owner closes from within read_cb while the peer's end waits behind the data.
func TestCallbackCloseWhileTheRemoteEndWaits(t *testing.T) {
	onChip(t, func(t *testing.T, b *callbackBench) {
		fd, s, link := b.connected(t, "s")
		s.SetReadCB(func(data []byte) {
			b.add("read_cb %q", data)
			b.chip.hangUp(link)
			b.Close(fd, b.answer("close"))
		})
		b.chip.receive(link, "0123456789")
		b.want(t, `read_cb "0123"`, "s shutdown_cb", "s close_cb", "close 0")
	})
}

func TestCallbackShutdown(t *testing.T) {
	onChip(t, func(t *testing.T, b *callbackBench) {
		fd, s, link := b.connected(t, "s")
		s.SetReadCB(func(data []byte) { b.add("read_cb %q", data) })
		b.Shutdown(fd, netdev.ShutWR, b.answer("shutdown"))
		b.want(t, "s shutdown_cb", "shutdown 0")
		b.Write(fd, []byte("x"), b.answer("write"))
		b.want(t, "write -1 errno 32")
		b.chip.receive(link, "yes")
		b.want(t, `read_cb "yes"`)
		b.Shutdown(fd, netdev.How(7), b.answer("shutdown"))
		b.want(t, "shutdown -1 errno 22")
	})
}

func TestCallbackWriteKeepsOrderAndBytes(t *testing.T) {
	onChip(t, func(t *testing.T, b *callbackBench) {
		fd, _, _ := b.connected(t, "s")
		b.Write(fd, []byte("\x00\xff\r\nOK\r\n"), b.answer("write"))
		b.Write(fd, []byte("zwölf"), nil)
		b.Write(fd, nil, b.answer("empty"))
		b.Close(fd, b.answer("close"))
		b.want(t, "write 0", "empty 0", "s shutdown_cb", "s close_cb", "close 0")
		if want := []string{"\x00\xff\r\nOK\r\n", "zwölf", ""}; !slices.Equal(b.chip.written, want) {
			t.Errorf("wrote %q", b.chip.written)
		}
	})
}

func TestCallbackBindAndListen(t *testing.T) {
	onChip(t, func(t *testing.T, b *callbackBench) {
		fd, s := b.socket(t, "s")
		b.Listen(fd, b.answer("listen"))
		b.want(t, "listen -1 errno 22")
		b.Bind(fd, "", 80, b.answer("bind"))
		b.want(t, "bind 0")
		if got := describe(s); got != "0 bound local 192.0.2.9:80 remote :0" {
			t.Errorf("bound: %s", got)
		}
		b.Bind(fd, "", 81, b.answer("bind"))
		b.Listen(fd, b.answer("listen"))
		b.want(t, "bind -1 errno 22", "listen 0")
		if s.State() != netdev.StateListening {
			t.Errorf("state %v", s.State())
		}
	})
}

func TestCallbackDatagrams(t *testing.T) {
	onChip(t, func(t *testing.T, b *callbackBench) {
		fd := netdev.FD(b.Socket(netdev.DomainINET, netdev.ProtocolDgram))
		b.SendTo(fd, []byte("who?"), "broker", 9, b.answer("send_to"))
		b.SetOption(fd, netdev.OptionKeepalive, 1, b.answer("set_option"))
		b.want(t, "send_to 0", "set_option 0")
		if s := b.Get(fd); s.Protocol() != netdev.ProtocolDgram || s.State() != netdev.StateBound {
			t.Errorf("%v %s", s.Protocol(), describe(s))
		}
	})
}

func TestCallbackProperties(t *testing.T) {
	onChip(t, func(t *testing.T, b *callbackBench) {
		if got := b.MAC(); got != "02:00:00:00:00:01" {
			t.Errorf("mac %q", got)
		}
		if got := b.IP(); got != "" || b.Errno() != 100 {
			t.Errorf("ip %q, errno %d", got, b.Errno())
		}
		b.Resolve("broker", func(err int, addr netip.Addr) { b.add("resolve %d %v", err, addr) })
		b.Resolve("nobody", func(err int, addr netip.Addr) { b.add("resolve %d %v errno %d", err, addr, b.Errno()) })
		b.want(t, "resolve 0 192.0.2.1", "resolve -1 invalid IP errno 2")
	})
}

func TestCallbackGetAndSocketFail(t *testing.T) {
	onChip(t, func(t *testing.T, b *callbackBench) {
		if b.Get(77) != nil || b.Errno() != 9 {
			t.Errorf("errno %d", b.Errno())
		}
		for range 4 {
			b.Socket(netdev.DomainINET, netdev.ProtocolStream)
		}
		if fd := b.Socket(netdev.DomainINET, netdev.ProtocolStream); fd != -1 || b.Errno() != 24 {
			t.Errorf("got %d, errno %d", fd, b.Errno())
		}
		if o := b.Get(2); o != b.Get(2) || o == b.Get(3) {
			t.Error("a descriptor has one object")
		}
	})
}

func TestCallbackNilCallbacks(t *testing.T) {
	onChip(t, func(t *testing.T, b *callbackBench) {
		fd := netdev.FD(b.Socket(netdev.DomainINET, netdev.ProtocolStream))
		b.Connect(fd, "192.0.2.1", 7, nil)
		b.Write(fd, []byte("x"), nil)
		b.SendTo(fd, []byte("x"), "192.0.2.1", 7, nil)
		b.SetOption(fd, netdev.OptionNodelay, 1, nil)
		b.Shutdown(fd, netdev.ShutRDWR, nil)
		b.Bind(fd, "", 0, nil)
		b.Listen(fd, nil)
		b.Resolve("nobody", nil)
		synctest.Wait()
		b.chip.receive(b.chip.link(t, int(fd)), "unheard")
		b.chip.hangUp(b.chip.link(t, int(fd)))
		b.Close(fd, nil)
		b.Close(fd, nil)
		b.want(t)
		if b.Get(fd) != nil {
			t.Error("not closed")
		}
	})
}

func TestCallbackErrnoIsStableUntilTheCallbackReturns(t *testing.T) {
	onChip(t, func(t *testing.T, b *callbackBench) {
		fd, _ := b.socket(t, "s")
		hold := make(chan struct{})
		b.Write(fd, []byte("x"), func(err int) {
			first := b.Errno()
			b.Listen(fd, b.answer("listen"))
			<-hold
			b.add("write %d errno %d, then %d", err, first, b.Errno())
		})
		synctest.Wait() // the listen has failed, and its callback waits
		close(hold)
		b.want(t, "write -1 errno 107, then 107", "listen -1 errno 22")
	})
}

func TestCallbackCallsFromCallbacks(t *testing.T) {
	onChip(t, func(t *testing.T, b *callbackBench) {
		fd, s := b.socket(t, "s")
		s.SetConnectCB(func() {
			s.SetReadCB(func(data []byte) {
				b.add("read_cb %q", data)
				b.Write(fd, []byte("bye"), func(err int) {
					b.add("write %d", err)
					b.Close(fd, b.answer("close"))
				})
			})
			b.Write(fd, []byte("hello"), b.answer("write"))
		})
		b.Connect(fd, "192.0.2.1", 7, func(err int) {
			b.add("connect %d", err)
			b.chip.receive(b.chip.link(t, int(fd)), "hi")
		})
		synctest.Wait()
		if want := []string{"hello", "bye"}; !slices.Equal(b.chip.written, want) {
			t.Errorf("wrote %q", b.chip.written)
		}
		if b.Get(fd) != nil {
			t.Error("not closed")
		}
	})
}

func TestCallbackEnd(t *testing.T) {
	onChip(t, func(t *testing.T, b *callbackBench) {
		fd, s, link := b.connected(t, "s")
		s.SetReadCB(func(data []byte) { b.add("read_cb %q", data) })
		b.chip.hold = make(chan struct{})
		waiting, _ := b.socket(t, "waiting")
		b.Connect(waiting, "192.0.2.1", 7, b.answer("connect"))
		synctest.Wait()
		b.End()
		b.want(t, "connect -1 errno 125")
		b.chip.receive(link, "late")
		b.chip.hangUp(link)
		b.want(t)
		if data, err := b.recv(t, fd); data != "late" || err != nil {
			t.Errorf("the queue is not free: %q, %v", data, err)
		}
	})
}

// Everything that waits ends when the device does.
func TestCallbackDeviceEnds(t *testing.T) {
	onChip(t, func(t *testing.T, b *callbackBench) {
		_, s, _ := b.connected(t, "s")
		s.SetReadCB(func(data []byte) { b.add("read_cb %q", data) })
		_, l, _ := b.listening(t)
		l.SetAcceptCB(func(conn netdev.FD) { b.add("accept_cb") })
		synctest.Wait()
		b.chip.dev.Shut(driver.ENODEV)
		b.wantAnyOrder(t, "s shutdown_cb", "s close_cb", "listener shutdown_cb", "listener close_cb")
		if fd := b.Socket(netdev.DomainINET, netdev.ProtocolStream); fd != -1 || b.Errno() != 19 {
			t.Errorf("got %d, errno %d", fd, b.Errno())
		}
	})
}
