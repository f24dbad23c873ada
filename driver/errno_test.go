package driver_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"net"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
)

func TestErrnoIs(t *testing.T) {
	same := []struct {
		errno  driver.Errno
		target error
	}{
		{driver.ECONNREFUSED, driver.ECONNREFUSED},
		{driver.ECONNREFUSED, syscall.ECONNREFUSED},
		{driver.ENOENT, syscall.ENOENT},
		{driver.EPFNOSUPPORT, syscall.EPFNOSUPPORT},
		{driver.ENOENT, fs.ErrNotExist},
		{driver.EACCES, fs.ErrPermission},
		{driver.EPERM, fs.ErrPermission},
		{driver.EEXIST, fs.ErrExist},
		{driver.ENOTEMPTY, fs.ErrExist},
		{driver.ENOTTY, syscall.ENOTTY},
		{driver.ETIMEDOUT, syscall.ETIMEDOUT},
		{driver.ETIMEDOUT, os.ErrDeadlineExceeded},
		{driver.ETIMEDOUT, context.DeadlineExceeded},
		{driver.ECANCELED, context.Canceled},
		{driver.ENOSYS, errors.ErrUnsupported},
		{driver.EOPNOTSUPP, errors.ErrUnsupported},
		{driver.EPROTONOSUPPORT, errors.ErrUnsupported},
		{driver.EAFNOSUPPORT, errors.ErrUnsupported},
	}
	for _, c := range same {
		for _, err := range []error{c.errno, driver.Fail("connect", c.errno, nil), fmt.Errorf("wrapped: %w", driver.Fail("connect", c.errno, io.ErrClosedPipe))} {
			if !errors.Is(err, c.target) {
				t.Errorf("%v is not %v", err, c.target)
			}
		}
	}
	different := []struct {
		errno  driver.Errno
		target error
	}{
		{driver.ECONNREFUSED, driver.ECONNRESET},
		{driver.ECONNREFUSED, syscall.ECONNRESET},
		{driver.ECONNREFUSED, os.ErrDeadlineExceeded},
		{driver.EAGAIN, context.DeadlineExceeded},
		{driver.ETIMEDOUT, context.Canceled},
		{driver.EIO, errors.ErrUnsupported},
		{driver.EIO, fs.ErrNotExist},
		{driver.ECOMM, syscall.Errno(driver.ECOMM + 1)},
	}
	for _, c := range different {
		if errors.Is(c.errno, c.target) {
			t.Errorf("%v is %v", c.errno, c.target)
		}
	}
}

// Names, not numbers, are compared with the system's.
func TestErrnoHasLinuxNumbers(t *testing.T) {
	numbers := map[driver.Errno]int{
		driver.EPERM: 1, driver.EIO: 5, driver.EBADF: 9, driver.EAGAIN: 11, driver.EINVAL: 22, driver.EMFILE: 24, driver.EPIPE: 32,
		driver.ECOMM: 70, driver.EPFNOSUPPORT: 96, driver.ENOTCONN: 107, driver.ETIMEDOUT: 110, driver.ECONNREFUSED: 111, driver.ECANCELED: 125,
	}
	for errno, number := range numbers {
		if int(errno) != number {
			t.Errorf("%s is %d, want %d", errno.Name(), int(errno), number)
		}
	}
}

func TestErrnoText(t *testing.T) {
	if got := driver.ECONNREFUSED.Name(); got != "ECONNREFUSED" {
		t.Errorf("Name() = %q", got)
	}
	if got := driver.ECONNREFUSED.Error(); got != "connection refused" {
		t.Errorf("Error() = %q", got)
	}
	if got := driver.Errno(3999).Error(); got != "errno 3999" {
		t.Errorf("Error() = %q", got)
	}
	if got := driver.Errno(3999).Name(); got != "" {
		t.Errorf("Name() = %q", got)
	}
}

func TestNameErrno(t *testing.T) {
	const own = driver.FirstOwn + 900
	if driver.NameErrno(own, "ESTALL", "motor stalled") != own || own.Name() != "ESTALL" || own.Error() != "motor stalled" {
		t.Errorf("named %q, %q", own.Name(), own.Error())
	}
	driver.NameErrno(driver.EIO, "EOTHER", "something else")
	if driver.EIO.Name() != "EIO" {
		t.Errorf("a Linux number was renamed to %q", driver.EIO.Name())
	}
}

func TestErrnoTimeout(t *testing.T) {
	for _, errno := range []driver.Errno{driver.ETIMEDOUT, driver.EAGAIN, driver.EIO, driver.ECANCELED} {
		want := errno == driver.ETIMEDOUT || errno == driver.EAGAIN
		var e net.Error
		if !errors.As(driver.Fail("recv", errno, nil), &e) {
			t.Fatalf("%v is no net.Error", errno)
		}
		if e.Timeout() != want || errno.Timeout() != want {
			t.Errorf("%v: Timeout() = %v", errno, e.Timeout())
		}
	}
	for errno, want := range map[driver.Errno]bool{driver.EBUSY: true, driver.EMFILE: true, driver.EINTR: true, driver.EPIPE: false} {
		if err := driver.Fail("op", errno, nil).(*driver.Error); errno.Temporary() != want || err.Temporary() != want {
			t.Errorf("%v: Temporary() = %v", errno, errno.Temporary())
		}
	}
}

func TestErrorText(t *testing.T) {
	err := driver.Fail("connect", driver.ECONNREFUSED, errors.New("AT+CIPSTART answered ERROR"))
	if got, want := driver.Fail("connect", driver.ECONNREFUSED, driver.ECONNREFUSED).Error(), "connect: connection refused"; got != want {
		t.Errorf("with a cause that says the same: %q, want %q", got, want)
	}
	if got, want := err.Error(), "connect: connection refused: AT+CIPSTART answered ERROR"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := driver.Fail("connect", driver.ECONNREFUSED, nil).Error(), "connect: connection refused"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWrap(t *testing.T) {
	if driver.Wrap("recv", nil) != nil {
		t.Error("nil did not stay nil")
	}
	if driver.Wrap("recv", io.EOF) != io.EOF {
		t.Error("io.EOF did not stay io.EOF")
	}
	cause := errors.New("cause")
	inner := driver.Fail("recv", driver.EIO, cause)
	if driver.Wrap("recv", inner) != inner {
		t.Error("an Error of the same call was wrapped again")
	}
	var e *driver.Error
	if err := driver.Wrap("send_to", inner); !errors.As(err, &e) || e.Op != "send_to" || e.Errno != driver.EIO || !errors.Is(err, cause) {
		t.Errorf("an Error of another call became %#v", err)
	}
	if err := driver.Wrap("recv", driver.EPIPE); !errors.As(err, &e) || e.Op != "recv" || e.Errno != driver.EPIPE || e.Err != nil {
		t.Errorf("an Errno became %#v", err)
	}
	if err := driver.Wrap("recv", cause); !errors.As(err, &e) || e.Errno != driver.EIO || !errors.Is(err, cause) {
		t.Errorf("a plain error became %#v", err)
	}
}

type slow struct{}

func (slow) Error() string { return "slow" }
func (slow) Timeout() bool { return true }

func TestErrnoOf(t *testing.T) {
	cases := []struct {
		err  error
		want driver.Errno
	}{
		{nil, 0},
		{driver.EPIPE, driver.EPIPE},
		{fmt.Errorf("x: %w", driver.Fail("a", driver.ENOTCONN, nil)), driver.ENOTCONN},
		{&net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}, driver.ECONNREFUSED},
		{syscall.EAGAIN, driver.EAGAIN},
		{context.DeadlineExceeded, driver.ETIMEDOUT},
		{os.ErrDeadlineExceeded, driver.ETIMEDOUT},
		{slow{}, driver.ETIMEDOUT},
		{context.Canceled, driver.ECANCELED},
		{errors.ErrUnsupported, driver.EOPNOTSUPP},
		{driver.NotFilledIn{Call: "Hardware.Connect"}, driver.ENOSYS},
		{errors.New("other"), driver.EIO},
		{io.ErrUnexpectedEOF, driver.EIO},
	}
	for _, c := range cases {
		if got := driver.ErrnoOf(c.err); got != c.want {
			t.Errorf("ErrnoOf(%v) = %v, want %v", c.err, got, c.want)
		}
	}
}

func TestFromContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		<-ctx.Done()
		err := driver.FromContext("recv", ctx)
		for _, target := range []error{driver.ETIMEDOUT, context.DeadlineExceeded, os.ErrDeadlineExceeded, syscall.ETIMEDOUT} {
			if !errors.Is(err, target) {
				t.Errorf("%v is not %v", err, target)
			}
		}
	})
	why := errors.New("no longer wanted")
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(why)
	err := driver.FromContext("recv", ctx)
	if !errors.Is(err, driver.ECANCELED) || !errors.Is(err, context.Canceled) || !errors.Is(err, why) {
		t.Errorf("got %v", err)
	}
}

func TestSentinels(t *testing.T) {
	if a, b := driver.Sentinel("Host unknown"), driver.Sentinel("Host unknown"); a == b || a.Error() != "Host unknown" {
		t.Errorf("%v and %v", a, b)
	}
	err := driver.TimeoutError("i/o timeout")
	var e net.Error
	if err.Error() != "i/o timeout" || !errors.As(err, &e) || !e.Timeout() {
		t.Errorf("got %#v", err)
	}
}

func TestNotFilledIn(t *testing.T) {
	var missing driver.NotFilledIn
	err := driver.Wrap("connect", driver.NotFilledIn{Call: "Hardware.Connect"})
	if !errors.As(err, &missing) || missing.Call != "Hardware.Connect" || !errors.Is(err, driver.ENOSYS) || !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("got %v", err)
	}
}

func TestBadArguments(t *testing.T) {
	cases := []struct {
		err  error
		text string
	}{
		{driver.BadLength("join", "ssid", driver.EINVAL, 40, 1, 32), "join: invalid argument: ssid has 40 bytes, want 1 to 32"},
		{driver.BadLength("join", "bssid", driver.EINVAL, 7, 6, 6), "join: invalid argument: bssid has 7 bytes, want 6"},
		{driver.BadCount("mix", "colours", driver.EINVAL, 0, 3, 3), "mix: invalid argument: colours has 0 elements, want 3"},
		{driver.BadLength("join", "ssid", driver.EINVAL, 0, 1, -1), "join: invalid argument: ssid has 0 bytes, want 1 or more"},
		{driver.BadValue("connect", "port", driver.EINVAL, 0, "1 or more"), "connect: invalid argument: port is 0, want 1 or more"},
		{driver.BadValue("move", "speed", driver.ERANGE, -0.5, "0 or more"), "move: " + driver.ERANGE.Error() + ": speed is -0.5, want 0 or more"},
		{driver.BadValue("move", "steps", driver.EINVAL, 1_000_000, "1000 or less"), "move: invalid argument: steps is 1000000, want 1000 or less"},
		{driver.BadValue("move", "way", driver.EINVAL, 2.5e6, "1 or less"), "move: invalid argument: way is 2500000, want 1 or less"},
		{driver.BadValue("move", "way", driver.EINVAL, 1e300, "1 or less"), "move: invalid argument: way is 1e+300, want 1 or less"},
		{driver.BadValue("move", "way", driver.EINVAL, math.NaN(), "1 or less"), "move: invalid argument: way is NaN, want 1 or less"},
		{driver.BadValue("move", "steps", driver.EINVAL, int64(math.MinInt64), "0 or more"), "move: invalid argument: steps is -9223372036854775808, want 0 or more"},
		{driver.BadValue("move", "steps", driver.EINVAL, uint64(math.MaxUint64), "1 or less"), "move: invalid argument: steps is 18446744073709551615, want 1 or less"},
		{driver.BadChoice("shutdown", "how", driver.EINVAL, "BOTH", "RD, WR"), `shutdown: invalid argument: how is "BOTH", want one of RD, WR`},
	}
	for _, c := range cases {
		if c.err.Error() != c.text {
			t.Errorf("got %q, want %q", c.err, c.text)
		}
	}
}

func TestLastErrno(t *testing.T) {
	var last driver.LastErrno
	if status := last.Failed(nil); status != 0 || last.Errno() != 0 {
		t.Errorf("no error: %d, errno %d", status, last.Errno())
	}
	if status := last.Failed(driver.Fail("connect", driver.ECONNREFUSED, nil)); status != -1 || last.Errno() != 111 {
		t.Errorf("refused: %d, errno %d", status, last.Errno())
	}
	if last.Failed(nil); last.Errno() != 111 {
		t.Errorf("a success changed errno to %d", last.Errno())
	}
}
