package esp8266_test

import (
	"testing"
	"testing/synctest"
	"time"

	"drivergen/impl/esp8266"
	"drivergen/impl/esp8266/emulator/linerate"
)

const (
	// connectionBuffer is what each direction of a connection of the rig's network holds.
	connectionBuffer = 4096
	// moduleWindow is the most that the emulated module keeps of a link: its window, overrun by less than one segment.
	moduleWindow = 5760 + 2880
	// receiveBuffer is what the driver may keep of a socket.
	receiveBuffer = 8192
)

// A reader that is slow holds its peer back, where the firmware keeps what nobody has read: nothing is lost, and no
// more is under way than the buffers hold. A fast reader beside it is not slowed.
func TestSlowReaderHoldsItsPeerBack(t *testing.T) {
	for _, f := range firmwares {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			l := linerate.Line{Firmware: f.firmware, Baud: 921600, Turn: 2 * time.Millisecond}
			synctest.Test(t, func(t *testing.T) {
				x := startTransfer(t, l, esp8266.ReceiveBuffer(receiveBuffer))
				x.Memory.SetBuffer(connectionBuffer)
				const n = 256 << 10
				source := x.Source(n)
				slow := x.dial(source.AddrPort)
				source.Start()

				read := 0
				held := func() {
					t.Helper()
					if ahead := source.Sent() - read; ahead > connectionBuffer+moduleWindow+receiveBuffer {
						t.Errorf("the peer is %d bytes ahead of a reader that has read %d", ahead, read)
					}
				}
				time.Sleep(time.Minute)
				held()
				if fast := (rate{n, x.download(n), l.Download(n, true)}); fast.fraction() < leastFraction {
					t.Errorf("beside a reader that does not read, a download has %.4f of the line, want %v",
						fast.fraction(), leastFraction)
				}
				held()

				paced := readerFunc(func(p []byte) (int, error) {
					time.Sleep(200 * time.Millisecond)
					k, err := reader{x, slow}.Read(p)
					read += k
					held()
					return k, err
				})
				x.check(linerate.Check(paced, n/2))
				x.check(linerate.CheckFrom(reader{x, slow}, n/2, n-n/2))
				x.close(slow)
			})
		})
	}
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
