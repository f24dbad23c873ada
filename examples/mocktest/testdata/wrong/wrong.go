// Package wrong holds uses of mocks with a wrong type or argument. None of the lines that
// say so may compile.
package wrong

import (
	"context"
	"testing"
	"time"

	"drivergen/driver/mock"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/ieee80211dev/ieee80211devmock"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevmock"
)

func wrong(t *testing.T, ctx context.Context, dev *netdevmock.Mock, wifi *ieee80211devmock.Mock, handle int, port int) {
	dev.EXPECT().Connect(3, "host", 80).Return(nil)
	dev.EXPECT().Connect("3", "host", 80)   // wrong: cannot use "3"
	dev.EXPECT().Connect(handle, "host", 1) // wrong: cannot use handle
	dev.EXPECT().Connect(3, "host", port)   // wrong: cannot use port
	dev.EXPECT().Connect(3, "host", 70000)  // wrong: as uint16 value
	dev.EXPECT().Connect(3, "host")         // wrong: not enough arguments
	dev.EXPECT().Connected(3)               // wrong: undefined

	dev.EXPECT().ConnectWhere(mock.Eq(netdev.FD(3)), mock.Any[string](), mock.InRange[uint16](1, 1023))
	dev.EXPECT().ConnectWhere(mock.Eq(3), mock.Any[string](), mock.Any[uint16]())          // wrong: cannot use mock.Eq(3)
	dev.EXPECT().ConnectWhere(mock.Any[netdev.FD](), mock.Prefix(80), mock.Any[uint16]())  // wrong: does not satisfy
	dev.EXPECT().ConnectWhere(mock.Any[netdev.FD](), mock.Capture(&port), mock.Eq[uint16]) // wrong: cannot use mock.Capture(&port)
	dev.EXPECT().ConnectWhere(3, "host", 80)                                               // wrong: cannot use 3

	dev.EXPECT().Socket(netdev.DomainINET, netdev.ProtocolStream).Return(3, nil).ReturnErrno(netdev.EMFILE)
	dev.EXPECT().Socket(netdev.DomainINET, netdev.ProtocolStream).Return(3)                      // wrong: not enough arguments
	dev.EXPECT().Socket(netdev.DomainINET, netdev.ProtocolStream).Return("3", nil)               // wrong: cannot use "3"
	dev.EXPECT().Socket(netdev.DomainINET, netdev.ProtocolStream).Return(3, "failed")            // wrong: cannot use "failed"
	dev.EXPECT().Socket(netdev.DomainINET, netdev.ProtocolStream).ReturnErrno(time.Second)       // wrong: cannot use time.Second
	dev.EXPECT().Socket(netdev.DomainINET, netdev.ProtocolStream).ReturnData([]byte("x"), nil)   // wrong: ReturnData undefined
	dev.EXPECT().Recv(3).Block(ctx)                                                              // wrong: cannot use ctx
	dev.EXPECT().Close(3).Do(func(netdev.FD) error { return nil })                               // wrong: cannot use func
	dev.EXPECT().Close(3).Do(func(context.Context, int) error { return nil })                    // wrong: cannot use func
	dev.CloseFunc = func(ctx context.Context, fd netdev.FD) (netdev.FD, error) { return 0, nil } // wrong: cannot use func

	dev.Fire().Closed("3", nil) // wrong: cannot use "3"
	dev.Fire().Connect(3)       // wrong: undefined
	dev.WaitFor(ctx, netdevmock.Connect).Once()
	dev.WaitFor(ctx, ieee80211devmock.Connect).Once() // wrong: cannot use ieee80211devmock.Connect
	dev.WaitFor(ctx, netdevmock.ClosedEvent).Once()   // wrong: cannot use netdevmock.ClosedEvent
	dev.Wait(ctx, "Connect")                          // wrong: cannot use "Connect"
	dev.Wait(netdevmock.Connect)                      // wrong: cannot use netdevmock.Connect
	mock.InOrder(dev.EXPECT().Close(3), dev.Fire)     // wrong: cannot use dev.Fire

	netdevmock.New(t, mock.Nice(), nil) // wrong: cannot use nil
	netdevmock.Over(t, wifi)            // wrong: cannot use wifi
	netdevmock.New(ctx)                 // wrong: cannot use ctx
	wifi.EXPECT().Connect(ieee80211dev.ConnectInfo{SSID: "lab"}).Return(nil)
	wifi.EXPECT().Connect("lab") // wrong: cannot use "lab"
}
