package esp8266_test

import (
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// loggedModule is the module's side of a log. It answers a command as the log does where that is the command that the log
// has next, and any other as an orderly module of the same firmware does.
type loggedModule struct {
	gmr    string   // what it tells of its version
	espAT  bool     // ESP-AT 2.x; else NonOS AT
	lacks  []string // commands that its firmware has not
	mu     sync.Mutex
	change *sync.Cond
	toHost []byte
	closed bool
	line   []byte         // the host's line, so far
	steps  []logStep      // what the log has next
	played int            // how many commands the log has answered
	awaits int            // bytes of a payload that are still to come
	then   func()         // what happens then
	links  map[int]string // the open ones' type, address and port
	sent   map[int][]byte // what the host sent on each
	asked  []string       // the names of the host's commands
	joined bool
}

func newLoggedModule(gmr string, espAT bool, lacks ...string) *loggedModule {
	m := &loggedModule{gmr: gmr, espAT: espAT, lacks: lacks, links: map[int]string{}, sent: map[int][]byte{}, joined: true}
	m.change = sync.NewCond(&m.mu)
	return m
}

func (m *loggedModule) Read(p []byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for len(m.toHost) == 0 && !m.closed {
		m.change.Wait()
	}
	if m.closed {
		return 0, fs.ErrClosed
	}
	n := copy(p, m.toHost)
	m.toHost = m.toHost[n:]
	return n, nil
}

func (m *loggedModule) Write(p []byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return 0, fs.ErrClosed
	}
	for _, b := range p {
		if m.awaits > 0 {
			if m.awaits--; m.awaits == 0 {
				m.line = append(m.line, b)
				m.then()
				m.line = nil
				continue
			}
		}
		m.line = append(m.line, b)
		if line, ok := strings.CutSuffix(string(m.line), "\r\n"); ok && m.awaits == 0 {
			m.line = nil
			m.command(line)
		}
	}
	return len(p), nil
}

func (m *loggedModule) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	m.change.Broadcast()
	return nil
}

var _ io.ReadWriteCloser = (*loggedModule)(nil)

// follow has the module answer as a log from now on.
func (m *loggedModule) follow(steps []logStep) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.steps = steps
}

// answers returns how many commands were answered as the log does.
func (m *loggedModule) answers() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.played
}

// say has the module say something that nobody asked for.
func (m *loggedModule) say(p []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.print(string(p))
}

var linkChange = regexp.MustCompile(`(?:^|[\r\n,])([0-4]),(CONNECT|CLOSED)\r`)

// print sends bytes to the host and keeps account of the links that they tell of. The lock is held.
func (m *loggedModule) print(s string) {
	for _, c := range linkChange.FindAllStringSubmatch(s, -1) {
		id, _ := strconv.Atoi(c[1])
		if _, open := m.links[id]; c[2] == "CLOSED" {
			delete(m.links, id)
		} else if !open {
			m.links[id] = fmt.Sprintf(`"TCP","192.168.1.3",%d,80,1`, 5285+id)
		}
	}
	m.toHost = append(m.toHost, s...)
	m.change.Broadcast()
}

// command carries out a line of the host's.
func (m *loggedModule) command(line string) {
	m.asked = append(m.asked, commandName(line))
	if len(m.steps) > 0 && (m.steps[0].any || commandName(m.steps[0].command) == commandName(line)) {
		s := m.steps[0]
		m.steps = m.steps[1:]
		m.played++
		m.print(string(s.said))
		if s.prompt {
			m.take(line, func() { m.print(string(s.after)) })
		}
		if s.orderly {
			m.orderly(line)
		}
		return
	}
	m.orderly(line)
}

// take awaits the payload of an AT+CIPSEND.
func (m *loggedModule) take(line string, then func()) {
	id, size := m.sendArgs(line)
	m.awaits = size
	m.then = func() {
		m.sent[id] = append(m.sent[id], m.line...)
		then()
	}
}

func (m *loggedModule) sendArgs(line string) (id, size int) {
	_, args, _ := strings.Cut(line, "=")
	fmt.Sscanf(args, "%d,%d", &id, &size)
	return id, size
}

// orderly answers as the firmware does when all goes well.
func (m *loggedModule) orderly(line string) {
	name := commandName(line)
	bare := strings.TrimRight(strings.TrimPrefix(name, "AT+"), "=?")
	_, args, _ := strings.Cut(line, "=")
	id, _ := strconv.Atoi(args[:min(1, len(args))])
	saving := strings.HasSuffix(bare, "_CUR") && bare != "UART_CUR"
	switch {
	case !strings.HasPrefix(line, "AT"), slices.Contains(m.lacks, bare), m.espAT && saving, !m.espAT && bare == "SYSSTORE":
		m.print("\r\nERROR\r\n")
		return
	case name == "AT+GMR":
		m.print(m.gmr)
	case name == "AT+CIFSR" && m.joined:
		m.print("+CIFSR:STAIP,\"192.168.1.26\"\r\n+CIFSR:STAMAC,\"5c:cf:7f:00:00:01\"\r\n")
	case name == "AT+CIPSTATUS":
		m.print("STATUS:3\r\n")
		for id := range 5 {
			if link, ok := m.links[id]; ok {
				m.print(fmt.Sprintf("+CIPSTATUS:%d,%s\r\n", id, link))
			}
		}
	case name == "AT+CIPSTART=":
		kind, _, _ := strings.Cut(args[min(2, len(args)):], ",")
		m.links[id] = kind + `,"10.0.0.2",80,49152,0`
		m.print(fmt.Sprintf("%d,CONNECT\r\n", id))
	case name == "AT+CIPDOMAIN=":
		m.print("+CIPDOMAIN:10.0.0.3\r\n")
	case name == "AT+CIPCLOSE=" && m.links[id] != "":
		m.print(fmt.Sprintf("%d,CLOSED\r\n", id))
	case name == "AT+CIPCLOSE=", name == "AT+CIPRECVDATA=":
		m.print("\r\nERROR\r\n")
		return
	case name == "AT+CIPRECVLEN?":
		m.print("+CIPRECVLEN:0,0,0,0,0\r\n")
	case name == "AT+CIPSEND=":
		_, size := m.sendArgs(line)
		m.print("\r\nOK\r\n> ")
		m.take(line, func() { m.print(fmt.Sprintf("\r\nRecv %d bytes\r\n\r\nSEND OK\r\n", size)) })
		return
	case name == "AT+RST":
		m.links = map[int]string{}
		m.print("\r\nOK\r\n\r\nready\r\n")
		return
	}
	m.print("\r\nOK\r\n")
}
