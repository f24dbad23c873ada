package docs_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// programTables list the programs and modules that Kaluma's and TinyGo's pages name, and what runs
// over package gonet.
func programTables() []table {
	return []table{
		{title: "TinyGo's network programs (`examples/net`)", columns: "program | here", rows: tinygoPrograms()},
		{title: "What stands on a TinyGo device", columns: "in TinyGo | here", rows: []row{
			{"net.TCPConn, net.UDPConn, net.TLSConn", "tinynet.NewNetdever", "tinynet: TestStream, TestDatagrams, TestConnectsByNameOrAddress; impl/esp8266: TestTinyGoNetdever"},
			{"netdev.UseNetdev", "examples/tinygo", "examples/tinygo: TestTypesOfTheBoardsProgram, TestOnThisMachine"},
			{"tinygo.org/x/drivers/netdev, netlink", "tinynet", "interop: TestOurDevicesAreTinyGos, TestNetdeverIsOneInterface, TestNetdevConstants, TestNetdevErrors"},
			{"a driver of tinygo.org/x/drivers", "impl/netdever", "impl/netdever: TestNetDevConformance, TestWiFiDevConformance; interop: TestEspatIsOurDevice"},
		}},
		{title: "Kaluma's modules and drivers (`examples/kaluma`)", columns: "in Kaluma | here", rows: []row{
			{"global.__netdev", "netdevjs.Install", "impl/loopback: TestJavaScriptConnect, TestJavaScriptAccept, TestJavaScriptServerWithTheListenersObject; examples/kaluma: TestScripts"},
			{"global.__ieee80211dev", "ieee80211devjs.Install", "impl/loopback: TestJavaScriptScan, TestJavaScriptWiFiConnect, TestJavaScriptAccessPoint; examples/kaluma: TestScripts"},
			{"net", "require('net')", "examples/kaluma: TestScripts, TestEndOfWriting, TestServerThatEndsItsWriting"},
			{"http", "require('http')", "examples/kaluma: TestScripts, TestServerThatEndsItsWriting"},
			{"wifi", "require('wifi'), package wifi", "examples/kaluma: TestScripts; wifi: TestStayOnAModule"},
			{"dgram", "require('dgram')", "examples/kaluma: TestScripts, TestDatagrams"},
			{"a device driver in JavaScript, such as the ESP8266's on a UART", "impl/jsdriver", "impl/jsdriver: TestNetDevConformance, TestWiFiDevConformance, TestHTTPOverJavaScript"},
		}},
		{title: "What Go programs use (`gonet`, `wifi`)", columns: "program or protocol | here", rows: []row{
			{"net.Conn", "gonet.TCPConn, gonet.UDPConn", "gonet: TestNettestConn, TestNettestPeer, TestNettestUDP"},
			{"net.Listener", "gonet.TCPListener", "gonet: TestNettestListener"},
			{"net.Resolver", "gonet.Resolver", "gonet: TestResolvers, TestNetResolver"},
			{"net/http, client and server", "Dialer.DialContext, Stack.Listen", "gonet: TestHTTPConnectionIsKept, TestHTTPManyRequests, TestHTTPChunks, TestHTTPBigBodies, TestHTTPClientLeavesAnAnswer"},
			{"crypto/tls", "gonet", "gonet: TestTLSCarriesData, TestTLSRefusals, TestHTTPS"},
			{"TLS on the module", "gonet", "gonet: TestModuleTLS, TestModuleHTTPS"},
			{"WebSocket (coder/websocket)", "gonet", "gonet: TestWebSocketMessages, TestWebSocketClose"},
			{"MQTT (paho, mochi-mqtt)", "gonet", "gonet: TestMQTTPublish, TestMQTTReconnects"},
			{"NTP (beevik/ntp)", "gonet", "gonet: TestNTP"},
			{"DNS (miekg/dns)", "gonet", "gonet: TestDNS, TestDNSTruncation"},
			{"SSH (x/crypto/ssh)", "gonet", "gonet: TestSSHCommands, TestSSHChannels"},
			{"a network that comes and goes", "wifi.Station.Stay, examples/roaming", "wifi: TestStayJoinsAgain; examples/roaming: TestConversationOutlivesOutages"},
		}},
	}
}

// tinygoPrograms lists the programs that TinyGo's page asks a driver to run.
func tinygoPrograms() []row {
	shown := []struct{ name, tests string }{
		{"http-get", "TestGet, TestHTTPS, TestFaults"},
		{"http-head", "TestHead, TestFaults"},
		{"http-post", "TestPost, TestLongDocument"},
		{"http-postform", "TestPostForm"},
		{"webclient", "TestPage, TestLostConnection"},
		{"tlsclient", "TestPage, TestStranger, TestFaults"},
		{"tcpclient", "TestBatch, TestReconnect"},
		{"socket", "TestBatch, TestReconnect"},
		{"ntpclient", "TestTime, TestLostDatagrams"},
		{"mqttclient", "TestMessages, TestReconnects, TestFaults"},
		{"snake", "TestDemonstration, TestPlaying, TestFaults"},
		{"snake/server", "TestServer"},
		{"snake/client", "TestPlaying"},
		{"tcpecho", "TestEcho, TestFaults"},
		{"webserver", "TestWebserver, TestFaults"},
		{"webstatic", "TestWebstatic, TestFaults"},
		{"websocket", "TestBothSides"},
		{"websocket/dial", "TestDial, TestFaults"},
		{"websocket/handler", "TestHandler, TestFaults"},
	}
	rows := make([]row, len(shown))
	for n, p := range shown {
		folder := "examples/net/" + p.name
		rows[n] = row{p.name, folder, folder + ": " + p.tests}
	}
	return rows
}

// Each folder of examples/net that has a program has a row.
func TestCoverageHasEveryNetworkProgram(t *testing.T) {
	var found []string
	for _, pattern := range []string{"../examples/net/*/main.go", "../examples/net/*/*/main.go"} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			found = append(found, strings.TrimPrefix(filepath.ToSlash(filepath.Dir(path)), "../examples/net/"))
		}
	}
	var rows []string
	for _, r := range tinygoPrograms() {
		rows = append(rows, r.name)
		if _, err := os.Stat("../" + r.goes + "/main.go"); err != nil {
			t.Errorf("%s: %v", r.name, err)
		}
	}
	slices.Sort(found)
	slices.Sort(rows)
	if !slices.Equal(found, rows) {
		t.Errorf("the programs are %q, the rows %q", found, rows)
	}
}
