package esp8266

// Line is a line of AT firmware. The two differ in nearly every detail of what they print.
type Line uint8

// The lines of AT firmware.
const (
	LineNonOS Line = iota // AT 0.x and 1.x on the NonOS SDK
	LineESPAT             // ESP-AT 2.x on the ESP8266 RTOS SDK
)

// String returns the line's name: "AT (NonOS)" or "ESP-AT".
func (l Line) String() string {
	if l == LineESPAT {
		return "ESP-AT"
	}
	return "AT (NonOS)"
}

// Info is what the driver learned of a module when it opened it.
type Info struct {
	Line     Line
	AT       string // the version of the AT firmware: 1.7.5.0, 2.2.1.0; empty where the module tells none
	SDK      string // the version of the SDK below it
	Compiled string // when it was compiled
	Binary   string // the version that the module's maker gave it

	Capabilities Capabilities

	Baud        int   // the line's rate in bits a second, 0 where the port does not tell it
	FlowControl bool  // RTS and CTS hold the senders back
	LineError   error // why the line is not as Baud and FlowControl asked, or nil
}

// Capabilities are what the module's firmware has of what not every firmware has. What is missing fails with EOPNOTSUPP.
type Capabilities struct {
	PassiveReceive bool // it keeps received data until asked: a slow reader holds its peer back (AT+CIPRECVMODE)
	PeerAddresses  bool // it tells who sent what was received (AT+CIPDINFO)
	PeerOfLink     bool // it tells who connected without being asked (AT+SYSMSG)
	TLS            bool // TLS links (AT+CIPSTART="SSL")
	TLSServerName  bool // the server's name is sent (AT+CIPSSLCSNI)
	TLSSize        bool // the size of the TLS buffer can be set (AT+CIPSSLSIZE)
	TCPOptions     bool // linger and no-delay (AT+CIPTCPOPT)
	ServerLimit    bool // the server's number of clients can be limited (AT+CIPSERVERMAXCONN)
	DNSServers     bool // the resolver's servers can be set (AT+CIPDNS)
	Ping           bool // AT+PING
	SNTP           bool // the time of day (AT+CIPSNTPCFG)
	Hostname       bool // AT+CWHOSTNAME
	DirectedScan   bool // a scan for one network (AT+CWLAP="ssid")
	ScanTimes      bool // passive scans, and the time on a channel, for any scan
	JoinTimeout    bool // how long a join is tried (AT+CWJAPTO, or a parameter of AT+CWJAP)
	AutoConnect    bool // whether it joins by itself after a restart can be set (AT+CWAUTOCONN)
	StationMAC     bool // the station's hardware address can be set (AT+CIPSTAMAC)
	StaticIP       bool // the station's address can be set (AT+CIPSTA)
	ExpelStation   bool // a station can be sent away from the module's access point (AT+CWQIF)
	Sleep          bool // AT+SLEEP
	SleepListen    bool // SleepModemListen
	RadioPower     bool // AT+RFPOWER
	SerialLine     bool // the baud rate and flow control can be set for as long as the module runs (AT+UART_CUR)
	SavesNothing   bool // settings can be made without writing them to flash (_CUR, AT+SYSSTORE=0)
}

// Info returns what is known of the module.
func (d *Device) Info() Info {
	d.m.mu.Lock()
	defer d.m.mu.Unlock()
	i := d.m.dialect.info
	i.Baud, i.FlowControl, i.LineError = d.m.line.rate, d.m.line.flowing, d.m.line.fault
	return i
}

// Capabilities returns what the module's firmware has of what not every firmware has.
func (d *Device) Capabilities() Capabilities { return d.m.has().info.Capabilities }
