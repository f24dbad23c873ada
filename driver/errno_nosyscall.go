//go:build !tinygo && plan9

package driver

func (e Errno) isSyscall(error) bool { return false }

func osErrno(error, *Errno) bool { return false }
