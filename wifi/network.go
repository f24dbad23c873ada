package wifi

import (
	"cmp"
	"slices"
	"strconv"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
)

// A Network is a network that is known, for JoinBest and StayBest.
type Network struct {
	SSID     string                // its name, 1 to 32 bytes
	Password string                // empty for an open network; printed nowhere
	Security ieee80211dev.Security // empty: as [Security] says
	BSSID    driver.MAC            // the access point to join; zero leaves the choice to the device
	Hidden   bool                  // its name is not sent around: it is tried though no scan finds it
}

// String returns the network's name in quotes, and its access point where one is set.
func (n Network) String() string {
	if n.BSSID == (driver.MAC{}) {
		return strconv.Quote(n.SSID)
	}
	return strconv.Quote(n.SSID) + " at " + n.BSSID.String()
}

// GoString returns what String returns, for the verb %#v.
func (n Network) GoString() string { return n.String() }

func (n Network) info() ieee80211dev.ConnectInfo {
	return ieee80211dev.ConnectInfo{SSID: n.SSID, Password: n.Password, Security: n.Security, BSSID: n.BSSID}
}

// is reports whether a device that tells info is joined to the network.
func (n Network) is(info *ieee80211dev.ConnectionInfo) bool {
	return info != nil && info.SSID == n.SSID && (n.BSSID == driver.MAC{} || n.BSSID == info.BSSID)
}

// unheard is weaker than any signal, in dBm.
const unheard = -1 << 10

// strength returns the signal strength of the network's strongest access point among those found, in dBm.
func (n Network) strength(found []ieee80211dev.ScanInfo) (dBm int, ok bool) {
	dBm = unheard
	for _, ap := range found {
		if ap.SSID == n.SSID && (n.BSSID == driver.MAC{} || n.BSSID == ap.BSSID) {
			dBm, ok = max(dBm, ap.RSSI), true
		}
	}
	return dBm, ok
}

// rank returns the networks to try, the strongest first and hidden ones that were not found last.
func rank(known []Network, found []ieee80211dev.ScanInfo) []Network {
	var order []Network
	for _, n := range known {
		if _, ok := n.strength(found); ok || n.Hidden {
			order = append(order, n)
		}
	}
	slices.SortStableFunc(order, func(a, b Network) int {
		of, than := strengthOf(a, found), strengthOf(b, found)
		return cmp.Compare(than, of)
	})
	return order
}

func strengthOf(n Network, found []ieee80211dev.ScanInfo) int {
	dBm, _ := n.strength(found)
	return dBm
}
