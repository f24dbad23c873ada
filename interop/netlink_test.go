package interop

import (
	"reflect"
	"testing"

	"tinygo.org/x/drivers/netlink"

	"drivergen/generated/tinygo"
)

// Netlinker's parameters are named types, so that one cannot be assigned to the other:
// it is compared method by method.
func TestNetlinkerHasTheSameMethods(t *testing.T) {
	compareMethods(t, reflect.TypeFor[tinygo.Netlinker](), reflect.TypeFor[netlink.Netlinker]())
}

func TestConnectParams(t *testing.T) {
	compareTypes(t, "ConnectParams", reflect.TypeFor[tinygo.ConnectParams](), reflect.TypeFor[netlink.ConnectParams]())
}

func TestNetlinkConstants(t *testing.T) {
	compareNumbers(t, map[string][2]int{
		"EventNetUp":            {int(tinygo.EventNetUp), int(netlink.EventNetUp)},
		"EventNetDown":          {int(tinygo.EventNetDown), int(netlink.EventNetDown)},
		"ConnectModeSTA":        {tinygo.ConnectModeSTA, netlink.ConnectModeSTA},
		"ConnectModeAP":         {tinygo.ConnectModeAP, netlink.ConnectModeAP},
		"AuthTypeWPA2":          {tinygo.AuthTypeWPA2, netlink.AuthTypeWPA2},
		"AuthTypeOpen":          {tinygo.AuthTypeOpen, netlink.AuthTypeOpen},
		"AuthTypeWPA":           {tinygo.AuthTypeWPA, netlink.AuthTypeWPA},
		"AuthTypeWPA2Mixed":     {tinygo.AuthTypeWPA2Mixed, netlink.AuthTypeWPA2Mixed},
		"DefaultConnectTimeout": {int(tinygo.DefaultConnectTimeout), int(netlink.DefaultConnectTimeout)},
	})
	compareTypes(t, "Event", reflect.TypeOf(tinygo.EventNetUp), reflect.TypeOf(netlink.EventNetUp))
	compareTypes(t, "ConnectModeSTA", reflect.TypeOf(tinygo.ConnectModeSTA), reflect.TypeOf(netlink.ConnectModeSTA))
	compareTypes(t, "AuthTypeWPA2", reflect.TypeOf(tinygo.AuthTypeWPA2), reflect.TypeOf(netlink.AuthTypeWPA2))
	compareTypes(t, "DefaultConnectTimeout", reflect.TypeOf(tinygo.DefaultConnectTimeout), reflect.TypeOf(netlink.DefaultConnectTimeout))
}

func TestNetlinkErrors(t *testing.T) {
	compareErrors(t, map[string][2]error{
		"ErrConnected":         {tinygo.ErrConnected, netlink.ErrConnected},
		"ErrConnectFailed":     {tinygo.ErrConnectFailed, netlink.ErrConnectFailed},
		"ErrConnectTimeout":    {tinygo.ErrConnectTimeout, netlink.ErrConnectTimeout},
		"ErrMissingSSID":       {tinygo.ErrMissingSSID, netlink.ErrMissingSSID},
		"ErrShortPassphrase":   {tinygo.ErrShortPassphrase, netlink.ErrShortPassphrase},
		"ErrAuthFailure":       {tinygo.ErrAuthFailure, netlink.ErrAuthFailure},
		"ErrAuthTypeNoGood":    {tinygo.ErrAuthTypeNoGood, netlink.ErrAuthTypeNoGood},
		"ErrConnectModeNoGood": {tinygo.ErrConnectModeNoGood, netlink.ErrConnectModeNoGood},
		"ErrNotSupported":      {tinygo.ErrNotSupported, netlink.ErrNotSupported},
	})
}
