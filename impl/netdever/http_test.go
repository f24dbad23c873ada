package netdever_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"drivergen/gonet"
	"drivergen/impl/esp8266"
	"drivergen/impl/esp8266/emulator"
	"drivergen/impl/netdever"
	"drivergen/tinynet"
	"drivergen/wifi"
)

// Go's HTTP client over a real driver as TinyGo sees it.
func TestHTTPOverAModule(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body) // before the answer begins
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.Write(body)
	}))
	defer server.Close()
	for _, firmware := range []emulator.Firmware{emulator.Firmware17, emulator.Firmware22} {
		t.Run(firmware.String(), func(t *testing.T) {
			emu := emulator.Start(t, firmware, emulator.AccessPoint{SSID: "lab", Password: "correct horse"})
			module, err := esp8266.Open(t.Context(), emu.Port())
			check(t, err)
			defer module.Close()
			dev := netdever.New(tinynet.NewNetdever(module.Net()), tinynet.NewNetlinker(module.WiFi(), module.Net()))
			defer func() { check(t, dev.Close()) }()
			check(t, wifi.New(dev.WiFi()).Join(t.Context(), "lab", wifi.Password("correct horse")))

			transport := &http.Transport{DialContext: gonet.New(dev.Net()).DialContext}
			defer transport.CloseIdleConnections()
			client := http.Client{Transport: transport}
			for i := range 3 {
				body := bytes.Repeat([]byte{byte('a' + i)}, 5000)
				response, err := client.Post(server.URL, "text/plain", bytes.NewReader(body))
				check(t, err)
				echoed, err := io.ReadAll(response.Body)
				check(t, err)
				check(t, response.Body.Close())
				if !bytes.Equal(echoed, body) {
					t.Errorf("request %d: %d bytes came back that differ from the %d sent", i, len(echoed), len(body))
				}
			}
		})
	}
}
