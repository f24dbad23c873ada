package emulator

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"time"
)

// DNS is a name that the module's resolver knows. It is an Option.
type DNS struct {
	Name string
	Addr netip.Addr // IPv4
	// More are further addresses of the name: each look-up answers with the next, as a name server that shares out its
	// load does.
	More  []netip.Addr
	Delay time.Duration // how long a look-up takes, on top of Timing.Resolve
	Fail  bool          // a look-up fails, after Delay; Addr is not needed
}

func (d DNS) apply(c *Config) { c.Names = append(c.Names, d) }

func (d DNS) check() error {
	if d.Name == "" {
		return fmt.Errorf("emulator: a name at %v is empty", d.Addr)
	}
	if d.Delay < 0 {
		return fmt.Errorf("emulator: name %q: a delay of %v is negative", d.Name, d.Delay)
	}
	if d.Fail {
		return nil
	}
	for _, ip := range append([]netip.Addr{d.Addr}, d.More...) {
		if !ip.Unmap().Is4() {
			return fmt.Errorf("emulator: name %q at %v: a name needs an IPv4 address", d.Name, ip)
		}
	}
	return nil
}

// known gives the index of a name that the configuration has, or -1. Case and a last dot make no difference (RFC 1034).
func (e *Emulator) known(name string) int {
	for i, d := range e.cfg.Names {
		if strings.EqualFold(name, strings.TrimSuffix(d.Name, ".")) {
			return i
		}
	}
	return -1
}

// lookUp answers for a configured name. It is called without the lock.
func (e *Emulator) lookUp(ctx context.Context, i int) (netip.Addr, error) {
	d := e.cfg.Names[i]
	if err := sleep(ctx, d.Delay); err != nil {
		return netip.Addr{}, err
	}
	if d.Fail {
		return netip.Addr{}, fmt.Errorf("emulator: %s is set to fail", d.Name)
	}
	all := append([]netip.Addr{d.Addr}, d.More...)
	e.mu.Lock()
	defer e.mu.Unlock()
	n := e.lookUps[i]
	e.lookUps[i]++
	return all[n%len(all)].Unmap(), nil
}

// ParseDNS reads a name from a flag: NAME=IP, NAME=IP/IP/… for several addresses, or NAME=fail, each with ,delay=2s after
// it for a slow server.
func ParseDNS(s string) (DNS, error) {
	name, rest, ok := strings.Cut(s, "=")
	if !ok || name == "" {
		return DNS{}, fmt.Errorf("emulator: name %q: want NAME=IP or NAME=fail, such as example.org=127.0.0.1", s)
	}
	d := DNS{Name: name}
	what, option, slow := strings.Cut(rest, ",")
	if slow {
		value, ok := strings.CutPrefix(option, "delay=")
		delay, err := time.ParseDuration(value)
		if !ok || err != nil || delay < 0 {
			return DNS{}, fmt.Errorf("emulator: name %q: %q is not a delay such as delay=2s", s, option)
		}
		d.Delay = delay
	}
	if what == "fail" {
		d.Fail = true
		return d, nil
	}
	for i, text := range strings.Split(what, "/") {
		ip, err := netip.ParseAddr(text)
		if err != nil || !ip.Unmap().Is4() {
			return DNS{}, fmt.Errorf("emulator: name %q: %q is not an IPv4 address, nor the word fail", s, text)
		}
		if i == 0 {
			d.Addr = ip
		} else {
			d.More = append(d.More, ip)
		}
	}
	return d, nil
}
