package idl

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func load(t *testing.T, name string) *Model {
	t.Helper()
	m, diags := Load(name)
	if m == nil {
		t.Fatal(diags.Err())
	}
	return m
}

func goNamesOf[T declaration](list []T) string {
	var names []string
	for _, d := range list {
		names = append(names, d.decl().GoName)
	}
	return strings.Join(names, " ")
}

func expectNames(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n got %s\nwant %s", what, got, want)
	}
}

// TestNetdevNames holds the names in netdev's Model against those that its Go package is to have.
func TestNetdevNames(t *testing.T) {
	m := load(t, "std/netdev")
	dev, fd := m.Interfaces[0], m.Handles[0]
	expectNames(t, "methods", goNamesOf(dev.Methods), "Socket Get Connect Write SendTo Recv Accept Close Shutdown Bind Listen Resolve SetOption")
	expectNames(t, "properties", goNamesOf(dev.Properties), "MAC IP")
	expectNames(t, "events", goNamesOf(dev.Events), "Connected Readable Acceptable ShutDown Closed")
	expectNames(t, "enums", goNamesOf(m.Enums), "Domain Protocol How Option")
	var values []string
	for _, e := range m.Enums {
		values = append(values, goNamesOf(e.Values))
	}
	expectNames(t, "values", strings.Join(values, " "), "DomainINET DomainINET6 ProtocolStream ProtocolDgram ProtocolTLS ShutRD ShutWR ShutRDWR OptionKeepalive OptionLinger OptionNodelay")
	expectNames(t, "states", goNamesOf(fd.States), "StateClosed StateBound StateConnected StateListening")
	expectNames(t, "state type", fd.StateEnum.GoName+" "+goNamesOf(fd.StateEnum.Values), "State StateClosed StateBound StateConnected StateListening")
	expectNames(t, "properties of FD", fd.Properties.GoName+" "+goNamesOf(fd.Properties.Fields), "Socket FD Protocol State LAddr LPort RAddr RPort")
	var signatures []string
	for _, method := range dev.Methods {
		var parts []string
		for _, p := range method.Params {
			parts = append(parts, p.Var+" "+p.Type.String())
		}
		parts = append(parts, "->")
		for _, p := range method.Returns {
			parts = append(parts, p.Var+" "+p.Type.String())
		}
		signatures = append(signatures, method.Name+": "+strings.Join(parts, " "))
	}
	expectNames(t, "signatures", strings.Join(signatures[:7], "\n"), `socket: domain Domain protocol Protocol -> fd FD
get: fd FD -> socket Socket
connect: fd FD addr string port uint16 ->
write: fd FD data text-or-bytes ->
send_to: fd FD data text-or-bytes addr string port uint16 ->
recv: fd FD buf bytes -> n int from addrport
accept: fd FD -> conn FD peer addrport`)
}

func TestNetdevHandle(t *testing.T) {
	m := load(t, "std/netdev")
	fd := m.Handles[0]
	if fd.Invalid.Name != "EBADF" || fd.Full.Name != "EMFILE" || fd.Gone.Name != "EPIPE" || fd.Base.Kind != Int {
		t.Errorf("errnos of FD: %v %v %v", fd.Invalid, fd.Full, fd.Gone)
	}
	if strings.Join(namesOf(fd.Local), " ") != "laddr lport" || strings.Join(namesOf(fd.Remote), " ") != "raddr rport" {
		t.Errorf("addresses: %v %v", namesOf(fd.Local), namesOf(fd.Remote))
	}
	received, backlog := fd.Queues[0], fd.Queues[1]
	if received.Kind != Stream || received.Bound != 8192 || received.Method.Name != "recv" || received.Event.Queue != received || received.Method.Takes != received {
		t.Errorf("received: %+v", received)
	}
	if backlog.Kind != Backlog || backlog.Method.Takes != backlog || backlog.State.Name != "connected" || backlog.Method.Hardware != "" {
		t.Errorf("backlog: %+v", backlog)
	}
	var shutdown []*Transition
	for _, tr := range fd.Transitions {
		if tr.Method != nil && tr.Method.Name == "shutdown" {
			shutdown = append(shutdown, tr)
		}
	}
	if len(shutdown) != 3 {
		t.Fatalf("%d transitions on shutdown", len(shutdown))
	}
	write := shutdown[1]
	if write.Where.Param.Name != "how" || write.Where.Value.GoName != "ShutWR" || write.To != nil || len(write.Bars) != 2 || write.Bars[0].Errno.Name != "EPIPE" ||
		write.Else[fd.States[0]].Name != "ENOTCONN" || len(write.Ends) != 0 {
		t.Errorf("shutdown WR: %+v", write)
	}
	if len(shutdown[0].Ends) != 1 || shutdown[0].Ends[0] != received {
		t.Errorf("shutdown RD: %+v", shutdown[0])
	}
	last := fd.Transitions[len(fd.Transitions)-1]
	if last.Event == nil || last.Event.Name != "close_cb" || last.To != fd.States[0] || len(last.From) != 0 {
		t.Errorf("close_cb: %+v", last)
	}
}

func TestNetdevMethods(t *testing.T) {
	dev := load(t, "std/netdev").Interfaces[0]
	method := func(name string) *Method { return find(dev.allMethods(), name) }
	if s := method("socket"); s.Creates == nil || s.Hardware != "Open" || !s.Sync || s.Failure != "-1" || s.Handle != nil ||
		s.Params[1].Sets.Name != "ptcl" || s.Params[1].Default.Value != "STREAM" {
		t.Errorf("socket: %+v", s)
	}
	if g := method("get"); !g.Snapshot || g.Hardware != "" || g.Failure != "null" || g.Handle == nil {
		t.Errorf("get: %+v", g)
	}
	if c := method("connect"); !c.Endpoint.Name || c.Endpoint.Host.Name != "addr" || c.Endpoint.Port.Name != "port" || c.Emits[0].GoName != "Connected" ||
		c.Hardware != "Connect" || *c.Params[1].MinLen != 1 || *c.Params[1].MaxLen != 253 || *c.Params[2].Min != 1 {
		t.Errorf("connect: %+v", c)
	}
	if c := method("close"); !c.Ends || len(c.Emits) != 2 || c.Emits[1].GoName != "Closed" {
		t.Errorf("close: %+v", c)
	}
	if l := method("listen").Params[1]; !l.CoreOnly || l.Bounds == nil || l.Bounds.Name != "backlog" || l.Default.Value != "5" {
		t.Errorf("listen's backlog: %+v", l)
	}
	if r := method("recv"); !r.Params[1].Out || r.Hardware != "Read" {
		t.Errorf("recv: %+v", r)
	}
	if dev.Resolver != method("resolve") || dev.Callback != "netdev" {
		t.Errorf("resolver %v, callback %s", dev.Resolver, dev.Callback)
	}
	if mac := method("mac"); !mac.Property || mac.Returns[0].Type.Kind != MAC || mac.Returns[0].Var != "mac" {
		t.Errorf("mac: %+v", mac)
	}
	closed := find(dev.Events, "close_cb")
	if !closed.Remote || closed.Order != 2 || closed.Params[1].Type.Kind != ErrorType || !closed.Params[1].CoreOnly || closed.Callback != "close_cb" {
		t.Errorf("close_cb: %+v", closed)
	}
}

// TestNetdevScenarios follows one scenario from the text to the Model.
func TestNetdevScenarios(t *testing.T) {
	dev := load(t, "std/netdev").Interfaces[0]
	s := find(dev.Scenarios, "receive_waits")
	if s == nil {
		t.Fatal("no scenario receive_waits")
	}
	var started, joined *Step
	for _, step := range s.Steps {
		if step.Async {
			started = step
		}
		if step.Join != "" {
			joined = step
		}
	}
	if started == nil || joined == nil || joined.Joined != started || started.Call.Name != "recv" {
		t.Fatalf("asynchronous call %+v, joined by %+v", started, joined)
	}
	if fd := started.Args[0]; !slices.Equal(fd.Value.Ref, []string{"fd", "fd"}) || fd.Param != started.Call.Params[0] {
		t.Errorf("fd: %+v", fd)
	}
	if e := joined.Expect[0]; !slices.Equal(e.Path, []string{"buf"}) || e.Value.Lit != "pong" || !e.Value.IsStr || e.Type.Kind != Bytes {
		t.Errorf("expect: %+v", e)
	}
}

func TestWiFi(t *testing.T) {
	m := load(t, "std/ieee80211dev")
	dev := m.Interfaces[0]
	expectNames(t, "methods", goNamesOf(dev.allMethods()), "Reset Scan Connect Disconnect GetConnection StartAP StopAP APClients ScanFor")
	expectNames(t, "events", goNamesOf(dev.Events), "Associated Connected Disconnected Left")
	expectNames(t, "securities", goNamesOf(m.Enums[0].Values), "SecurityOpen SecurityWPA2WPAPSK SecurityWPA2PSK SecurityWPAPSK SecurityWEPPSK")
	set := m.Enums[2]
	if !set.Flags || set.Empty != "OPEN" || set.Values[4].Int != 16 || set.Values[4].Str != "WPA2-EAP" {
		t.Errorf("SecuritySet: %+v", set)
	}
	info := find(m.Structs, "ConnectInfo")
	expectNames(t, "ConnectInfo", goNamesOf(info.Fields), "SSID Password Security BSSID")
	security := info.Fields[2].Default
	if security.Value != "WPA2_WPA_PSK" || security.When[0].Param != info.Fields[1] || security.When[0].Shorter != 8 || security.When[0].Value != "OPEN" {
		t.Errorf("default security: %+v", security)
	}
	if !info.Fields[1].Sensitive {
		t.Error("the password is not sensitive")
	}
	expectNames(t, "capabilities", goNamesOf(dev.Capabilities), "APMode DirectedScan")
	expectNames(t, "events of APMode", goNamesOf(dev.Capabilities[0].Events), "StationJoined StationAddressed StationLeft")
	c := dev.Capabilities[0]
	if c.GoName != "APMode" || c.Since != "1.2.0" || c.Interface != dev || c.Methods[0].Capability != c || c.Methods[0].Params[0].Var != "info" {
		t.Errorf("APMode: %+v", c)
	}
	if g := find(dev.Methods, "get_connection").Returns[0]; g.Type.Kind != Optional || g.Type.Elem.Struct.Name != "ConnectionInfo" {
		t.Errorf("get_connection returns %s", g.Type)
	}
}

func TestTinyGo(t *testing.T) {
	m := load(t, "std/tinygo")
	for _, i := range m.Interfaces {
		if i.Form != (Form{NoContext: true, Exact: true, Sentinels: true}) {
			t.Errorf("form of %s: %+v", i.Name, i.Form)
		}
	}
	expectNames(t, "Netdever", goNamesOf(m.Interfaces[0].Methods), "GetHostByName Addr Socket Bind Connect Listen Accept Send Recv Close SetSockOpt")
	expectNames(t, "Netlinker", goNamesOf(m.Interfaces[1].Methods), "NetConnect NetDisconnect NetNotify GetHardwareAddr")
	link := m.Interfaces[1].Methods
	if p := link[0].Params[0]; !p.Pointer || p.Var != "params" || p.Type.Struct == nil {
		t.Errorf("NetConnect's parameter: %+v", p)
	}
	if !link[1].NoError || !link[2].NoError || link[2].Params[0].Type.String() != "func(Event)" || link[3].Returns[0].GoType != "net.HardwareAddr" {
		t.Error("the signatures of Netlinker are not TinyGo's")
	}
	timeout := find(m.Errors, "ErrTimeout")
	if timeout.Text != "i/o timeout" || !timeout.Timeout || timeout.GoName != "ErrTimeout" {
		t.Errorf("ErrTimeout: %+v", timeout)
	}
	expectNames(t, "ErrInvalidSocketFd", find(m.Errors, "ErrInvalidSocketFd").GoName, "ErrInvalidSocketFd")
	if c := find(m.Constants, "DefaultConnectTimeout"); c.Duration != 10*time.Second || c.Value != "10 * time.Second" || c.Type.Kind != Duration {
		t.Errorf("DefaultConnectTimeout: %+v", c)
	}
	if c := find(m.Constants, "IPPROTO_TLS"); c.GoName != "IPPROTO_TLS" || c.Value != "0xFE" || c.Type != nil {
		t.Errorf("IPPROTO_TLS: %+v", c)
	}
	params := m.Structs[0]
	expectNames(t, "ConnectParams", goNamesOf(params.Fields), "ConnectMode Ssid Passphrase AuthType Country Retries ConnectTimeout WatchdogTimeout Hostname")
	if !params.Fields[0].Embedded || !params.Fields[2].Sensitive || !params.Fields[3].Embedded {
		t.Error("the fields of ConnectParams are not TinyGo's")
	}
	if m.Enums[0].Untyped || !m.Enums[1].Untyped || !m.Enums[2].Untyped {
		t.Error("EventNetUp is typed in TinyGo, and the other values are not")
	}
}

func BenchmarkLoad(b *testing.B) {
	for _, name := range StandardNames() {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if m, diags := Load(name); m == nil {
					b.Fatal(diags.Err())
				}
			}
		})
	}
}
