//go:build linux && (amd64 || arm64 || riscv64)

package driver_test

import (
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"drivergen/driver"
)

// The systems of this file number errors as include/uapi/asm-generic/errno.h does.
func TestErrnosAreThoseOfLinux(t *testing.T) {
	texts := map[string]driver.Errno{}
	for e := driver.Errno(1); e < 200; e++ {
		want := unix.ErrnoName(syscall.Errno(e))
		switch want { // numbers of two names
		case "ENOTSUP":
			want = "EOPNOTSUPP"
		case "EFSCORRUPTED":
			want = "EUCLEAN"
		}
		if e.Name() != want {
			t.Errorf("%d is %q, want %q", int(e), e.Name(), want)
		}
		if same, taken := texts[e.Error()]; taken {
			t.Errorf("%s and %s both read %q", same.Name(), e.Name(), e)
		}
		texts[e.Error()] = e
	}
	if driver.ENOKEY != 126 || driver.EKEYREJECTED != 129 || driver.EHWPOISON.Name() != "EHWPOISON" {
		t.Errorf("the keys' errnos are %d and %d", int(driver.ENOKEY), int(driver.EKEYREJECTED))
	}
}
