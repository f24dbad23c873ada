package linerate

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"

	"drivergen/impl/esp8266/emulator"
	"drivergen/transports/pipe"
)

// Network is the access point that a rig's module finds.
var Network = emulator.AccessPoint{SSID: "lab", Password: "correct horse"}

// Rig is a module at the end of a line, and the host that its peers run on.
type Rig struct {
	Line
	Port     io.ReadWriteCloser // the line's end, for the driver
	Emulator *emulator.Emulator
	Memory   *emulator.Memory
	peer     *emulator.MemoryHost
	tb       emulator.TB
}

// Start puts a module at the end of a line. The bytes on the line and the turn-around take time; the network takes none.
// The test's end closes it all. Options are the emulator's.
func Start(tb emulator.TB, l Line, opts ...emulator.Option) *Rig {
	tb.Helper()
	memory := emulator.NewMemory()
	all := append([]emulator.Option{
		l.Firmware, Network, emulator.WithNetwork(memory), emulator.Timing{Turn: l.Turn},
	}, opts...)
	emu := emulator.Start(tb, all...)
	near, far := pipe.New(pipe.Baud(l.Baud))
	attached := make(chan struct{})
	go func() {
		defer close(attached)
		emu.Attach(far) // ends with the driver's port or the emulator
	}()
	tb.Cleanup(func() {
		near.Close()
		<-attached
	})
	return &Rig{
		Line: l, Port: near, Emulator: emu, Memory: memory, tb: tb,
		peer: memory.Host(netip.AddrFrom4([4]byte{10, 0, 0, 9})),
	}
}

// Serve has a peer that serves each connection in a goroutine of its own, and gives its address. The test's end closes
// the connections and waits for what serves them.
func (r *Rig) Serve(serve func(net.Conn)) netip.AddrPort {
	r.tb.Helper()
	l, err := r.peer.Listen(0)
	if err != nil {
		r.tb.Fatalf("linerate: %v", err)
	}
	var served sync.WaitGroup
	served.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			served.Go(func() {
				defer c.Close()
				serve(c)
			})
		}
	})
	r.tb.Cleanup(func() {
		r.Emulator.Close() // and with it the module's ends of the connections
		l.Close()
		served.Wait()
	})
	return l.Addr().(*net.TCPAddr).AddrPort()
}

// Sink is a peer that takes all that it is sent.
type Sink struct {
	netip.AddrPort
	done chan error
}

// Sink has a peer that expects n bytes of a [Pattern] on one connection.
func (r *Rig) Sink(n int) *Sink {
	r.tb.Helper()
	s := &Sink{done: make(chan error, 1)}
	s.AddrPort = r.Serve(func(c net.Conn) {
		s.done <- Check(c, n)
		io.Copy(io.Discard, c)
	})
	return s
}

// Wait waits until the sink has all that it expects. It fails where something else came, or less.
func (s *Sink) Wait() error { return <-s.done }

// Source is a peer that sends.
type Source struct {
	netip.AddrPort
	start func()
	sent  atomic.Int64
}

// Source has a peer that sends n bytes of a [Pattern] on each connection, once Start was called, and then waits for the
// connection's end.
func (r *Rig) Source(n int) *Source {
	r.tb.Helper()
	started := make(chan struct{})
	s := &Source{start: sync.OnceFunc(func() { close(started) })}
	s.AddrPort = r.Serve(func(c net.Conn) {
		<-started
		io.CopyN(counter{c, &s.sent}, &Pattern{}, int64(n))
		io.Copy(io.Discard, c)
	})
	r.tb.Cleanup(s.Start)
	return s
}

// Start lets the source send.
func (s *Source) Start() { s.start() }

// Sent is how many bytes the connections have taken from the source so far.
func (s *Source) Sent() int { return int(s.sent.Load()) }

// counter counts what is written.
type counter struct {
	io.Writer
	n *atomic.Int64
}

func (c counter) Write(p []byte) (int, error) {
	n, err := c.Writer.Write(p)
	c.n.Add(int64(n))
	return n, err
}

// Pattern is an endless stream of bytes in which every place is known, so that a lost, doubled or exchanged byte shows.
type Pattern struct{ at int }

// Read fills p with the bytes that come next.
func (s *Pattern) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(s.at ^ s.at>>8 ^ s.at>>16)
		s.at++
	}
	return len(p), nil
}

// Check reads n bytes of r, and fails where they are not those of a Pattern.
func Check(r io.Reader, n int) error { return CheckFrom(r, 0, n) }

// CheckFrom is Check for bytes that stand in the Pattern behind the first from.
func CheckFrom(r io.Reader, from, n int) error {
	pattern := Pattern{at: from}
	got, want := make([]byte, 4096), make([]byte, 4096)
	for done := 0; done < n; {
		k, err := r.Read(got[:min(len(got), n-done)])
		pattern.Read(want[:k])
		if !bytes.Equal(got[:k], want[:k]) {
			return fmt.Errorf("linerate: bytes %d to %d are not those that were sent", from+done, from+done+k)
		}
		done += k
		if err != nil && done < n {
			return fmt.Errorf("linerate: %d of %d bytes came: %w", done, n, err)
		}
	}
	return nil
}
