package gonet_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/generated/netdev"
	"drivergen/gonet"
	"drivergen/impl/esp8266"
	"drivergen/impl/esp8266/emulator"
	"drivergen/wifi"
)

// allOf is a resolver that has the same addresses for every name.
type allOf []netip.Addr

func (a allOf) LookupNetIP(context.Context, string, string) ([]netip.Addr, error) { return a, nil }

// On a module, which connects one link after the other and has five, a name is dialled
// until one of its addresses answers: also where there is one link left, for which the
// attempts wait in turn.
func TestFallbackOnAModule(t *testing.T) {
	for _, firmware := range []emulator.Firmware{emulator.Firmware17, emulator.Firmware22} {
		for name, busy := range map[string]int{"all links free": 0, "one link free": 4} {
			t.Run("AT "+firmware.String()+"/"+name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { fallBack(t, firmware, busy) })
			})
		}
	}
}

func fallBack(t *testing.T, firmware emulator.Firmware, busy int) {
	memory := emulator.NewMemory()
	silent, refuses, answers := netip.MustParseAddr("10.0.0.7"), netip.MustParseAddr("10.0.0.8"), netip.MustParseAddr("10.0.0.9")
	memory.Host(silent).SetSilent(true)
	memory.Host(refuses)
	discards(t, memory.Host(answers))
	stack := stackIn(t, firmware, memory)
	for range busy {
		conn, err := stack.Dial("tcp", "10.0.0.9:80")
		check(t, err)
		defer conn.Close()
	}

	d := &gonet.Dialer{Stack: stack, Timeout: time.Minute, Resolver: allOf{silent, refuses, answers}}
	conn, err := d.Dial("tcp", "server.test:80")
	check(t, err)
	if got := peerOf(conn); got != answers {
		t.Errorf("connected to %v, want %v", got, answers)
	}
	check(t, conn.Close())

	d.Resolver = allOf{silent, refuses}
	if _, err = d.Dial("tcp", "server.test:80"); !isOp(err, "dial", netdev.ETIMEDOUT) {
		t.Errorf("Dial of what does not answer: %v", err)
	}

	d.Timeout = 10 * time.Second // less than the module waits for an answer
	d.Resolver = allOf{silent, silent.Prev()}
	start := time.Now()
	if _, err = d.Dial("tcp", "server.test:80"); !isTimeout(err) || errors.Is(err, netdev.EMFILE) || time.Since(start) != d.Timeout {
		t.Errorf("Dial within %v: %v after %v", d.Timeout, err, time.Since(start))
	}
}

// A module tries an address that does not answer for 20 seconds, and nobody can have it stop: a dial that ends before
// fails with the address that the module was at, and whoever dials next waits for the rest.
func TestSilentAddressOnAModule(t *testing.T) {
	const patience = 20 * time.Second // the emulated module's
	for _, firmware := range []emulator.Firmware{emulator.Firmware17, emulator.Firmware22} {
		for name, delay := range map[string]time.Duration{"beside each other": 0, "in turn": -1} {
			t.Run("AT "+firmware.String()+"/"+name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					memory := emulator.NewMemory()
					silent, answers := netip.MustParseAddr("10.0.0.99"), netip.MustParseAddr("10.0.0.5")
					discards(t, memory.Host(answers))
					stack := stackIn(t, firmware, memory)
					d := &gonet.Dialer{Stack: stack, FallbackDelay: delay, Resolver: allOf{silent, answers}}

					for _, d.Timeout = range []time.Duration{time.Second, 3 * time.Second, 10 * time.Second, 19 * time.Second} {
						start := time.Now()
						_, err := d.Dial("tcp", "server.test:80")
						if !isTimeout(err) || err.Error() != "dial tcp 10.0.0.99:80: i/o timeout" || time.Since(start) != d.Timeout {
							t.Errorf("within %v: %v after %v", d.Timeout, err, time.Since(start))
						}
						conn, err := stack.Dial("tcp", "10.0.0.5:80")
						check(t, err)
						if took := time.Since(start); took < patience || took > patience+time.Second {
							t.Errorf("after a dial that was given up after %v the next one ended %v after its begin, want %v", d.Timeout, took, patience)
						}
						check(t, conn.Close())
					}

					d.Timeout = patience + 2*time.Second
					conn, err := d.Dial("tcp", "server.test:80")
					check(t, err)
					if got := peerOf(conn); got != answers {
						t.Errorf("connected to %v, want %v", got, answers)
					}
					check(t, conn.Close())
				})
			})
		}
	}
}

// stackIn is the network of an emulated module that has joined one in memory.
func stackIn(t *testing.T, firmware emulator.Firmware, memory *emulator.Memory) *gonet.Stack {
	t.Helper()
	emu := emulator.Start(t, firmware, emulator.AccessPoint{SSID: "lab"}, emulator.WithNetwork(memory))
	dev, err := esp8266.Open(t.Context(), emu.Port())
	check(t, err)
	t.Cleanup(func() { dev.Close() })
	check(t, wifi.New(dev.WiFi()).Join(t.Context(), "lab"))
	return gonet.New(counted(t, dev.Net()))
}

// discards has a host take connections at port 80, and read what comes.
func discards(t *testing.T, host *emulator.MemoryHost) {
	t.Helper()
	l, err := host.Listen(80)
	check(t, err)
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			far, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				io.Copy(io.Discard, far)
				far.Close()
			}()
		}
	}()
}

func peerOf(conn net.Conn) netip.Addr {
	return conn.RemoteAddr().(*net.TCPAddr).AddrPort().Addr().Unmap()
}
