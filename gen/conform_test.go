package gen

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"drivergen/idl"
)

// testNames returns the names of the conformance tests of a description, by group.
func testNames(t *testing.T, path string) map[string][]string {
	t.Helper()
	model, diagnostics := idl.Load(path)
	if model == nil {
		t.Fatalf("%s: %v", path, diagnostics)
	}
	p := newPkg(Input{Model: model, Source: path, ImportPath: "test/" + model.Package})
	names := map[string][]string{}
	for _, i := range model.Interfaces {
		for _, g := range p.suite(i).groups {
			for _, test := range g.tests {
				names[g.name] = append(names[g.name], test.name)
			}
		}
	}
	return names
}

// TestConformanceTestsOfADescription: every promise that a declaration makes becomes a test.
func TestConformanceTestsOfADescription(t *testing.T) {
	want := map[string][]string{
		"serial": {"errors_listed", "device_closed"},
		"attach": {"table_full", "device_closed"},
		"detach": {"handle_never_open", "handle_closed", "device_closed"},
		"sample": {"handle_never_open", "handle_closed", "canceled", "deadline_passed", "canceled_while_waiting", "deadline_while_waiting",
			"device_closed", "device_closed_while_waiting"},
		"measure": {"errors_listed", "label_too_short", "label_too_long", "gain_below_min", "gain_above_max", "range_not_listed",
			"mode_not_listed", "count_not_listed", "label_at_limits", "gain_at_limits", "range_at_limits", "mode_at_limits", "count_at_limits",
			"canceled", "deadline_passed", "device_closed"},
		"history":    {"errors_listed", "device_closed"},
		"last":       {"errors_listed", "device_closed"},
		"heat":       {"errors_listed", "degrees_below_min", "degrees_above_max", "degrees_at_limits", "device_closed"},
		"device":     {"closed_twice"},
		"capability": {"Oven"},
		"at_once":    {"Probe_handles", "Probe_ended", "calls"},
		"scenario":   {"measures", "samples", "gives_up", "crowd", "heats"},
	}
	if diff := cmp.Diff(want, testNames(t, "testdata/lab.yaml")); diff != "" {
		t.Errorf("the tests of lab.yaml differ (-want +got):\n%s", diff)
	}
}

func TestConformanceTestsOfStates(t *testing.T) {
	names := testNames(t, "../idl/netdev.yaml")
	want := []string{"handle_never_open", "handle_closed", "how_not_listed", "how_at_limits",
		"rd_when_closed", "rd_when_bound", "rd_when_listening", "wr_when_closed", "wr_when_bound", "wr_when_listening",
		"rdwr_when_closed", "rdwr_when_bound", "rdwr_when_listening",
		"rd_from_connected", "wr_from_connected", "rdwr_from_connected", "handlers",
		"rd_ends_recv", "wr_bars_write", "wr_bars_send_to", "rdwr_bars_write", "rdwr_bars_send_to", "rdwr_ends_recv",
		"callback_once", "callback_fails_once", "device_closed"}
	if diff := cmp.Diff(want, names["shutdown"]); diff != "" {
		t.Errorf("the tests of shutdown differ (-want +got):\n%s", diff)
	}
	for _, name := range names["send_to"] {
		if name == "when_closed" {
			t.Error("send_to is expected to refuse a socket that it binds first")
		}
	}
}

func TestStepsTo(t *testing.T) {
	model, diagnostics := idl.Load("../idl/netdev.yaml")
	if model == nil {
		t.Fatal(diagnostics)
	}
	h := model.Handles[0]
	for n, want := range []string{"", "bind", "connect", "bind listen"} {
		way, ok := stepsTo(handleMachine(h), h.States[n])
		got := ""
		for _, step := range way {
			if got != "" {
				got += " "
			}
			got += step.Method.Name
		}
		if !ok || got != want {
			t.Errorf("the way to %s is %q (%v), want %q", h.States[n].Name, got, ok, want)
		}
	}
}
