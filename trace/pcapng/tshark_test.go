package pcapng_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// tshark runs tshark on a capture and returns what it prints. Where there is no tshark the
// test is skipped, or fails where DRIVERGEN_TOOLS is "required".
func tshark(t *testing.T, file []byte, args ...string) string {
	t.Helper()
	path, err := exec.LookPath("tshark")
	if err != nil {
		if os.Getenv("DRIVERGEN_TOOLS") == "required" {
			t.Fatal("tshark is not in PATH (DRIVERGEN_TOOLS=required)")
		}
		t.Skip("tshark is not in PATH")
	}
	name := filepath.Join(t.TempDir(), "capture.pcapng")
	if err := os.WriteFile(name, file, 0o600); err != nil {
		t.Fatal(err)
	}
	args = append([]string{"-n", "-r", name,
		"-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE",
	}, args...)
	cmd := exec.CommandContext(t.Context(), path, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("tshark %s: %v\n%s", strings.Join(args, " "), err, &stderr)
	}
	return string(out)
}

// agree checks that tshark finds nothing wrong with a capture, and the same TCP
// conversations in it as the reading has, with the same bytes. A reset is no fault.
func agree(t *testing.T, file []byte, r *reading) {
	t.Helper()
	const wrong = "tcp.analysis.flags || _ws.malformed || ip.checksum.status == 0 || tcp.checksum.status == 0 || udp.checksum.status == 0" +
		" || (_ws.expert.severity >= 6291456 && !tcp.flags.reset)" // 6291456: a warning
	// Payload on a port that some protocol has is not taken for that protocol's, but for DNS.
	args := []string{"-Y", wrong, "-d", "tcp.port==1-65535,data", "-d", "udp.port==1-52,data", "-d", "udp.port==54-65535,data", "-z", "conv,tcp"}
	for i := range r.tcp {
		args = append(args, "-z", fmt.Sprintf("follow,tcp,raw,%d", i))
	}
	out := tshark(t, file, args...)
	if faults, _, _ := strings.Cut(out, "====="); strings.TrimSpace(faults) != "" {
		t.Errorf("tshark finds fault with\n%s", faults)
	}
	table, streams := conversations(out), followed(out)
	if len(table) != len(r.tcp) {
		t.Fatalf("tshark finds %d conversations, want %d\n%s", len(table), len(r.tcp), out)
	}
	for i, c := range r.tcp {
		if n := table[pair(c.one, c.other)]; n != len(c.packets) {
			t.Errorf("tshark finds %d packets between %v and %v, want %d\n%s", n, c.one, c.other, len(c.packets), out)
		}
		if got := streams[i]; !bytes.Equal(got[0], c.sent) || !bytes.Equal(got[1], c.received) {
			t.Errorf("tshark follows %v: %d and %d bytes, want %d and %d", c.one, len(got[0]), len(got[1]), len(c.sent), len(c.received))
		}
	}
}

// pair returns the same text for both directions of a conversation.
func pair(a, b netip.AddrPort) string {
	if b.Compare(a) < 0 {
		a, b = b, a
	}
	return a.String() + " " + b.String()
}

var conversationLine = regexp.MustCompile(`(?m)^(\S+):(\d+) +<-> (\S+):(\d+) +(.*)$`)

// conversations reads the table of conv,tcp or conv,udp: how many packets there were
// between two ends.
func conversations(out string) map[string]int {
	found := map[string]int{}
	for _, m := range conversationLine.FindAllStringSubmatch(out, -1) {
		end := func(addr, port string) netip.AddrPort {
			return netip.MustParseAddrPort("[" + addr + "]:" + port)
		}
		if !strings.Contains(m[1], ":") {
			end = func(addr, port string) netip.AddrPort { return netip.MustParseAddrPort(addr + ":" + port) }
		}
		// Packets, bytes and the bytes' unit: one way, the other way, both.
		n, _ := strconv.Atoi(strings.Fields(m[5])[6])
		found[pair(end(m[1], m[2]), end(m[3], m[4]))] += n
	}
	return found
}

var followFilter = regexp.MustCompile(`(?m)^Filter: tcp\.stream eq (\d+)$`)

// followed reads what follow,tcp,raw prints: the payload of each conversation, of the side
// that sent the first frame and of the other one. tshark prints the other's after a tab.
func followed(out string) map[int][2][]byte {
	all := map[int][2][]byte{}
	for block := range strings.SplitSeq(out, "Follow: tcp,raw") {
		m := followFilter.FindStringSubmatch(block)
		if m == nil {
			continue
		}
		var both [2][]byte
		for line := range strings.Lines(block) {
			side := 0
			if strings.HasPrefix(line, "\t") {
				side = 1
			}
			if data, err := hex.DecodeString(strings.TrimSpace(line)); err == nil {
				both[side] = append(both[side], data...)
			}
		}
		number, _ := strconv.Atoi(m[1])
		all[number] = both
	}
	return all
}
