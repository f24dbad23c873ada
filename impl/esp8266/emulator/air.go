package emulator

import (
	"hash/fnv"
	"math/bits"
	"math/rand/v2"
	"slices"
	"time"
)

// SetAccessPoint puts an access point in range, or changes the one that has its SSID and BSSID. A station that lost it
// joins it again if it was set to.
func (e *Emulator) SetAccessPoint(ap AccessPoint) error {
	ap, err := ap.complete()
	if err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return ErrClosed
	}
	ap = e.putUp(ap)
	e.worldChanged()
	m := e.m
	if on := m.sta.ap; on != nil && on.same(ap) {
		m.sta.ap = &ap
	}
	m.appeared(ap.SSID)
	return nil
}

// putUp puts an access point on the air, in place of the one that it is the same as, and starts its outages.
func (e *Emulator) putUp(ap AccessPoint) AccessPoint {
	e.serials++
	ap.serial = e.serials
	if i := slices.IndexFunc(e.aps, ap.same); i >= 0 {
		e.aps[i] = ap
	} else {
		e.aps = append(e.aps, ap)
	}
	for _, o := range ap.Outages {
		e.spawn(func() { e.suffer(ap.serial, o) })
	}
	return ap
}

// RemoveAccessPoint takes the access points of an SSID off the air. A station on one of them loses it: ESP-AT then
// closes the links that went over it, AT 1.7 leaves them to fail.
func (e *Emulator) RemoveAccessPoint(ssid string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	var left []AccessPoint
	for _, ap := range e.aps {
		if ap.SSID != ssid {
			left = append(left, ap)
		}
	}
	e.aps = left
	e.lose(ssid)
}

// Outage takes the access points of an SSID off the air for a time.
func (e *Emulator) Outage(ssid string, d time.Duration) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.outage(ssid, d)
}

// outage is Outage with the lock held.
func (e *Emulator) outage(ssid string, d time.Duration) {
	if e.closed {
		return
	}
	var gone []uint
	for i := range e.aps {
		if ap := &e.aps[i]; ap.SSID == ssid {
			ap.down++
			gone = append(gone, ap.serial)
		}
	}
	e.lose(ssid)
	e.spawn(func() {
		if sleep(e.ctx, d) == nil {
			e.mu.Lock()
			defer e.mu.Unlock()
			for _, serial := range gone {
				e.back(serial)
			}
		}
	})
}

// suffer has an access point go off the air and come back as one of its Outages says. It ends when another was set in
// its place.
func (e *Emulator) suffer(serial uint, o Outage) {
	for wait := o.After; sleep(e.ctx, wait) == nil && e.down(serial); wait = o.Every - o.For {
		if o.For == 0 || sleep(e.ctx, o.For) != nil {
			return
		}
		e.mu.Lock()
		e.back(serial)
		e.mu.Unlock()
		if o.Every == 0 {
			return
		}
	}
}

// down begins an outage of an access point and reports whether that is still there.
func (e *Emulator) down(serial uint) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	ap := e.find(serial)
	if ap == nil || e.closed {
		return false
	}
	ap.down++
	e.lose(ap.SSID)
	return true
}

// back ends an outage of an access point.
func (e *Emulator) back(serial uint) {
	ap := e.find(serial)
	if ap == nil || e.closed {
		return
	}
	if ap.down--; ap.down == 0 {
		e.worldChanged()
		e.m.appeared(ap.SSID)
	}
}

// find gives an access point, or nil where it was removed or another was set in its place.
func (e *Emulator) find(serial uint) *AccessPoint {
	for i := range e.aps {
		if e.aps[i].serial == serial {
			return &e.aps[i]
		}
	}
	return nil
}

// lose has the station lose its access point if that is one of an SSID and not on the air any more.
func (e *Emulator) lose(ssid string) {
	e.worldChanged()
	m := e.m
	on := m.sta.ap
	if e.closed || on == nil || on.SSID != ssid {
		return
	}
	if ap := e.find(on.serial); ap != nil && ap.down == 0 {
		return
	}
	m.leave()
	m.sta.lost = time.Now()
	if !m.v17() && m.set.mode == 1 {
		m.dropClients()
	}
	if _, code := e.search(m.sta.want); code == joined {
		m.appeared(ssid)
	}
}

// appeared has a station that wants an SSID join it, if the firmware still tries to.
func (m *module) appeared(ssid string) {
	if m.sta.want.ssid == ssid && m.sta.ap == nil && m.reconnects() {
		m.after(m.e.timing().Rejoin, m.rejoin)
	}
}

// reconnects reports whether the firmware goes back to an access point that it lost. ESP-AT tries as often and as far
// apart as AT+CWRECONNCFG says, AT 1.x always.
func (m *module) reconnects() bool {
	switch every, count := m.set.reconnInterval, m.set.reconnCount; {
	case m.v17():
		return true
	case every == 0:
		return false
	case count == 0 || m.sta.lost.IsZero():
		return true
	default:
		return time.Since(m.sta.lost) <= time.Duration(every*count)*time.Second
	}
}

func (e *Emulator) worldChanged() {
	close(e.world)
	e.world = make(chan struct{})
	e.change.Broadcast()
}

// driftStep is how long a drifting signal takes from one chance level to the next.
const driftStep = 15 * time.Second

// rssi is how strong an access point is now, in dBm: on the way from one chance level around its RSSI to the next.
func (e *Emulator) rssi(ap *AccessPoint) int {
	if ap.Drift == 0 {
		return ap.RSSI
	}
	since := time.Since(e.powered)
	step := uint64(since / driftStep)
	h := fnv.New64a()
	h.Write([]byte(ap.SSID))
	h.Write(ap.BSSID[:])
	level := func(step uint64) float64 {
		r := rand.New(rand.NewPCG(e.cfg.Seed, h.Sum64()^bits.ReverseBytes64(step)))
		return (2*r.Float64() - 1) * float64(ap.Drift)
	}
	from, to := level(step), level(step+1)
	part := float64(since%driftStep) / float64(driftStep)
	return max(-100, min(0, ap.RSSI+int(from+(to-from)*part)))
}
