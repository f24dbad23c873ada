package tinynet_test

import (
	"testing"

	"drivergen/generated/tinygo/tinygotest"
	"drivergen/tinynet"
)

func TestConformance(t *testing.T) {
	t.Run("Netdever", func(t *testing.T) {
		tinygotest.RunNetdever(t, func(t *testing.T) tinygotest.NetdeverDevice {
			dev, _ := pair(t)
			return tinygotest.NetdeverDevice{Dev: tinynet.NewNetdever(dev.Net()), Close: dev.Close}
		})
	})
	t.Run("Netlinker", func(t *testing.T) {
		tinygotest.RunNetlinker(t, func(t *testing.T) tinygotest.NetlinkerDevice {
			r := newRig(t)
			return tinygotest.NetlinkerDevice{Dev: r, Close: r.dev.Close}
		})
	})
}
