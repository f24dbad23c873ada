package esp8266_test

import (
	"io"
	"math/rand/v2"
	"time"

	"drivergen/impl/esp8266/emulator"
)

// slowPort is a host that is kept from its UART now and then. What comes meanwhile is lost where its receiver has no room.
type slowPort struct {
	io.ReadWriteCloser
	rng *rand.Rand
}

// slowRoom is the bytes that such a host's receiver holds: what takes 11 ms at 460800 baud.
const slowRoom = 512

func (p slowPort) Read(b []byte) (int, error) {
	if p.rng.IntN(1000) == 0 {
		time.Sleep(time.Duration(p.rng.IntN(100)) * time.Millisecond)
	}
	return p.ReadWriteCloser.Read(b)
}

// overruns reports whether a run has a slow host.
func (r soakRun) overruns() bool { return r.secure && r.seed%4 == 3 }

// port gives the host's end of the line.
func (r soakRun) port(emu *emulator.Emulator) io.ReadWriteCloser {
	if !r.overruns() {
		return emu.Port()
	}
	return slowPort{emu.Port(), r.rand(9)}
}
