//go:build !tinygo

package driver

import (
	"io/fs"
	"os"
)

// isOS compares with the errors of the operating system's packages.
func (e Errno) isOS(target error) bool {
	switch target {
	case os.ErrDeadlineExceeded:
		return e == ETIMEDOUT
	case fs.ErrPermission:
		return e == EACCES || e == EPERM
	case fs.ErrNotExist:
		return e == ENOENT
	case fs.ErrExist:
		return e == EEXIST || e == ENOTEMPTY
	}
	return e.isSyscall(target)
}
