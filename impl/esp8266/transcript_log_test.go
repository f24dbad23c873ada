package esp8266_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// logStep is a command of the host in a serial log, and what the module said after it.
type logStep struct {
	command string // AT+CIPSEND=0,98; empty for what came before the first
	said    []byte // up to the prompt, where there is one
	prompt  bool
	after   []byte // after the prompt
	any     bool   // it is said whatever the command is
	orderly bool   // and the command is then carried out
}

// The forms in which logs were posted. Most are what a terminal showed, the module's echo included.
var (
	logTime     = regexp.MustCompile(`^\d\d:\d\d:\d\d\.\d+ -> ?`)
	logSentMark = regexp.MustCompile(`^(AT.*) \.\.\.sent$`)        // WiFiEspAT tells what it sends; the echo comes after
	logTraced   = regexp.MustCompile(`^(TX|RX): (.*)$`)            // a trace with CR and LF written as (\r) and (\n)
	logMbed     = regexp.MustCompile(`^AT([>=<!]) (.*)$`)          // mbed's parser: sent, prompt, received, unexpected
	logCommand  = regexp.MustCompile(`^AT( ?\+ ?[A-Z_]+|E[01]|$)`) // a command in a terminal, echoed
	logPrompt   = regexp.MustCompile(`OK\r\n(\r\n)?> ?`)
	logPayload  = regexp.MustCompile(`\+IPD,(?:\d,)?(\d+)(?:,"?[\d.]+"?,\d+)?:|\+CIPRECVDATA:(\d+),(?:"[\d.]+",\d+,)?`)
)

// readLog reads a serial log: the first lines tell its source and what it shows.
func readLog(t *testing.T, name string) []logStep {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "transcripts", name+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	return parseLog(string(text))
}

func parseLog(text string) []logStep {
	steps := []logStep{{}}
	marked := strings.Contains(text, " ...sent\n")
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "# ") {
			continue
		}
		line = logTime.ReplaceAllString(line, "")
		line = strings.ReplaceAll(line, ".xx", ".7") // an address that its owner made unreadable
		command, said := splitLogLine(line, marked)
		if command != "" {
			steps = append(steps, logStep{command: strings.ReplaceAll(command, " ", "")})
		}
		last := &steps[len(steps)-1]
		last.said = append(last.said, said...)
	}
	for i := range steps {
		s := &steps[i]
		s.said = fillPayloads(s.said)
		if at := logPrompt.FindIndex(s.said); at != nil {
			s.prompt = true
			s.said, s.after = s.said[:at[1]], s.said[at[1]:]
		}
	}
	return steps
}

// splitLogLine tells what the host sent and what the module said in a line of a log.
func splitLogLine(line string, marked bool) (command, said string) {
	explicit := strings.NewReplacer(`(\r)`, "\r", `(\n)`, "\n", `\r`, "\r", `\n`, "\n")
	switch m := logTraced.FindStringSubmatch(line); {
	case m != nil && m[1] == "RX":
		return "", explicit.Replace(m[2])
	case m != nil && strings.HasPrefix(m[2], "AT"):
		return strings.TrimSpace(explicit.Replace(m[2])), ""
	case m != nil:
		return "", "" // a payload
	}
	if m := logMbed.FindStringSubmatch(line); m != nil {
		switch m[1] {
		case ">":
			return m[2], ""
		case "=":
			return "", "> "
		}
		return "", m[2] + "\r\n"
	}
	if m := logSentMark.FindStringSubmatch(line); m != nil {
		return m[1], ""
	}
	said = line + "\r\n"
	if strings.HasSuffix(line, `\r\n`) || strings.HasSuffix(line, `\n`) {
		said = explicit.Replace(line)
	}
	line = strings.TrimRight(said, "\r\n")
	switch {
	case !logCommand.MatchString(line):
		return "", said
	case linkChange.MatchString(line + "\r\n"):
		return line, said // a message stands inside the echo
	case marked:
		return "", "" // the echo, which the driver turns off
	}
	return line, ""
}

// filler stands for the bytes of a payload that its poster cut out.
const filler = '.'

// fillPayloads gives each payload as many bytes as the module announced: posts have the beginning alone, and [...].
func fillPayloads(said []byte) []byte {
	var out []byte
	for {
		at := logPayload.FindSubmatchIndex(said)
		if at == nil {
			break
		}
		number := said[max(at[2], at[4]):max(at[3], at[5])]
		size, _ := strconv.Atoi(string(number)) // the expression takes digits alone
		out = append(out, said[:at[1]]...)
		said = said[at[1]:]
		shown, rest, cut := bytes.Cut(said, []byte("[...]"))
		if !cut {
			shown, rest = said[:min(size, len(said))], said[min(size, len(said)):]
		}
		shown = shown[:min(size, len(shown))]
		out = append(out, shown...)
		out = append(out, bytes.Repeat([]byte{filler}, size-len(shown))...)
		if cut && bytes.HasPrefix(rest, []byte("\r\n\r\n")) {
			rest = rest[2:] // the end of the line that tells of the cut
		}
		said = rest
	}
	return append(out, bytes.ReplaceAll(said, []byte("[...]\r\n"), nil)...)
}

// commandName is a command without its arguments: AT+CIPSEND=, AT+GMR, AT+CIPMUX?.
func commandName(line string) string {
	if name, _, set := strings.Cut(line, "="); set {
		return name + "="
	}
	return line
}
