package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"drivergen/driver/recording"
	"drivergen/examples/internal/online"
	"drivergen/examples/internal/programtest"
)

func TestTraceHidesThePassword(t *testing.T) {
	_, errs, code := programtest.Run(t, nil, "--trace")
	if code != 0 {
		t.Fatalf("exit %d", code)
	}
	programtest.Lines(t, errs, `.*\bscan\b.*`, `.*\bconnect\b.*lab.*`, `.*\bresolve\b.*`, `.*\brecv\b.*`, `.*\bclose\b.*`)
	if strings.Contains(errs, online.LabPassword) {
		t.Error("the trace tells the password")
	}
}

func TestFiles(t *testing.T) {
	dir := t.TempDir()
	calls, pcap, timeline := filepath.Join(dir, "calls.jsonl"), filepath.Join(dir, "traffic.pcapng"), filepath.Join(dir, "calls.json")
	out, errs, code := programtest.Run(t, nil, "--calls", calls, "--pcap", pcap, "--chrome", timeline)
	if code != 0 || errs != "" {
		t.Fatalf("exit %d, standard error:\n%s", code, errs)
	}
	programtest.Lines(t, out, `HTTP/1\.1 200 OK`)

	rec, err := recording.ReadFile(calls)
	if err != nil {
		t.Fatal(err)
	}
	methods := map[string]int{}
	for _, entry := range rec.Entries {
		methods[entry.Interface+"."+entry.Name]++
	}
	for _, want := range []string{"ieee80211dev.WiFiDev.scan", "ieee80211dev.WiFiDev.connect", "netdev.NetDev.write", "netdev.NetDev.recv"} {
		if methods[want] == 0 {
			t.Errorf("the recording has no call of %s; it has %v", want, methods)
		}
	}

	packets, err := os.ReadFile(pcap)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"GET / HTTP/1.1\r\n", "Hello from the other end of the wire"} {
		if !bytes.Contains(packets, []byte(want)) {
			t.Errorf("the capture does not hold %q", want)
		}
	}
	var trackEvents []map[string]any
	text, err := os.ReadFile(timeline)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &trackEvents); err != nil || len(trackEvents) == 0 {
		t.Errorf("the timeline holds %d events: %v", len(trackEvents), err)
	}
	for _, path := range []string{calls, pcap, timeline} {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(text, []byte(online.LabPassword)) {
			t.Errorf("%s tells the password", path)
		}
	}
}

func TestFileThatCannotBeWritten(t *testing.T) {
	for flag, want := range map[string]string{"--calls": "httpget: open ", "--record": "httpget: --record: open "} {
		_, errs, code := programtest.Run(t, nil, flag, filepath.Join(t.TempDir(), "no", "folder", "calls.jsonl"))
		if code != 1 || !strings.HasPrefix(errs, want) {
			t.Errorf("%s: exit %d, standard error:\n%s", flag, code, errs)
		}
	}
}

// A run that was recorded at the UART runs again without the module: the same page comes out of the recording.
func TestPlayBack(t *testing.T) {
	for _, firmware := range []string{"2.2", "1.7"} {
		t.Run(firmware, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				io.WriteString(w, "<p>once upon a time</p>\n")
			}))
			defer server.Close()
			file := filepath.Join(t.TempDir(), "uart.jsonl")
			first, errs, code := programtest.Run(t, nil, "--port", "emulator:?firmware="+firmware, "--url", server.URL, "--record", file)
			if code != 0 || errs != "" {
				t.Fatalf("exit %d, standard error:\n%s", code, errs)
			}
			server.Close()
			again, errs, code := programtest.Run(t, []string{online.PasswordVariable + "=" + online.LabPassword},
				"--port", "playback:"+file, "--ssid", online.LabSSID, "--url", server.URL)
			if code != 0 || errs != "" {
				t.Fatalf("played back: exit %d, standard error:\n%s", code, errs)
			}
			_, first, _ = strings.Cut(first, "\n") // the address of the port
			_, again, _ = strings.Cut(again, "\n")
			if first != again || !strings.Contains(again, "once upon a time") {
				t.Errorf("played back it prints\n%s\nnot\n%s", again, first)
			}
		})
	}
}
