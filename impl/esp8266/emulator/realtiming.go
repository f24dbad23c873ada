package emulator

import "time"

// RealTiming is about what a real module with a firmware takes over everything, in a quiet room and near its access
// point.
func RealTiming(f Firmware) Timing {
	t := Timing{
		Boot: 300 * time.Millisecond, Restart: 200 * time.Millisecond, AutoConnect: time.Second,
		Scan: 2200 * time.Millisecond, Join: 1800 * time.Millisecond, DHCP: 900 * time.Millisecond,
		JoinFail: 15 * time.Second, Rejoin: 1500 * time.Millisecond,
		Resolve: 60 * time.Millisecond, Connect: 25 * time.Millisecond, Ping: 9 * time.Millisecond,
		Stations: 3 * time.Second, WPS: 120 * time.Second, Turn: 2 * time.Millisecond,
	}
	if f.nonOS() {
		t.Restart = 10 * time.Millisecond
		t.JoinOK, t.JoinFail = 500*time.Millisecond, 14*time.Second
		t.Ack, t.GiveUp = 30*time.Millisecond, 20*time.Second
	}
	return t
}
