package wifi

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
)

// An Attempt is one try of a Join or a Stay.
type Attempt struct {
	SSID   string        // the network that was tried; empty where a scan found none to try
	Number int           // counts the attempts since the last good connection, from 1
	Took   time.Duration // how long it took
	Err    error         // nil where the network is joined now
	Retry  bool          // another attempt follows
	Wait   time.Duration // after this time
}

// String returns the attempt in words: `attempt 2, "lab": connect: connection timed out, after 3s; the next in 1s`.
func (a Attempt) String() string {
	text := fmt.Sprintf("attempt %d", a.Number)
	if a.SSID != "" {
		text += ", " + Network{SSID: a.SSID}.String()
	}
	took := a.Took.Round(time.Millisecond)
	if a.Err == nil {
		return fmt.Sprintf("%s: joined after %v", text, took)
	}
	text += fmt.Sprintf(": %v, after %v", a.Err, took)
	switch {
	case a.Retry && a.Wait > 0:
		text += fmt.Sprintf("; the next in %v", a.Wait)
	case a.Retry:
		text += "; the next at once"
	}
	return text
}

// A pursuit is a Join or a Stay on its way: attempts, with waits between them.
type pursuit struct {
	joining
	refused  []Network // do not let the device in
	proven   []Network // have let it in
	doubts   int       // how often a proven one refused since
	attempts int       // since the last good connection
	failed   int       // rounds of them that failed
}

// maxDoubts is how often a network may refuse what it took before. A signal that is weak, or a line that damages a
// command, looks like a wrong password, too.
const maxDoubts = 3

var (
	errNoNetworks = errors.New("no network is known: give one at least")
	errNotInRange = errors.New("no known network is in range")
)

// pursue makes attempts until a network is joined or no other attempt may succeed. During a wait a value of changed has
// it look whether the device joined by itself; where changed is nil it never looks.
func (s *Station) pursue(ctx context.Context, p *pursuit, changed <-chan struct{}) error {
	for {
		last := s.round(ctx, p)
		if last.Err == nil {
			p.tell(last)
			return nil
		}
		p.failed++
		last.Retry = ctx.Err() == nil && p.again(last.Err) && (p.retries < 0 || p.failed <= p.retries)
		if last.Retry {
			last.Wait = p.delay()
		}
		p.tell(last)
		if !last.Retry || !s.pause(ctx, p, last.Wait, changed) {
			return &JoinError{SSID: p.name(), Attempts: p.attempts, Err: last.Err, open: p.open()}
		}
		if changed != nil && s.joined(ctx, p) {
			return nil // by itself
		}
	}
}

// again reports whether another round may succeed where the last one failed with err.
func (p *pursuit) again(err error) bool {
	if p.known == nil {
		return temporary(err) || refusal(err) && !slices.Contains(p.refused, p.network)
	}
	return len(p.refused) < len(p.known) && (temporary(err) || refusal(err))
}

// temporary tells whether another attempt may succeed: the access point may come back,
// have room again, or answer in time.
func temporary(err error) bool {
	switch driver.ErrnoOf(err) {
	case ieee80211dev.ENOENT, ieee80211dev.ETIMEDOUT, ieee80211dev.ECONNREFUSED,
		ieee80211dev.ECONNRESET, ieee80211dev.EBUSY, ieee80211dev.EIO:
		return true
	}
	return false
}

// refusal tells whether it is this network that cannot be joined as it was asked for.
func refusal(err error) bool {
	switch driver.ErrnoOf(err) {
	case ieee80211dev.EACCES, ieee80211dev.EINVAL:
		return true
	}
	return false
}

// round tries the network, or those of the known ones that are in range, and returns the last attempt.
func (s *Station) round(ctx context.Context, p *pursuit) Attempt {
	if p.known == nil {
		return s.attempt(ctx, p, p.network)
	}
	began := time.Now()
	order, err := s.inRange(ctx, p)
	if err != nil {
		p.attempts++
		return Attempt{Number: p.attempts, Took: time.Since(began), Err: err}
	}
	var last Attempt
	var all failures
	for _, n := range order {
		if last.Err != nil {
			last.Retry = true
			p.tell(last)
		}
		if last = s.attempt(ctx, p, n); last.Err == nil {
			return last
		}
		all = append(all, fmt.Errorf("%v: %w", n, last.Err))
		if ctx.Err() != nil || !refusal(last.Err) && !temporary(last.Err) {
			break
		}
	}
	if len(all) > 1 {
		last.Err = driver.Fail("connect", driver.ErrnoOf(last.Err), all)
	}
	return last
}

// inRange scans for the known networks and returns those that are to be tried, at least one.
func (s *Station) inRange(ctx context.Context, p *pursuit) ([]Network, error) {
	if len(p.known) == 0 {
		return nil, driver.Fail("connect", ieee80211dev.EINVAL, errNoNetworks)
	}
	found, err := s.dev.Scan(ctx)
	if err != nil {
		return nil, err
	}
	left := slices.DeleteFunc(slices.Clone(p.known), func(n Network) bool { return slices.Contains(p.refused, n) })
	order := rank(left, found)
	if len(order) == 0 {
		return nil, driver.Fail("connect", ieee80211dev.ENOENT, p.notInRange(left))
	}
	return order, nil
}

// notInRange says which networks were looked for, and which were not any more.
func (p *pursuit) notInRange(left []Network) error {
	err := fmt.Errorf("%w: %s", errNotInRange, list(left))
	if len(p.refused) > 0 {
		err = fmt.Errorf("%w; not tried again after a refusal: %s", err, list(p.refused))
	}
	return err
}

func list(networks []Network) string {
	names := make([]string, len(networks))
	for i, n := range networks {
		names[i] = n.String()
	}
	return strings.Join(names, ", ")
}

// attempt has the device try one network.
func (s *Station) attempt(ctx context.Context, p *pursuit, n Network) Attempt {
	p.attempts++
	began := time.Now()
	s.feed.ask(n.SSID)
	err := s.dev.Connect(ctx, n.info())
	s.feed.answer(n.SSID, err)
	p.judge(n, err)
	return Attempt{SSID: n.SSID, Number: p.attempts, Took: time.Since(began), Err: err}
}

// judge notes what an attempt tells of a network's password.
func (p *pursuit) judge(n Network, err error) {
	switch {
	case err == nil:
		p.doubts = 0
		if !slices.Contains(p.proven, n) {
			p.proven = append(p.proven, n)
		}
	case !refusal(err):
	case slices.Contains(p.proven, n) && p.doubts < maxDoubts:
		p.doubts++
	default:
		p.refused = append(p.refused, n)
	}
}

func (p *pursuit) tell(a Attempt) {
	if p.watch != nil {
		p.watch(a)
	}
}

// delay is how long to wait after as many rounds as have failed.
func (p *pursuit) delay() time.Duration {
	delay := min(p.first, p.most)
	for failed := p.failed; failed > 1 && delay < p.most; failed-- {
		if delay > p.most/2 {
			return p.most
		}
		delay *= 2
	}
	return delay
}

// pause waits for d, or until the device has joined by itself, where a value of changed says when to look. It reports
// whether the context has not ended.
func (s *Station) pause(ctx context.Context, p *pursuit, d time.Duration, changed <-chan struct{}) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	for {
		select {
		case <-timer.C:
			return ctx.Err() == nil
		case <-changed:
			if s.joined(ctx, p) {
				return true
			}
		case <-ctx.Done():
			return false
		}
	}
}
