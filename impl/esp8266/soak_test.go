package esp8266_test

import (
	"flag"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/impl/esp8266/emulator"
)

var (
	soakCount = flag.Int("soak", 1600, "`transactions` of the soak")
	soakSeed  = flag.Uint64("seed", 0, "the only `seed` of the soak; 0 for all")

	soakDialogue = flag.String("dialogue", "", "a `file` to which the soak's dialogues are added whole")
)

// TestSoak uses the driver while all goes wrong that can: random faults of the line, the module, its links and its
// network, in virtual time. Whatever a call reports as delivered must have been delivered once and in order, everything
// else must be an error; no call may return later than its deadline; the module must work again afterwards, and nothing
// may be left.
//
// Without flags it is short. The long one is
//
//	go test ./impl/esp8266 -run Soak -soak 100000 -timeout 60m -v
//
// and with -seed N, too, it does again what it did for one seed; -dialogue FILE keeps all that was said.
func TestSoak(t *testing.T) {
	runs := soakRuns(*soakCount)
	each := max(1, *soakCount/len(runs))
	total := &soakTally{}
	start := time.Now()
	// On one processor goroutines run in the same order each time, and a seed repeats what it did.
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for _, run := range runs {
		if *soakSeed != 0 && run.seed != *soakSeed {
			continue
		}
		t.Run(run.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { total.add(soak(t, run, each)) })
		})
	}
	t.Log(total.report(time.Since(start)))
}

// soakRuns gives 100 seeds, or fewer for a short soak, in every combination.
func soakRuns(transactions int) []soakRun {
	seeds := min(100, max(5, transactions/400))
	var runs []soakRun
	for seed := range seeds {
		nonOS, espAT := emulator.Firmware17, emulator.Firmware22
		if seed%5 == 4 {
			nonOS = emulator.Firmware13
		}
		if seed%2 == 1 {
			espAT = emulator.Firmware221
		}
		for _, firmware := range []emulator.Firmware{nonOS, espAT} {
			for _, secure := range []bool{false, true} {
				runs = append(runs, soakRun{seed: uint64(seed + 1), firmware: firmware, secure: secure, pushed: seed%3 == 2})
			}
		}
	}
	return runs
}

// soak does one run.
func soak(t *testing.T, run soakRun, transactions int) *soakTally {
	start := time.Now()
	b := newSoakBed(t, run, transactions)
	defer b.emu.Close()
	if err := b.emu.SetFaults(run.faults()); err != nil {
		t.Fatal(err)
	}
	if run.secure {
		b.soakTLS()
	} else {
		b.soakPlain()
	}
	b.recovers()
	b.leavesNothing()
	b.tally.faults = b.emu.Faulted()
	b.tally.virtual = time.Since(start)
	return b.tally
}
