package interop

import (
	"testing"

	"tinygo.org/x/drivers/netdev"
	"tinygo.org/x/drivers/netlink"

	"drivergen/driver"
	"drivergen/impl/netdever"
	"drivergen/tinynet"
	"drivergen/wifi"
)

// The errors of tinygo.org/x/drivers become errnos, and stay in their place as causes.
func TestTinyGosErrorsHaveErrnos(t *testing.T) {
	for err, want := range map[error]driver.Errno{
		netdev.ErrHostUnknown:          driver.ENOENT,
		netdev.ErrMalAddr:              driver.EINVAL,
		netdev.ErrFamilyNotSupported:   driver.EAFNOSUPPORT,
		netdev.ErrProtocolNotSupported: driver.EPROTONOSUPPORT,
		netdev.ErrStartingDHCPClient:   driver.ENETDOWN,
		netdev.ErrStartingDHCPServer:   driver.ENETDOWN,
		netdev.ErrNoMoreSockets:        driver.EMFILE,
		netdev.ErrClosingSocket:        driver.EIO,
		netdev.ErrNotSupported:         driver.EOPNOTSUPP,
		netdev.ErrInvalidSocketFd:      driver.EBADF,
		netdev.ErrTimeout:              driver.ETIMEDOUT,
	} {
		chip := failing{err: err}
		dev := netdever.New(chip, tinynet.FromLinker[netlink.ConnectParams, netlink.Event](chip, toNetlink))
		_, got := dev.Net().Resolve(t.Context(), "a.example")
		wants(t, got, want, err)
		check(t, dev.Close())
	}
	for err, want := range map[error]driver.Errno{
		netlink.ErrConnected:         driver.EBUSY,
		netlink.ErrConnectFailed:     driver.EIO,
		netlink.ErrConnectTimeout:    driver.ETIMEDOUT,
		netlink.ErrShortPassphrase:   driver.EINVAL,
		netlink.ErrAuthFailure:       driver.EACCES,
		netlink.ErrAuthTypeNoGood:    driver.EOPNOTSUPP,
		netlink.ErrConnectModeNoGood: driver.EOPNOTSUPP,
		netlink.ErrMissingSSID:       driver.EINVAL,
		netlink.ErrNotSupported:      driver.EOPNOTSUPP,
	} {
		chip := failing{err: err}
		dev := netdever.New(nil, tinynet.FromLinker[netlink.ConnectParams, netlink.Event](chip, toNetlink))
		wants(t, wifi.New(dev.WiFi()).Join(t.Context(), ssid, wifi.Password(passphrase), wifi.Retries(0)), want, err)
		check(t, dev.Close())
	}
}
