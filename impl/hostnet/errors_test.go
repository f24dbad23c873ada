package hostnet

import (
	"context"
	"errors"
	"net"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"drivergen/driver"
	"drivergen/generated/tinygo"
)

func TestErrorsGetTheirNumbers(t *testing.T) {
	inOp := func(err error) error {
		return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", err)}
	}
	tests := []struct {
		in   error
		want driver.Errno
	}{
		{inOp(syscall.ECONNREFUSED), driver.ECONNREFUSED},
		{inOp(syscall.EHOSTUNREACH), driver.EHOSTUNREACH},
		{inOp(syscall.ENETUNREACH), driver.ENETUNREACH},
		{inOp(syscall.ENOTTY), driver.EIO},
		{inOp(os.ErrDeadlineExceeded), driver.ETIMEDOUT},
		{context.Canceled, driver.ECANCELED},
		{net.ErrClosed, driver.ECONNABORTED},
		{driver.EBADF, driver.EBADF},
		{&net.DNSError{Name: "x", IsNotFound: true}, driver.ENOENT},
		{&net.DNSError{Name: "x", IsTimeout: true}, driver.ETIMEDOUT},
		{&net.DNSError{Name: "x", IsTemporary: true}, driver.EIO},
	}
	for _, tt := range tests {
		got := asErrno("op", tt.in)
		if driver.ErrnoOf(got) != tt.want || !errors.Is(got, tt.in) {
			t.Errorf("asErrno(%v) = %v, want %s around it", tt.in, got, tt.want.Name())
		}
	}
	if text := asErrno("connect", inOp(syscall.ECONNREFUSED)).Error(); runtime.GOOS != "windows" && text != "connect: connection refused" {
		t.Errorf("the text is %q, want it said once", text)
	}
	if text := asErrno("set_option", inOp(syscall.ENOTTY)).Error(); !strings.HasSuffix(text, ": "+syscall.ENOTTY.Error()) {
		t.Errorf("the text is %q, want the system's with it", text)
	}
	if asErrno("op", nil) != nil {
		t.Error("no error became one")
	}
	if err := asErrno("resolve", tests[8].in); !errors.Is(err, tinygo.ErrHostUnknown) {
		t.Errorf("an unknown host: %v, want ErrHostUnknown as a cause", err)
	}
}
