package esp8266_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/netdev"
	"drivergen/impl/esp8266"
	"drivergen/impl/esp8266/emulator"
)

const (
	soakGrace   = 100 * time.Millisecond // how late a call may return after its deadline
	soakAfter   = 3 * time.Minute        // for how long after a fault an error may be its consequence
	soakRecover = 5 * time.Minute        // how long the module may take to work again after the last fault
	soakLinger  = time.Minute            // how long a link that nobody has any more may stay open in the module
	soakName    = "peer.example"
)

var soakHost = netip.AddrFrom4([4]byte{10, 0, 0, 9})

// soakBed is the driver over a module whose network is in memory, with all that is needed to judge it.
type soakBed struct {
	t     *testing.T
	run   soakRun
	net   *emulator.Memory
	peers *emulator.MemoryHost
	emu   *emulator.Emulator
	dev   *esp8266.Device
	sock  netdev.NetDev
	tally *soakTally
	trace *soakTrace

	background sync.WaitGroup // closes that nobody waits for

	mu      sync.Mutex
	left    int       // transactions that are still to begin
	faults  int       // faults seen so far
	fault   time.Time // when the last was seen
	wrongs  int
	pending []func() // checks of links whose end the peer has not seen yet
}

// newSoakBed opens the driver and joins the network, with no fault yet.
func newSoakBed(t *testing.T, run soakRun, transactions int) *soakBed {
	b := &soakBed{t: t, run: run, tally: &soakTally{runs: 1}, trace: newSoakTrace(t), left: transactions, net: emulator.NewMemory()}
	b.peers = b.net.Host(soakHost)
	b.net.Name(soakName, soakHost)
	emu, err := emulator.New(append(run.options(), emulator.WithNetwork(b.net), emulator.Trace(b.trace))...)
	b.must("emulator", err)
	b.emu = emu
	err = b.call("open", time.Minute, func(ctx context.Context) (err error) {
		b.dev, err = esp8266.Open(ctx, run.port(emu), esp8266.Rejoin())
		return err
	})
	b.must("open", err)
	b.sock = b.dev.Net()
	b.must("join", b.call("join", time.Minute, func(ctx context.Context) error {
		return b.dev.WiFi().Connect(ctx, ieee80211dev.ConnectInfo{SSID: lab.SSID, Password: lab.Password})
	}))
	return b
}

func (b *soakBed) must(what string, err error) {
	if err != nil {
		b.t.Fatalf("%v: %s: %v\n%s", b.run, what, err, b.evidence())
	}
}

// begin reports whether another transaction is to be done, and counts it.
func (b *soakBed) begin() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.left == 0 || b.wrongs > 0 {
		return false
	}
	b.left--
	b.tally.transactions++
	return true
}

// call makes one call with a deadline and checks that it returns in time.
func (b *soakBed) call(what string, limit time.Duration, f func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	start := time.Now()
	stuck := time.AfterFunc(limit+10*time.Minute, func() {
		panic(fmt.Sprintf("%v: %s has not returned ten minutes after its deadline\n%s", b.run, what, b.evidence()))
	})
	err := f(ctx)
	stuck.Stop()
	b.look()
	late := time.Since(start) - limit
	if late > soakGrace {
		b.wrong("%s returned %v after its deadline of %v: %v", what, late, limit, err)
	}
	b.tally.count(func(s *soakTally) {
		if late > s.late {
			s.late, s.latest = late, fmt.Sprintf(" (%s, %v)", what, b.run)
		}
	})
	return err
}

// check makes a call whose error needs a reason.
func (b *soakBed) check(what string, limit time.Duration, f func(context.Context) error) {
	if err := b.call(what, limit, f); err != nil {
		b.failed(what, err)
	}
}

// look notes when faults have happened.
func (b *soakBed) look() {
	n := b.emu.Faulted().Total()
	b.mu.Lock()
	defer b.mu.Unlock()
	if n != b.faults {
		b.faults, b.fault = n, time.Now()
	}
}

// excused reports whether an error may be the consequence of a fault.
func (b *soakBed) excused() bool {
	b.look()
	b.mu.Lock()
	defer b.mu.Unlock()
	return !b.fault.IsZero() && time.Since(b.fault) < soakAfter
}

// failed counts a transaction that ended in an error, and finds fault with one for which there was no reason.
func (b *soakBed) failed(what string, err error) {
	b.tally.count(func(s *soakTally) { s.errors++ })
	if !b.excused() && !errors.Is(err, driver.EMFILE) { // links that are still being closed count as well
		b.wrong("%s failed without a fault: %v", what, err)
	}
}

// wrong is told what must not be. The evidence of the first is printed.
func (b *soakBed) wrong(format string, a ...any) {
	b.mu.Lock()
	b.wrongs++
	first := b.wrongs == 1
	b.mu.Unlock()
	text := fmt.Sprintf(format, a...)
	if first {
		text += "\n" + b.evidence()
	}
	b.t.Errorf("%v: at %s: %s", b.run, time.Now().Format("15:04:05.000"), text)
}

// evidence is what one needs to find out why.
func (b *soakBed) evidence() string {
	var s strings.Builder
	fmt.Fprintf(&s, "to repeat: go test ./impl/esp8266 -run 'Soak/%v' -soak %d -seed %d -v -dialogue FILE\n", b.run, *soakCount, b.run.seed)
	fmt.Fprintf(&s, "faults chosen: %+v\nfaults:\n", b.run.faults())
	if b.emu != nil {
		log := b.emu.FaultLog()
		for _, r := range log[max(0, len(log)-20):] {
			fmt.Fprintf(&s, "  %v\n", r)
		}
	}
	s.WriteString("dialogue:\n")
	s.WriteString(b.trace.tail())
	return s.String()
}

// soakTrace keeps the last lines of the dialogue.
type soakTrace struct {
	all io.Writer // takes every line, too, unless it is nil

	mu    sync.Mutex
	lines [120]string
	next  int
}

func newSoakTrace(t *testing.T) *soakTrace {
	if *soakDialogue == "" {
		return &soakTrace{}
	}
	f, err := os.OpenFile(*soakDialogue, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	fmt.Fprintf(f, "%s\n", t.Name())
	return &soakTrace{all: f}
}

func (s *soakTrace) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lines[s.next%len(s.lines)] = strings.TrimSuffix(string(p[:min(len(p), 110)]), "\n") + "\n"
	s.next++
	if s.all != nil {
		return s.all.Write(p)
	}
	return len(p), nil
}

func (s *soakTrace) tail() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var b strings.Builder
	for i := range s.lines {
		b.WriteString(s.lines[(s.next+i)%len(s.lines)])
	}
	return b.String()
}
