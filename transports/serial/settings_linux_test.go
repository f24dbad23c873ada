package serial

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// settings asks the kernel: on the device's side of a pseudo terminal it gives
// the settings of the port's side (pty(7)).
func settings(t *testing.T, far *os.File) *unix.Termios {
	t.Helper()
	var s *unix.Termios
	if err := control(far, func(fd int) (err error) {
		s, err = unix.IoctlGetTermios(fd, unix.TCGETS2)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSpeed(t *testing.T) {
	for _, baud := range []int{9600, 115200, 921600, 74880, 250000} { // 74880 is in no table
		t.Run(fmt.Sprint(baud), func(t *testing.T) {
			port, far := openPTY(t, Baud(baud))
			if got := settings(t, far).Ospeed; got != uint32(baud) {
				t.Errorf("opened at %d, want %d", got, baud)
			}
			if err := port.SetBaud(57600); err != nil {
				t.Fatal(err)
			}
			if got := settings(t, far).Ospeed; got != 57600 || port.Baud() != 57600 {
				t.Errorf("after SetBaud %d, Baud() = %d; want 57600", got, port.Baud())
			}
			if err := port.SetBaud(baud); err != nil {
				t.Fatal(err)
			}
			if got := settings(t, far); got.Ospeed != uint32(baud) || got.Cflag&unix.CSIZE != unix.CS8 {
				t.Errorf("back at %d with %#o, want %d and CS8", got.Ospeed, got.Cflag, baud)
			}
		})
	}
	port, _ := openPTY(t)
	if port.Baud() != DefaultBaud {
		t.Errorf("Baud() = %d, want %d", port.Baud(), DefaultBaud)
	}
	if err := port.SetBaud(-1); err == nil {
		t.Error("SetBaud(-1): no error")
	}
}

func TestRTSCTS(t *testing.T) {
	for _, baud := range []int{115200, 74880} {
		t.Run(fmt.Sprint(baud), func(t *testing.T) {
			port, far := openPTY(t, RTSCTS(true), Baud(baud))
			want := func(when string, on bool) {
				t.Helper()
				s := settings(t, far)
				if got := s.Cflag&unix.CRTSCTS != 0; got != on || s.Ospeed != uint32(port.Baud()) {
					t.Errorf("%s: RTS/CTS %v at %d, want %v at %d", when, got, s.Ospeed, on, port.Baud())
				}
			}
			want("opened", true)
			if err := port.SetBaud(9600); err != nil {
				t.Fatal(err)
			}
			want("after SetBaud", true)
			for _, on := range []bool{false, true, true, false} {
				if err := port.SetRTSCTS(on); err != nil {
					t.Fatal(err)
				}
				want(fmt.Sprintf("after SetRTSCTS(%v)", on), on)
			}
		})
	}
	_, far := openPTY(t)
	if settings(t, far).Cflag&unix.CRTSCTS != 0 {
		t.Error("RTS/CTS is on without the option")
	}
}

// Nobody reads the device's side, as when flow control holds the sender back.
func TestCloseReleasesWrite(t *testing.T) {
	port, far := openPTY(t)
	done := make(chan error)
	go func() {
		for {
			if _, err := port.Write(make([]byte, 4096)); err != nil {
				done <- err
				return
			}
		}
	}()
	waitUntilFull(t, port)
	if err := port.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; !errors.Is(err, fs.ErrClosed) {
		t.Errorf("Write = %v, want fs.ErrClosed", err)
	}
	far.Close()
}

// waitUntilFull returns once the kernel takes no further byte.
func waitUntilFull(t *testing.T, port *Port) {
	t.Helper()
	for {
		var ready int
		if err := control(port.dev.(*linuxDevice).File, func(fd int) (err error) {
			ready, err = unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}, 0)
			return err
		}); err != nil && err != unix.EINTR {
			t.Fatal(err)
		}
		if ready == 0 {
			return
		}
	}
}

// Whoever is not the superuser cannot open a port that is open.
func TestPortIsClaimed(t *testing.T) {
	port, _ := openPTY(t)
	again, err := Open(t.Context(), port.path)
	if os.Geteuid() == 0 {
		if err != nil {
			t.Fatalf("the superuser's second Open: %v", err)
		}
		again.Close()
		return
	}
	if !errors.Is(err, unix.EBUSY) {
		t.Errorf("second Open = %v, want EBUSY", err)
	}
}
