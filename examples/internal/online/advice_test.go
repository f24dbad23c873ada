package online_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"drivergen/driver"
	"drivergen/examples/internal/online"
	"drivergen/generated/ieee80211dev"
	"drivergen/wifi"
)

func TestAdviseJoin(t *testing.T) {
	found := []ieee80211dev.ScanInfo{{SSID: "a"}, {SSID: ""}, {SSID: "b\n"}, {SSID: "a"}}
	for _, tt := range []struct {
		err  error
		want string
	}{
		{ieee80211dev.EACCES, `"lab" refused the password: check --password or $WIFI_PASSWORD`},
		{ieee80211dev.ENOENT, `no access point in range is called "lab": check --ssid, in range: "a", "b\n"`},
		{ieee80211dev.ETIMEDOUT, `"lab" does not answer in time: move the module closer, or try again`},
		{ieee80211dev.ECONNREFUSED, `"lab" refused the module: it may be full, or keep a list of those that it lets in, or want WPA3`},
		{ieee80211dev.EINVAL, "invalid argument: check --ssid (32 bytes at the most) and --password (64 at the most)"},
		{&wifi.JoinError{SSID: "lab", Attempts: 1, Err: ieee80211dev.EINVAL}, "invalid argument: check --ssid (32 bytes at the most) and --password (64 at the most)"},
		{ieee80211dev.EIO, "input/output error"},
	} {
		if err := online.AdviseJoin("lab", found, fmt.Errorf("%w", tt.err)); err.Error() != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("%v: %q, want %q", tt.err, err, tt.want)
		}
	}
	if got := online.AdviseJoin("lab", nil, ieee80211dev.ENOENT).Error(); !strings.HasSuffix(got, "in range: none") {
		t.Errorf("without access points: %q", got)
	}
}

// The advice is said instead of the error, which stays behind it.
func TestAdviseDial(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want string
	}{
		{&net.DNSError{Name: "h.test", IsNotFound: true, UnwrapErr: driver.ENOENT}, "unknown host h.test: check --server"},
		{&net.OpError{Op: "dial", Err: driver.ECONNREFUSED}, "nobody listens at h.test:7: check --server and whether the server runs"},
		{&net.OpError{Op: "dial", Err: driver.ETIMEDOUT}, "h.test:7 does not answer in time: check --server and whether the server runs"},
	} {
		err := online.AdviseDial("h.test:7", "server", tt.err)
		if err.Error() != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("%v: %q, want %q", tt.err, err, tt.want)
		}
	}
	if err := online.AdviseDial("h.test:7", "server", io.EOF); err != io.EOF {
		t.Errorf("io.EOF: %v", err)
	}
}

func TestAdviseEnd(t *testing.T) {
	cause := errors.New("waiting")
	if err := online.AdviseEnd(t.Context(), time.Second, cause); err != cause {
		t.Errorf("before the end: %v", err)
	}
	late, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	if err := online.AdviseEnd(late, time.Second, cause); err.Error() != "not done in 1s, --timeout allows more: waiting" || !errors.Is(err, cause) {
		t.Errorf("too late: %v", err)
	}
	closed := &net.OpError{Op: "read", Err: net.ErrClosed}
	if err := online.AdviseEnd(late, time.Second, closed); err.Error() != "not done in 1s, --timeout allows more" || !errors.Is(err, closed) {
		t.Errorf("closed by the end: %v", err)
	}
	if err := online.AdviseEnd(late, time.Second, context.DeadlineExceeded); err.Error() != "not done in 1s, --timeout allows more" || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("nothing but the end: %v", err)
	}
	interrupted, interrupt := context.WithCancel(t.Context())
	interrupt()
	if err := online.AdviseEnd(interrupted, time.Second, cause); err.Error() != "interrupted" {
		t.Errorf("interrupted: %v", err)
	}
}

func TestAdviseModule(t *testing.T) {
	for _, tt := range []struct {
		address string
		err     error
		want    string
	}{
		{"emulator:", driver.EIO, "the module at emulator: input/output error"},
		{"serial:COM3", driver.EIO, "the module at serial:COM3: input/output error"},
		{"serial:COM3", driver.ENODEV, "the module at serial:COM3 is gone: no such device: check its plug and its power"},
	} {
		if err := online.AdviseModule(tt.address, tt.err); err.Error() != tt.want || !errors.Is(err, tt.err) {
			t.Errorf("%s, %v: %q, want %q", tt.address, tt.err, err, tt.want)
		}
	}
}

func TestLost(t *testing.T) {
	for err, want := range map[error]bool{
		io.EOF: true, io.ErrUnexpectedEOF: true, driver.ECONNRESET: true, driver.EPIPE: true, driver.EIO: true, driver.ENETDOWN: true,
		&net.OpError{Op: "write", Err: driver.Fail("write", driver.EPIPE, nil)}: true,
		driver.ECONNREFUSED: false, driver.ENOENT: false, driver.ETIMEDOUT: false, driver.EINVAL: false,
		net.ErrClosed: false, os.ErrDeadlineExceeded: false, context.Canceled: false, errors.New("another one"): false,
	} {
		if got := online.Lost(err); got != want {
			t.Errorf("Lost(%v) is %v", err, got)
		}
	}
}
