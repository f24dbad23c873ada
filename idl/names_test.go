package idl

import "testing"

func TestGoName(t *testing.T) {
	for _, c := range []struct{ name, goName, variable string }{
		{"send_to", "SendTo", "sendTo"},
		{"connectInfo", "ConnectInfo", "connectInfo"},
		{"ssid", "SSID", "ssid"},
		{"subnetMask", "SubnetMask", "subnetMask"},
		{"mac_addr", "MACAddr", "macAddr"},
		{"the_ip", "TheIP", "theIP"},
		{"STREAM", "Stream", "stream"},
		{"TLS", "TLS", "tls"},
		{"WPA2_WPA_PSK", "WPA2WPAPSK", "wpa2WPAPSK"},
		{"WPA2-EAP", "WPA2EAP", "wpa2EAP"},
		{"GetHostByName", "GetHostByName", "getHostByName"},
		{"ErrInvalidSocketFd", "ErrInvalidSocketFd", "errInvalidSocketFd"},
		{"httpServer", "HTTPServer", "httpServer"},
		{"list_ids", "ListIDs", "listIDs"},
		{"utf8_text", "UTF8Text", "utf8Text"},
		{"dns_urls", "DNSURLs", "dnsURLs"},
		{"tcpUDP", "TCPUDP", "tcpUDP"},
		{"ssids", "SSIDs", "ssids"},
		{"rssi_of", "RSSIOf", "rssiOf"},
		{"gps_fix", "GPSFix", "gpsFix"},
		{"ramp", "Ramp", "ramp"},
		{"uidle", "Uidle", "uidle"},
		{"ap_mode", "APMode", "apMode"},
		{"getIPv4", "GetIPv4", "getIPv4"},
		{"LAddr", "LAddr", "lAddr"},
		{"apple", "Apple", "apple"},
		{"idle", "Idle", "idle"},
		{"x", "X", "x"},
		{"+", "", ""},
		{"", "", ""},
	} {
		if got := GoName(c.name); got != c.goName {
			t.Errorf("GoName(%q) = %q, want %q", c.name, got, c.goName)
		}
		if got := varName(GoName(c.name)); got != c.variable {
			t.Errorf("varName(%q) = %q, want %q", GoName(c.name), got, c.variable)
		}
	}
}

// TestVars gives parameters names that Go, or generated code, keeps for itself.
func TestVars(t *testing.T) {
	m := mustLoad(t, header+`
interfaces:
  Dev:
    doc: A device.
    methods:
      a:
        doc: A.
        params: {type: int, context: int, len: int, err: int, ctx: int, thermo: int, driver: int, thermometer: int, n: int}
        returns: {n: int, range: int}
`)
	method := m.Interfaces[0].Methods[0]
	var got []string
	for _, p := range append(method.Params, method.Returns...) {
		got = append(got, p.Var)
	}
	want := []string{"typeValue", "contextValue", "lenValue", "errValue", "ctxValue", "thermoValue", "driverValue", "thermometer", "n", "nResult", "rangeValue"}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("variable %d is %s, want %s", i, got[i], want[i])
		}
	}
}

// TestCommentsInDocs loads docs that would end a comment or a string in Go: they are texts like others.
func TestCommentsInDocs(t *testing.T) {
	m := mustLoad(t, "idl: 1\npackage: thermo\ndoc: \"*/ func main() {} // `\\\"\"\n")
	if want := "*/ func main() {} // `\""; m.Doc != want {
		t.Errorf("doc %q, want %q", m.Doc, want)
	}
}
