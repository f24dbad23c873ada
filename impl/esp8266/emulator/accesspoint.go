package emulator

import (
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"strings"
	"time"
)

// MAC is an IEEE 802 hardware address.
type MAC [6]byte

// String gives the address in the firmware's form: lower-case hexadecimal with colons.
func (m MAC) String() string {
	return fmt.Sprintf("%02x:%02x:%02x:%02x:%02x:%02x", m[0], m[1], m[2], m[3], m[4], m[5])
}

// ParseMAC reads six pairs of hexadecimal digits with colons between them.
func ParseMAC(s string) (MAC, error) {
	var m MAC
	if len(s) != 17 {
		return m, fmt.Errorf("emulator: hardware address %q: want the form 5c:cf:7f:1c:ca:27", s)
	}
	for i := range m {
		b, err := hex.DecodeString(s[3*i : 3*i+2])
		if err != nil || (i < 5 && s[3*i+2] != ':') {
			return m, fmt.Errorf("emulator: hardware address %q: want the form 5c:cf:7f:1c:ca:27", s)
		}
		m[i] = b[0]
	}
	return m, nil
}

// AccessPoint is an access point in the module's range. It is an Option. What is zero is chosen: Security by whether
// there is a password, Channel 1, RSSI -50 dBm, BSSID from the SSID.
type AccessPoint struct {
	SSID     string // 1 to 32 bytes
	Password string // for WPA, 8 to 64 bytes
	Security Security
	Channel  int // 1 to 14
	RSSI     int // dBm
	BSSID    MAC
	Hidden   bool   // not in a scan that does not ask for it by name
	User     string // WPA2_ENTERPRISE: whom its authentication server knows, by Password; empty: anyone

	// Refuse, if not 0, is the code with which every join of this access point fails.
	Refuse int
	// NoLease is an access point that associates but gives no address.
	NoLease bool
	// Drift is by how many dBm the signal wanders around RSSI, up and down within about a minute. The way that it goes
	// depends on the Seed of the configuration and on the time since the module was powered.
	Drift int
	// Outages are when it is off the air.
	Outages []Outage

	down   int  // outages that it is in
	serial uint // tells it from one that it was set in place of, whose outages are none of its own
}

// same reports whether two access points are one to a station.
func (ap AccessPoint) same(other AccessPoint) bool {
	return ap.SSID == other.SSID && ap.BSSID == other.BSSID
}

// What every join of an access point can fail with, as its Refuse. The values are those that +CWJAP has for the reason.
const (
	RefuseSilent   = joinTimeout   // it never answers: the join times out
	RefusePassword = wrongPassword // it takes no password
	RefuseUnseen   = noSuchAP      // it is seen in a scan, and no more when it is to be joined
	RefuseFull     = joinFailed    // it has no room for another station
)

// Outage is a time when an access point is off the air, counted from when the module was powered or the access point was
// set.
type Outage struct {
	After time.Duration // when it begins
	For   time.Duration // how long it lasts; 0: it does not end
	Every time.Duration // from one such outage to the next; 0: there is one only
}

func (ap AccessPoint) apply(c *Config) { c.AccessPoints = append(c.AccessPoints, ap) }

// complete fills in what is zero and refuses what no access point can have.
func (ap AccessPoint) complete() (AccessPoint, error) {
	bad := func(format string, a ...any) (AccessPoint, error) {
		return ap, fmt.Errorf("emulator: access point %q: %s", ap.SSID, fmt.Sprintf(format, a...))
	}
	if len(ap.SSID) < 1 || len(ap.SSID) > 32 {
		return bad("an SSID has 1 to 32 bytes, this one has %d", len(ap.SSID))
	}
	if ap.Security == "" {
		ap.Security = Open
		if ap.Password != "" {
			ap.Security = WPA2
		}
	}
	security, err := ParseSecurity(string(ap.Security))
	if err != nil {
		return bad("%s", strings.TrimPrefix(err.Error(), "emulator: "))
	}
	ap.Security = security
	switch {
	case security == Open && ap.Password != "":
		return bad("an OPEN access point has no password: drop it, or give the security")
	case security == WEP && ap.Password == "":
		return bad("WEP needs a password")
	case security.personal() && (len(ap.Password) < 8 || len(ap.Password) > 64):
		return bad("%s needs a password of 8 to 64 bytes, this one has %d", security, len(ap.Password))
	case ap.Channel < 0 || ap.Channel > 14:
		return bad("channel %d: use 1 to 14", ap.Channel)
	case ap.RSSI > 0 || ap.RSSI < -127:
		return bad("RSSI %d: use -127 to 0 dBm", ap.RSSI)
	case ap.User != "" && security != WPA2Enterprise:
		return bad("a user is for %s only", WPA2Enterprise)
	case ap.Drift < 0 || ap.Drift > 60:
		return bad("drift %d: use 0 to 60 dB", ap.Drift)
	case ap.Refuse < 0 || ap.Refuse > 4:
		return bad("refuse %d: use a code from 1 to 4", ap.Refuse)
	}
	for _, o := range ap.Outages {
		if o.After < 0 || o.For < 0 || o.Every < 0 || (o.Every > 0 && (o.For == 0 || o.Every <= o.For)) {
			return bad("outage %v: a time is not negative, and what comes again ends before it does", o)
		}
	}
	if ap.Channel == 0 {
		ap.Channel = 1
	}
	if ap.RSSI == 0 {
		ap.RSSI = -50
	}
	if ap.BSSID == (MAC{}) {
		h := fnv.New64a()
		h.Write([]byte(ap.SSID))
		copy(ap.BSSID[:], h.Sum(nil))
		ap.BSSID[0] = ap.BSSID[0]&^1 | 2 // unicast, locally administered (IEEE 802)
	}
	return ap, nil
}
