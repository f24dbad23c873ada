//go:build !tinygo && !plan9 && !wasip1

package driver

import "syscall"

// What WASI does not have.
func init() {
	syscallErrnos[ESOCKTNOSUPPORT] = syscall.ESOCKTNOSUPPORT
	syscallErrnos[EPFNOSUPPORT] = syscall.EPFNOSUPPORT
	syscallErrnos[ESHUTDOWN] = syscall.ESHUTDOWN
	syscallErrnos[EHOSTDOWN] = syscall.EHOSTDOWN
}
