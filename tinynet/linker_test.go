package tinynet_test

import (
	"testing"
	"time"

	"drivergen/generated/tinygo"
	"drivergen/tinynet"
)

// The types of another package of the same shape.
type (
	theirParams struct{ Name, Secret string }
	theirEvent  int
)

func ours(p theirParams) tinygo.ConnectParams {
	return tinygo.ConnectParams{Ssid: p.Name, Passphrase: p.Secret, ConnectTimeout: time.Second, Retries: 1}
}

func theirs(p tinygo.ConnectParams) theirParams {
	return theirParams{Name: p.Ssid, Secret: p.Passphrase}
}

func TestLinkersOfAnotherPackage(t *testing.T) {
	r := newRig(t)
	r.air.Add(lab)
	r.NetNotify(nil)
	var link tinynet.Linker[theirParams, theirEvent] = tinynet.AsLinker[theirParams, theirEvent](r, ours)
	events := make(chan theirEvent, 4)
	link.NetNotify(func(e theirEvent) { events <- e })
	check(t, link.NetConnect(&theirParams{lab.SSID, lab.Password}))
	link.NetDisconnect()
	if up, down := <-events, <-events; up != 0 || down != 1 {
		t.Errorf("events %d, %d", up, down)
	}
	if mac, err := link.GetHardwareAddr(); len(mac) != 6 || err != nil {
		t.Errorf("GetHardwareAddr: %v, %v", mac, err)
	}
	if err := link.NetConnect(nil); err != tinygo.ErrMissingSSID {
		t.Errorf("NetConnect without parameters: %v", err)
	}

	back := tinynet.FromLinker(link, theirs) // and round again
	again := make(chan tinygo.Event, 4)
	back.NetNotify(func(e tinygo.Event) { again <- e })
	check(t, back.NetConnect(labParams()))
	if e := <-again; e != tinygo.EventNetUp {
		t.Errorf("event %v", e)
	}
	back.NetNotify(nil)
	back.NetDisconnect()
	select {
	case e := <-again:
		t.Errorf("event %v after NetNotify(nil)", e)
	default:
	}
}
