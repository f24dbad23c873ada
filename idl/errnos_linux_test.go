//go:build linux && (amd64 || arm64 || riscv64)

package idl

import (
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// The systems of this file number errors as include/uapi/asm-generic/errno.h does.
func TestErrnosAreThoseOfLinux(t *testing.T) {
	for number := 1; number < 200; number++ {
		want := unix.ErrnoName(syscall.Errno(number))
		switch want { // numbers of two names
		case "ENOTSUP":
			want = "EOPNOTSUPP"
		case "EFSCORRUPTED":
			want = "EUCLEAN"
		}
		if got := linuxErrnoOf(number); got != want {
			t.Errorf("%d is %q, want %q", number, got, want)
		}
	}
}
