package tinynet

import (
	"net"

	"drivergen/generated/tinygo"
)

// A Linker is a Netlinker with the types of another package: its connect parameters P and
// its event E. The Netlinker of tinygo.org/x/drivers/netlink is a
// Linker[netlink.ConnectParams, netlink.Event].
type Linker[P any, E ~int] interface {
	NetConnect(params *P) error
	NetDisconnect()
	NetNotify(cb func(E))
	GetHardwareAddr() (net.HardwareAddr, error)
}

// AsLinker returns link with the types of another package. The function params converts
// its parameters. The errors are those of link: ErrorValues makes them that package's own.
func AsLinker[P any, E ~int](link tinygo.Netlinker, params func(P) tinygo.ConnectParams) Linker[P, E] {
	return translated[P, E, tinygo.ConnectParams, tinygo.Event]{link, params}
}

// FromLinker returns another package's Netlinker with the types of package tinygo. The
// function params converts the parameters. The errors are those of link.
func FromLinker[P any, E ~int](link Linker[P, E], params func(tinygo.ConnectParams) P) tinygo.Netlinker {
	return translated[tinygo.ConnectParams, tinygo.Event, P, E]{link, params}
}

// translated is a Linker with the types P and E over one with the types Q and F.
type translated[P any, E ~int, Q any, F ~int] struct {
	link   Linker[Q, F]
	params func(P) Q
}

func (t translated[P, E, Q, F]) NetConnect(params *P) error {
	if params == nil {
		return t.link.NetConnect(nil)
	}
	q := t.params(*params)
	return t.link.NetConnect(&q)
}

func (t translated[P, E, Q, F]) NetDisconnect() { t.link.NetDisconnect() }

func (t translated[P, E, Q, F]) NetNotify(cb func(E)) {
	if cb == nil {
		t.link.NetNotify(nil)
		return
	}
	t.link.NetNotify(func(event F) { cb(E(event)) })
}

func (t translated[P, E, Q, F]) GetHardwareAddr() (net.HardwareAddr, error) {
	return t.link.GetHardwareAddr()
}
