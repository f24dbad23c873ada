package interop

import (
	"errors"
	"net"
	"reflect"
	"testing"

	"tinygo.org/x/drivers/netdev"

	"drivergen/generated/tinygo"
)

func TestNetdeverIsOneInterface(t *testing.T) {
	ours, theirs := reflect.TypeFor[tinygo.Netdever](), reflect.TypeFor[netdev.Netdever]()
	if !ours.AssignableTo(theirs) || !theirs.AssignableTo(ours) {
		t.Error("a Netdever of the one kind is none of the other")
	}
	compareMethods(t, ours, theirs)
}

func TestNetdevConstants(t *testing.T) {
	compareNumbers(t, map[string][2]int{
		"AF_INET":       {tinygo.AF_INET, netdev.AF_INET},
		"SOCK_STREAM":   {tinygo.SOCK_STREAM, netdev.SOCK_STREAM},
		"SOCK_DGRAM":    {tinygo.SOCK_DGRAM, netdev.SOCK_DGRAM},
		"SOL_SOCKET":    {tinygo.SOL_SOCKET, netdev.SOL_SOCKET},
		"SO_KEEPALIVE":  {tinygo.SO_KEEPALIVE, netdev.SO_KEEPALIVE},
		"SOL_TCP":       {tinygo.SOL_TCP, netdev.SOL_TCP},
		"TCP_KEEPINTVL": {tinygo.TCP_KEEPINTVL, netdev.TCP_KEEPINTVL},
		"IPPROTO_TCP":   {tinygo.IPPROTO_TCP, netdev.IPPROTO_TCP},
		"IPPROTO_UDP":   {tinygo.IPPROTO_UDP, netdev.IPPROTO_UDP},
		"IPPROTO_TLS":   {tinygo.IPPROTO_TLS, netdev.IPPROTO_TLS},
		"F_SETFL":       {tinygo.F_SETFL, netdev.F_SETFL},
		// TinyGo's net package has the number, netdev has no name for it.
		"SO_LINGER": {tinygo.SO_LINGER, 0xd},
	})
}

// An untyped constant fits wherever TinyGo's does.
func TestNetdevConstantsAreUntyped(t *testing.T) {
	var number uint8 = tinygo.IPPROTO_TLS
	var wide int64 = tinygo.AF_INET
	if number != netdev.IPPROTO_TLS || wide != netdev.AF_INET {
		t.Errorf("got %d, %d", number, wide)
	}
}

func TestNetdevErrors(t *testing.T) {
	compareErrors(t, map[string][2]error{
		"ErrHostUnknown":          {tinygo.ErrHostUnknown, netdev.ErrHostUnknown},
		"ErrMalAddr":              {tinygo.ErrMalAddr, netdev.ErrMalAddr},
		"ErrFamilyNotSupported":   {tinygo.ErrFamilyNotSupported, netdev.ErrFamilyNotSupported},
		"ErrProtocolNotSupported": {tinygo.ErrProtocolNotSupported, netdev.ErrProtocolNotSupported},
		"ErrStartingDHCPClient":   {tinygo.ErrStartingDHCPClient, netdev.ErrStartingDHCPClient},
		"ErrStartingDHCPServer":   {tinygo.ErrStartingDHCPServer, netdev.ErrStartingDHCPServer},
		"ErrNoMoreSockets":        {tinygo.ErrNoMoreSockets, netdev.ErrNoMoreSockets},
		"ErrClosingSocket":        {tinygo.ErrClosingSocket, netdev.ErrClosingSocket},
		"ErrNotSupported":         {tinygo.ErrNotSupported, netdev.ErrNotSupported},
		"ErrInvalidSocketFd":      {tinygo.ErrInvalidSocketFd, netdev.ErrInvalidSocketFd},
		"ErrTimeout":              {tinygo.ErrTimeout, netdev.ErrTimeout},
	})
}

func TestTimeout(t *testing.T) {
	for name, err := range map[string]error{"ours": tinygo.ErrTimeout, "TinyGo's": netdev.ErrTimeout} {
		var e net.Error
		if !errors.As(err, &e) || !e.Timeout() {
			t.Errorf("%s: %v is no time-out", name, err)
		}
		temporary, ok := err.(interface{ Temporary() bool })
		if !ok || !temporary.Temporary() {
			t.Errorf("%s: %v is not temporary", name, err)
		}
	}
}
