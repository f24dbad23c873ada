package loopback_test

import (
	"context"
	"net/netip"
	"slices"
	"testing"

	"github.com/dop251/goja"

	"drivergen/driver"
	"drivergen/driver/js/jstest"
	"drivergen/driver/mock"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/ieee80211dev/ieee80211devjs"
	"drivergen/generated/ieee80211dev/ieee80211devmock"
)

// events logs what the WiFi device tells.
const events = `
	for (const name of ['assoc_cb', 'connect_cb', 'disconnect_cb']) {
		wifi[name] = () => log(name);
	}
	wifi.left_cb = reason => log('left_cb', reason);
	const wdone = name => (err, ...rest) => log(name, err, ...(err ? [wifi.errno] : rest));`

// point puts an access point on the air and gives the script its SSID and password.
func (b *jsBench) point() {
	b.Helper()
	ssid, password, _, _, _, err := b.dev.WiFiWorld().AccessPoint(b.Context())
	must(b.T, err)
	b.Eval("var ssid = '" + ssid + "', password = '" + password + "'")
}

func TestJavaScriptScan(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		b.point()
		_, _, err := b.dev.WiFiWorld().OpenAccessPoint(b.Context())
		must(t, err)
		b.Eval(`wifi.scan((err, found) => {
			log(err, Array.isArray(found), found.length, found.map(ap => ap.security));
			const ap = found.find(ap => ap.ssid === ssid);
			log(Object.keys(ap), typeof ap.rssi, typeof ap.channel, /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(ap.bssid));
		})`)
		b.Want(`0 true 2 ["OPEN","WPA2 PSK"]`, `["bssid","ssid","security","rssi","channel"] number number true`)
	})
}

func TestJavaScriptWiFiConnect(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		b.point()
		b.Eval(events + `
			wifi.get_connection(wdone('get_connection'));
			wifi.connect({ssid, password, enforce: true, security: null}, wdone('connect'));`)
		b.Want("get_connection 0 null", "assoc_cb", "connect_cb", "connect 0")
		b.Eval(`wifi.get_connection((err, c) => log(err, c.ssid === ssid, c.bssid.length, 'password' in c))`)
		b.Want("0 true 17 false")
		b.Eval(`wifi.disconnect(wdone('disconnect'))`)
		b.Want("disconnect_cb", "left_cb 0", "disconnect 0")
		b.Eval(`wifi.disconnect(wdone('disconnect')); wifi.connect({ssid, password: 'wrong password'}, wdone('connect'))`)
		b.Want("disconnect_cb", "left_cb 0", "disconnect 0", "connect -1 13")
		b.Eval(`wifi.connect({ssid: 'nowhere'}, wdone('connect'))`)
		b.Want("connect -1 2")
		b.Quiet()
	})
}

func TestJavaScriptAccessPoint(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		b.Eval(events + `
			log(wifi.get_ap_client(), wifi.errno, wifi.disable_ap_mode(), wifi.errno);
			wifi.ap_mode({ssid: 'ours', password: 'long enough', subnet_mask: '255.255.0.0', channel: 6}, wdone('ap_mode'));`)
		b.Want("null 107 -1 107", "ap_mode 0")
		b.WantEval(`wifi.get_ap_client().length`, "0")
		station, err := b.dev.WiFiWorld().StationJoins(b.Context(), "ours", "long enough")
		must(t, err)
		b.WantEval(`wifi.get_ap_client()`, station.String())
		b.WantEval(`wifi.disable_ap_mode()`, "0")
		b.Eval(`wifi.ap_mode({password: 'short'}, wdone('ap_mode'))`)
		b.Want("ap_mode -1 22")
	})
}

// What the device gets is what the script gave, whichever way Kaluma's modules spell it; what was left out is the
// description's default.
func TestJavaScriptStructs(t *testing.T) {
	var got []ieee80211dev.APInfo
	onMock(t, func(b *jstest.Bench, m *ieee80211devmock.Mock) {
		m.StartAPFunc = func(_ context.Context, info ieee80211dev.APInfo) error {
			got = append(got, info)
			return nil
		}
		b.Eval(`
			wifi.ap_mode({subnetMask: '255.255.255.128', gateway: '10.1.1.1', hidden: true, more: 'ignored'}, () => log(1));
			wifi.ap_mode({subnet_mask: '255.255.0.0', ssid: undefined, stations: 3}, () => log(2));
			wifi.ap_mode(() => log(3));
			wifi.ap_mode(null, () => log(4));`)
		b.Want("1", "2", "3", "4")
		want := []ieee80211dev.APInfo{
			{SubnetMask: netip.MustParseAddr("255.255.255.128"), Gateway: netip.MustParseAddr("10.1.1.1"), Hidden: true},
			{SubnetMask: netip.MustParseAddr("255.255.0.0"), Stations: 3},
			{}, {},
		}
		if !slices.Equal(got, want) {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
	}, ieee80211devmock.WithAPMode())
}

// A device without an optional part has none of its methods, and one that gets it has them from then on.
func TestJavaScriptOptionalParts(t *testing.T) {
	onMock(t, func(b *jstest.Bench, m *ieee80211devmock.Mock) {
		names := `['ap_mode', 'disable_ap_mode', 'get_ap_client', 'scan_for']`
		b.WantEval(names+`.filter(name => name in wifi || wifi[name] !== undefined || Object.keys(wifi).includes(name))`, "")
		m.SetAPMode(true)
		b.WantEval(names+`.filter(name => name in wifi && typeof wifi[name] === 'function' && Object.keys(wifi).includes(name))`,
			"ap_mode,disable_ap_mode,get_ap_client")
		m.SetDirectedScan(true)
		m.ScanForFunc = func(_ context.Context, options ieee80211dev.ScanOptions) ([]ieee80211dev.ScanInfo, error) {
			return []ieee80211dev.ScanInfo{{SSID: options.SSID, Channel: options.Channel, RSSI: int(options.MaxTime.Milliseconds())}}, nil
		}
		b.Eval(`wifi.scan_for({ssid: 'one', channel: 6, max_time: 120}, (err, found) => log(err, found))`)
		b.Want(`0 [{"bssid":"00:00:00:00:00:00","ssid":"one","security":"OPEN","rssi":120,"channel":6}]`)
	})
}

func TestJavaScriptEvents(t *testing.T) {
	onMock(t, func(b *jstest.Bench, m *ieee80211devmock.Mock) {
		b.Eval(events + `
			wifi.station_addressed = (station, address) => log('station_addressed', station, address);
			wifi.connect_cb = undefined;`)
		m.Fire().Associated()
		m.Fire().Connected()
		m.Fire().StationAddressed(driver.MAC{1, 2, 3, 4, 5, 6}, netip.MustParseAddr("192.168.4.2"))
		m.Fire().Disconnected()
		m.Fire().Left(ieee80211dev.LeaveLost)
		b.Want("assoc_cb", "station_addressed 01:02:03:04:05:06 192.168.4.2", "disconnect_cb", "left_cb 1")
		b.Quiet()
	}, ieee80211devmock.WithAPMode())
}

// onMock runs a test of a mock that is bound as wifi.
func onMock(t *testing.T, test func(b *jstest.Bench, m *ieee80211devmock.Mock), opts ...mock.Option) {
	t.Helper()
	var m *ieee80211devmock.Mock
	jstest.Run(t, func(b *jstest.Bench, vm *goja.Runtime) {
		m = ieee80211devmock.New(b, opts...)
		binding := ieee80211devjs.Install(vm, b.Loop, m)
		b.Cleanup(binding.End)
	}, func(b *jstest.Bench) {
		b.Eval(`const wifi = global.__ieee80211dev`)
		test(b, m)
	})
}
