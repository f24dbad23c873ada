package interop

import (
	"errors"
	"net"
	"net/netip"
	"os"
	"testing"

	"tinygo.org/x/drivers/netdev"
	"tinygo.org/x/drivers/netlink"

	"drivergen/driver"
)

// failing is a device whose calls fail.
type failing struct {
	netdev.Netdever
	err error
}

func (f failing) GetHostByName(string) (netip.Addr, error) { return netip.Addr{}, f.err }
func (f failing) NetConnect(*netlink.ConnectParams) error  { return f.err }
func (failing) NetDisconnect()                             {}
func (failing) NetNotify(func(netlink.Event))              {}
func (failing) GetHardwareAddr() (net.HardwareAddr, error) { return nil, netlink.ErrNotSupported }

// wants checks an error's number, and its cause by value.
func wants(t *testing.T, err error, errno driver.Errno, cause error) {
	t.Helper()
	if driver.ErrnoOf(err) != errno || !errors.Is(err, cause) {
		t.Errorf("%v: %v, want %s", cause, err, errno.Name())
	}
}

// quiet keeps what TinyGo's drivers print out of the test's output.
func quiet(t *testing.T) {
	t.Helper()
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	check(t, err)
	stdout := os.Stdout
	os.Stdout = null
	t.Cleanup(func() {
		os.Stdout = stdout
		null.Close()
	})
}
