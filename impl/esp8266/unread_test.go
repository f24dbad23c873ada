package esp8266_test

import (
	"testing"

	"drivergen/generated/ieee80211dev"
	"drivergen/generated/netdev"
	"drivergen/impl/internal/hostworld"
)

// What read_cb had taken and not told goes back to the queue: a Recv with a small buffer
// then gets all of it, in order.
func TestBytesGivenBackAreNotCut(t *testing.T) {
	dev, emu := open(t, lab)
	if err := dev.WiFi().Connect(t.Context(), ieee80211dev.ConnectInfo{SSID: lab.SSID, Password: lab.Password}); err != nil {
		t.Fatal(err)
	}
	world := &hostworld.World{Reach: reach(emu)}
	t.Cleanup(world.Close)
	peer, addr, port, _, err := world.PeerListens(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	form := netdev.NewNetDevCallbacks(t.Context(), dev.Net())
	t.Cleanup(form.End)
	fd := netdev.FD(form.Socket(netdev.DomainINET, netdev.ProtocolStream))
	o := form.Get(fd)
	first := make(chan string, 1)
	o.SetReadCB(func(data []byte) {
		o.SetReadCB(nil)
		first <- string(data)
	})
	connected := make(chan int, 1)
	form.Connect(fd, addr, port, func(err int) { connected <- err })
	if err := <-connected; err != 0 {
		t.Fatalf("connect: errno %d", form.Errno())
	}
	got := ""
	for _, part := range []string{"one ", "two ", "three ", "four"} {
		if err := world.PeerSends(t.Context(), peer, []byte(part)); err != nil {
			t.Fatal(err)
		}
		if got == "" {
			got = <-first
		}
	}
	const want = "one two three four"
	for buf := make([]byte, 3); len(got) < len(want); {
		n, from, err := dev.Net().Recv(t.Context(), fd, buf)
		if err != nil || from.IsValid() {
			t.Fatalf("after %q: from %v, %v", got, from, err)
		}
		got += string(buf[:n])
	}
	if got != want {
		t.Errorf("received %q", got)
	}
}
