//go:build tinygo

package driver

func (e Errno) isOS(error) bool { return false }
