//go:build tinygo

package driver

func (e Errno) isOS(error) bool { return false }

func osErrno(error, *Errno) bool { return false }
