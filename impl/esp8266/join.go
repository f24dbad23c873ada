package esp8266

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/impl/esp8266/at"
)

// minPassphrase is the shortest passphrase of WPA (IEEE 802.11).
const minPassphrase = 8

// The limits of a join's own time-out, AT+CWJAPTO and the <jap_timeout> of AT+CWJAP (AT instruction set).
const (
	minJoinTimeout = 3 * time.Second
	maxJoinTimeout = 600 * time.Second
)

var (
	errPassphrase = errors.New("a WPA passphrase has 8 bytes or more")
	errNoPassword = errors.New("no password was given")
	errNoLease    = errors.New("the network's DHCP server gave no address")
	errSlipped    = errors.New("the network was lost before its join was over")
)

// Connect joins a network and waits for an address.
func (h station) Connect(ctx context.Context, info ieee80211dev.ConnectInfo) error {
	m := h.m
	switch info.Security {
	case ieee80211dev.SecurityOpen:
		info.Password = ""
	case ieee80211dev.SecurityWEPPSK:
	default:
		if len(info.Password) < minPassphrase {
			return driver.Fail("", driver.EINVAL, errPassphrase)
		}
	}
	if !m.tryRadio() {
		return driver.EBUSY
	}
	defer m.freeRadio()
	ctx, cancel := bound(ctx, m.joinLimit())
	defer cancel()
	if err := m.await(ctx); err != nil {
		return err
	}
	return m.join(ctx, info)
}

// joinLimit is how long a join may take where its caller says nothing. The firmware itself gives up after about 15 s.
func (m *module) joinLimit() time.Duration { return max(joinLimit, m.joinTime+joinLimit/2) }

// join joins a network and remembers it, to join it again after a restart of the module.
func (m *module) join(ctx context.Context, info ieee80211dev.ConnectInfo) error {
	if err := m.giveJoinTime(ctx); err != nil {
		return failed(err, driver.EIO)
	}
	sent, over := false, false // under the lock; until it is sent the network that is joined stays as it is
	c := joinCommand(m.has(), info, m.joinTime).When(func() error {
		m.mu.Lock()
		defer m.mu.Unlock()
		if over {
			return errStale
		}
		m.joining, m.untold, m.slipped, m.quit, m.leaseless, m.network = true, false, false, false, false, nil
		sent = true
		return nil
	})
	var reason int
	err := m.talk.Command(ctx, c, func(line []byte) {
		if name, code, ok := bytes.Cut(line, []byte(":")); ok && bytes.HasPrefix(name, []byte("+CWJAP")) {
			reason, _ = number(code)
		}
	})
	if err == nil {
		// The address belongs to what a caller learns of its sockets.
		err = m.askAddresses(ctx)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.joining, over = false, true
	if err == nil && m.slipped {
		err = errSlipped
	}
	switch {
	case err == nil:
		m.network, m.joined = &info, true
		return nil
	case isRefusal(err):
		m.joined, m.ip = false, netip.Addr{}
		return m.refused(info, reason, err)
	case sent:
		m.quit = true // the module would go on with what the caller gave up
		m.poke()
	}
	return failed(err, driver.EIO)
}

// joinCommand returns AT+CWJAP=<ssid>,<password>[,<bssid>], and in ESP-AT up to the time-out in seconds: the 8th argument,
// behind PCI, the interval of reconnecting, that of listening, and the kind of scan.
func joinCommand(d dialect, info ieee80211dev.ConnectInfo, limit time.Duration) at.Cmd {
	args := make([]func(at.Cmd) at.Cmd, 8)
	args[0] = func(c at.Cmd) at.Cmd { return c.Str(info.SSID) }
	args[1] = func(c at.Cmd) at.Cmd { return c.Str(info.Password) }
	args[2] = optional(info.BSSID != driver.MAC{}, func(c at.Cmd) at.Cmd { return c.Str(info.BSSID.String()) })
	args[7] = optional(d.espAT && limit > 0, func(c at.Cmd) at.Cmd { return c.Int(int(limit / time.Second)) })
	return arguments(at.Set("CWJAP"+d.current), args)
}

// giveJoinTime tells NonOS AT how long to try a join. The command has no form that is surely not saved: it is written
// where it differs.
func (m *module) giveJoinTime(ctx context.Context) error {
	d := m.has()
	if m.joinTime == 0 || d.espAT || !d.info.Capabilities.JoinTimeout {
		return nil
	}
	want, have := int(m.joinTime/time.Second), 0
	ok, err := m.answered(ctx, at.Query("CWJAPTO"), func(line []byte) {
		if value, ok := bytes.CutPrefix(line, []byte("+CWJAPTO:")); ok {
			have, _ = number(value)
		}
	})
	if ok && have != want {
		_, err = m.accepted(ctx, at.Set("CWJAPTO").Int(want))
	}
	return err
}

// joinReasons are the codes of +CWJAP (AT instruction set).
var joinReasons = map[int]struct {
	errno driver.Errno
	text  string
}{
	1: {driver.ETIMEDOUT, "the access point did not answer in time, or gave no address"},
	2: {driver.EACCES, "the password is wrong"},
	3: {driver.ENOENT, "no access point of that name, or hardware address, is in reach"},
	4: {driver.ECONNREFUSED, "the access point refused the station"},
}

// refused gives the module's refusal of a join its reason. Where it tells no code, FAIL is a join that was tried, and
// ERROR a command that was not understood. The lock is held.
func (m *module) refused(info ieee80211dev.ConnectInfo, reason int, err error) error {
	var refusal *at.Error
	errors.As(err, &refusal)
	switch why, ok := joinReasons[reason]; {
	case m.leaseless && (reason == 0 || reason == 1):
		return driver.Fail("", driver.ETIMEDOUT, errors.Join(errNoLease, err))
	case ok && why.errno == driver.EACCES && info.Password == "":
		return driver.Fail("", why.errno, fmt.Errorf("%w: %w", errNoPassword, err))
	case ok:
		return driver.Fail("", why.errno, fmt.Errorf("%s: %w", why.text, err))
	case refusal.Result == at.ResultFail:
		return driver.Fail("", driver.ECONNREFUSED, fmt.Errorf("the module gave no reason: %w", err))
	}
	return driver.Fail("", driver.EIO, err)
}
