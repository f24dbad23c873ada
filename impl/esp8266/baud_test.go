package esp8266_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/impl/esp8266"
	"drivergen/impl/esp8266/emulator"
)

// A baudPort is a port that keeps account of its rate, as a serial port does, and may lack rates.
type baudPort struct {
	*emulator.Port
	most    int         // the highest rate at which the host understands the module; 0 for any
	refuses int         // a rate that the port cannot have; 0 for none
	unwired bool        // nobody drives the port's CTS: it sends nothing with flow control
	cut     atomic.Bool // the wires are cut

	mu    sync.Mutex
	held  []byte // what waits for CTS
	baud  int
	flow  bool
	rates []int
}

func (p *baudPort) Baud() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.baud
}

func (p *baudPort) SetBaud(baud int) error {
	if baud == p.refuses && baud != 0 {
		return errors.New("the adapter has no such rate")
	}
	p.mu.Lock()
	p.baud, p.rates = baud, append(p.rates, baud)
	p.mu.Unlock()
	return p.Port.SetBaud(baud)
}

// Write keeps what CTS holds back, as a serial port's driver does.
func (p *baudPort) Write(b []byte) (int, error) {
	p.mu.Lock()
	held := p.unwired && p.flow
	if held {
		p.held = append(p.held, b...)
	}
	p.mu.Unlock()
	if held || p.cut.Load() {
		return len(b), nil
	}
	return p.Port.Write(b)
}

// Read gives garbage at a rate that is too high.
func (p *baudPort) Read(b []byte) (int, error) {
	n, err := p.Port.Read(b)
	for p.cut.Load() && err == nil {
		n, err = p.Port.Read(b)
	}
	if p.most != 0 && p.Baud() > p.most {
		for i := range b[:n] {
			b[i] |= byte(i) | 0x81
		}
	}
	return n, err
}

func (p *baudPort) SetRTSCTS(on bool) error {
	p.mu.Lock()
	p.flow = on
	var late []byte
	if !on {
		late, p.held = p.held, nil
	}
	p.mu.Unlock()
	if err := p.Port.SetRTSCTS(on); err != nil || len(late) == 0 {
		return err
	}
	_, err := p.Port.Write(late)
	return err
}

// onLine runs a test in virtual time on a module at a rate.
func onLine(t *testing.T, baud int, test func(b *bench, port *baudPort)) {
	t.Helper()
	for _, f := range firmwares {
		t.Run(f.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				emu, err := emulator.New(f.firmware, lab, emulator.Baud(baud), emulator.WithNetwork(emulator.NewMemory()), emulator.Timing{Turn: 2 * time.Millisecond, Boot: 300 * time.Millisecond})
				if err != nil {
					t.Fatal(err)
				}
				defer emu.Close()
				time.Sleep(time.Second)
				port := &baudPort{Port: emu.Port(), baud: baud}
				if err := port.Port.SetBaud(baud); err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
				defer cancel()
				test(&bench{T: t, emu: emu, ctx: ctx}, port)
			})
		})
	}
}

func (b *bench) open(port *baudPort, opts ...esp8266.Option) {
	b.Helper()
	dev, err := esp8266.Open(b.ctx, port, opts...)
	b.check(err)
	b.Cleanup(func() { dev.Close() })
	b.dev, b.net = dev, dev.Net()
}

func TestBaudIsRaised(t *testing.T) {
	onLine(t, 115200, func(b *bench, port *baudPort) {
		b.open(port, esp8266.Baud(921600), esp8266.Rejoin())
		if i := b.dev.Info(); i.Baud != 921600 || i.LineError != nil || port.Baud() != 921600 {
			b.Errorf("%d baud (%v), the port at %d", i.Baud, i.LineError, port.Baud())
		}
		b.join()
		// A restart of the module, at another rate than the port's, is noticed, and the rate raised again.
		left := b.leaves()
		b.emu.Reboot()
		synctest.Wait()
		_, _ = b.dev.Hostname(b.ctx)
		select {
		case why := <-left:
			if why != ieee80211dev.LeaveRestarted {
				b.Errorf("left: %v", why)
			}
		case <-b.ctx.Done():
			b.Fatal("the restart was not noticed")
		}
		if conn, err := b.dev.WiFi().GetConnection(b.ctx); err != nil || conn == nil {
			b.Errorf("after the restart: %+v, %v", conn, err)
		}
		if i := b.dev.Info(); i.Baud != 921600 || port.Baud() != 921600 {
			b.Errorf("after the restart: %d baud (%v), the port at %d", i.Baud, i.LineError, port.Baud())
		}
		b.check(b.dev.WiFi().Reset(b.ctx))
		if i := b.dev.Info(); i.Baud != 921600 || port.Baud() != 921600 {
			b.Errorf("after the reset: %d baud (%v), the port at %d", i.Baud, i.LineError, port.Baud())
		}
		b.check(b.dev.Close())
	})
}

// A rate that the wires do not carry is given up by itself.
func TestBaudFallsBack(t *testing.T) {
	onLine(t, 115200, func(b *bench, port *baudPort) {
		port.most = 500000
		b.open(port, esp8266.Baud(921600))
		if i := b.dev.Info(); i.Baud != 115200 || i.LineError == nil || port.Baud() != 115200 {
			b.Errorf("%d baud (%v), the port at %d", i.Baud, i.LineError, port.Baud())
		}
		b.join()
		b.check(b.dev.Close())
	})
}

// A rate that the port cannot have is not asked of the module.
func TestBaudOfNoPort(t *testing.T) {
	onLine(t, 115200, func(b *bench, port *baudPort) {
		port.refuses = 921600
		b.open(port, esp8266.Baud(921600))
		if i := b.dev.Info(); i.Baud != 115200 || i.LineError == nil || !strings.Contains(i.LineError.Error(), "no such rate") {
			b.Errorf("%d baud (%v)", i.Baud, i.LineError)
		}
		b.join()
		b.check(b.dev.Close())
	})
}

// A module that an earlier user left at another rate is found.
func TestBaudIsFound(t *testing.T) {
	for _, left := range []int{9600, 921600} {
		t.Run(fmt.Sprint(left), func(t *testing.T) {
			onLine(t, left, func(b *bench, port *baudPort) {
				b.check(port.SetBaud(115200))
				b.open(port, esp8266.Baud(921600))
				if i := b.dev.Info(); i.Baud != 921600 {
					b.Errorf("%d baud (%v)", i.Baud, i.LineError)
				}
				b.check(b.dev.Close())
			})
		})
	}
}

func TestFlowControl(t *testing.T) {
	onLine(t, 115200, func(b *bench, port *baudPort) {
		b.open(port, esp8266.Baud(921600), esp8266.FlowControl())
		if i := b.dev.Info(); i.Baud != 921600 || !i.FlowControl || i.LineError != nil || !port.flow {
			b.Errorf("%d baud, flow control %t (%v)", i.Baud, i.FlowControl, i.LineError)
		}
		b.check(b.dev.Close())
	})
}

// Flow control whose wires are missing is given up by itself, and the rate raised without it.
func TestFlowControlWithoutWires(t *testing.T) {
	onLine(t, 115200, func(b *bench, port *baudPort) {
		port.unwired = true
		b.open(port, esp8266.Baud(921600), esp8266.FlowControl())
		if i := b.dev.Info(); i.Baud != 921600 || i.FlowControl || i.LineError == nil || port.flow {
			b.Errorf("%d baud, flow control %t (%v)", i.Baud, i.FlowControl, i.LineError)
		}
		b.join()
		b.check(b.dev.Close())
	})
}

// A port whose rate is fixed, and not told, has flow control all the same.
func TestFlowControlAtAFixedRate(t *testing.T) {
	onLine(t, 115200, func(b *bench, port *baudPort) {
		dev, err := esp8266.Open(b.ctx, fixed{plain{port.Port}}, esp8266.Baud(921600), esp8266.FlowControl())
		b.check(err)
		if i := dev.Info(); i.Baud != 115200 || !i.FlowControl || i.LineError == nil {
			b.Errorf("%d baud, flow control %t (%v)", i.Baud, i.FlowControl, i.LineError)
		}
		b.check(dev.Close())
	})
}

// fixed is a port that has flow control and one rate.
type fixed struct{ plain }

func (p fixed) SetRTSCTS(on bool) error { return p.port.SetRTSCTS(on) }

// A port that can neither change its rate nor has flow control works as it is, and the module's Info says so.
func TestPortWithoutRates(t *testing.T) {
	emu := emulator.Start(t, lab)
	dev, err := esp8266.Open(t.Context(), plain{emu.Port()}, esp8266.Baud(921600), esp8266.FlowControl())
	if err != nil {
		t.Fatal(err)
	}
	defer dev.Close()
	if i := dev.Info(); i.Baud != 0 || i.FlowControl || i.LineError == nil {
		t.Errorf("%+v", i)
	}
}

// plain is a port that can be read, written and closed.
type plain struct{ port *emulator.Port }

func (p plain) Read(b []byte) (int, error)  { return p.port.Read(b) }
func (p plain) Write(b []byte) (int, error) { return p.port.Write(b) }
func (p plain) Close() error                { return p.port.Close() }

// Nothing answers at any rate: the error says what was tried and what to check.
func TestSilentAtEveryRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		port := &mute{silence: silence{make(chan struct{})}}
		start := time.Now()
		_, err := esp8266.Open(t.Context(), port, esp8266.Baud(460800))
		if !errors.Is(err, driver.ETIMEDOUT) || time.Since(start) > time.Minute {
			t.Fatalf("%v after %v", err, time.Since(start))
		}
		for _, want := range []string{"115200", "460800", "9600", "power", "wiring"} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%v does not say %s", err, want)
			}
		}
	})
}

// mute is silence at any rate.
type mute struct{ silence }

func (mute) SetBaud(int) error { return nil }
