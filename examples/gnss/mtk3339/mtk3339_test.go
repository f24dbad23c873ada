package mtk3339

import (
	"context"
	"errors"
	"io"
	"math"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.uber.org/goleak"

	"drivergen/examples/gnss/fakereceiver"
	"drivergen/examples/gnss/generated/gnss"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// inBubble runs f with a receiver, in time that passes only while everybody waits.
func inBubble(t *testing.T, f func(t *testing.T, dev gnss.Receiver, fake *fakereceiver.Receiver)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		fake := fakereceiver.New()
		dev := New(fake)
		f(t, dev, fake)
		if err := dev.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func check(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

const (
	gga = "GPGGA,064951.000,2307.1256,N,12016.4438,E,1,8,0.95,39.9,M,17.8,M,,"
	rmc = "GPRMC,064951.000,A,2307.1256,N,12016.4438,E,2.69,79.65,100126,,,A"
)

func TestFixHasWhatBothSentencesTell(t *testing.T) {
	want := gnss.Fix{
		Time: time.Date(2026, 1, 10, 6, 49, 51, 0, time.UTC), Latitude: 23.11876, Longitude: 120.274063,
		Altitude: 39.9, Speed: 1.383856, Course: 79.65, Satellites: 8,
	}
	for _, order := range [][]string{{gga, rmc}, {rmc, gga}, {gga, "GPGSA,A,1,,,,,,,,,,,,,,,", "", "GP", rmc}} {
		inBubble(t, func(t *testing.T, dev gnss.Receiver, fake *fakereceiver.Receiver) {
			for _, text := range order {
				fake.Send(text)
			}
			synctest.Wait()
			got, err := dev.LastFix(t.Context())
			check(t, "LastFix", err, nil)
			if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-6)); diff != "" {
				t.Errorf("%q (-want +got):\n%s", order, diff)
			}
		})
	}
}

func TestSentencesThatMakeNoFix(t *testing.T) {
	for name, texts := range map[string][]string{
		"of two times":       {gga, "GPRMC,064952.000,A,2307.1256,N,12016.4438,E,2.69,79.65,100126,,,A"},
		"a receiver's doubt": {gga, "GPRMC,064951.000,V,,,,,0.00,0.00,100126,,,N"},
		"no such latitude":   {gga, "GPRMC,064951.000,A,9907.1256,N,12016.4438,E,2.69,79.65,100126,,,A"},
		"not a number":       {gga, "GPRMC,064951.000,A,NaN,N,12016.4438,E,2.69,79.65,100126,,,A"},
		"no direction":       {gga, "GPRMC,064951.000,A,2307.1256,X,12016.4438,E,2.69,79.65,100126,,,A"},
		"no such day":        {gga, "GPRMC,064951.000,A,2307.1256,N,12016.4438,E,2.69,79.65,320126,,,A"},
		"too short":          {gga, "GPRMC,064951.000,A"},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, dev gnss.Receiver, fake *fakereceiver.Receiver) {
				for _, text := range texts {
					fake.Send(text)
				}
				synctest.Wait()
				_, err := dev.LastFix(t.Context())
				check(t, "LastFix", err, gnss.ENODATA)
			})
		})
	}
}

func TestNoiseIsCountedAndTheNextSentenceIsFound(t *testing.T) {
	good := sentence(rmc)
	for name, c := range map[string]struct {
		bytes string
		want  uint64
	}{
		"between sentences":     {"\x00\x01abc" + good, 5},
		"a sentence cut off":    {"$GPGGA,06" + good, 9},
		"a byte that was lost":  {good[:9] + good[10:] + good, uint64(len(good) - 2)},
		"no checksum":           {"$GPGGA,06\r\n" + good, 10},
		"a line without an end": {"$" + string(make([]byte, 1000)) + good, 1001},
		"none":                  {"\r\n\r\n" + good, 0},
	} {
		t.Run(name, func(t *testing.T) {
			var f framer
			found := 0
			for i := range len(c.bytes) {
				if text, ok := f.add(c.bytes[i]); ok && text == rmc {
					found++
				}
			}
			if found != 1 || f.dropped != c.want {
				t.Errorf("found %d times, dropped %d; want once, %d", found, f.dropped, c.want)
			}
		})
	}
}

func TestSetPeriod(t *testing.T) {
	inBubble(t, func(t *testing.T, dev gnss.Receiver, fake *fakereceiver.Receiver) {
		check(t, "SetPeriod", dev.SetPeriod(t.Context(), 200*time.Millisecond), nil)
		if got := fake.Period(); got != 200*time.Millisecond {
			t.Errorf("the period is %v", got)
		}
		fake.SetAnswers(false)
		start := time.Now()
		check(t, "without an answer", dev.SetPeriod(t.Context(), time.Second), gnss.ETIMEDOUT)
		if took := time.Since(start); took != answerTime {
			t.Errorf("it took %v", took)
		}
		for answer, want := range map[string]error{"0": gnss.EIO, "1": gnss.EOPNOTSUPP, "2": gnss.EIO, "3": nil} {
			fake.Send("PMTK001,220,3") // late, to the call before
			synctest.Wait()
			result := make(chan error)
			go func() { result <- dev.SetPeriod(t.Context(), time.Second) }()
			synctest.Wait()
			fake.Send("PMTK001,314,3") // to another command
			fake.Send("PMTK001,220," + answer)
			check(t, "the answer "+answer, <-result, want)
		}
	})
}

func TestSetPeriodEndsWithTheReceiver(t *testing.T) {
	inBubble(t, func(t *testing.T, dev gnss.Receiver, fake *fakereceiver.Receiver) {
		fake.SetAnswers(false)
		ctx, cancel := context.WithCancel(t.Context())
		first, second := make(chan error), make(chan error)
		go func() { first <- dev.SetPeriod(t.Context(), time.Second) }()
		synctest.Wait()
		go func() { second <- dev.SetPeriod(ctx, time.Second) }()
		synctest.Wait()
		cancel()
		check(t, "a call that was cancelled in its queue", <-second, gnss.ECANCELED)
		check(t, "Close", dev.Close(t.Context()), nil)
		check(t, "a call under way", <-first, gnss.ENODEV)
	})
}

func TestGoneTellsWhy(t *testing.T) {
	broken := errors.New("broken")
	for _, c := range []struct{ end, want error }{{io.EOF, nil}, {broken, broken}} {
		inBubble(t, func(t *testing.T, dev gnss.Receiver, fake *fakereceiver.Receiver) {
			causes := make(chan error, 2)
			sub := dev.Subscribe(gnss.ReceiverEvents{Gone: func(cause error) { causes <- cause }})
			defer sub.Cancel()
			fake.Unplug(c.end)
			if cause := <-causes; cause != c.want {
				t.Errorf("gone: %v, want %v", cause, c.want)
			}
			if state := dev.State(t.Context()); state != gnss.ReceiverStateEnded {
				t.Errorf("it is %v", state)
			}
		})
	}
}

// The walk has twelve epochs: two of searching, one in a tunnel, and one that lost a byte on the line.
func TestWalk(t *testing.T) {
	inBubble(t, func(t *testing.T, dev gnss.Receiver, fake *fakereceiver.Receiver) {
		var fixes, lost int
		var garbled uint64
		gone := make(chan time.Time)
		sub := dev.Subscribe(gnss.ReceiverEvents{
			Fix: func(fix gnss.Fix) {
				fixes++
				if math.Abs(fix.Latitude-46.3625) > 1e-3 || math.Abs(fix.Longitude-14.0939) > 1e-3 {
					t.Errorf("it is not by the lake: %+v", fix)
				}
			},
			Lost:    func() { lost++ },
			Garbled: func(total uint64) { garbled = total },
			Gone:    func(error) { gone <- time.Now() },
		})
		defer sub.Cancel()
		start := time.Now()
		fake.Replay(fakereceiver.Walk)
		if took := (<-gone).Sub(start); took != 12*time.Second {
			t.Errorf("it took %v", took)
		}
		if fixes != 8 || lost != 1 || garbled != 81 {
			t.Errorf("%d fixes, lost %d times, %d bytes garbled", fixes, lost, garbled)
		}
	})
}

func FuzzStream(f *testing.F) {
	f.Add([]byte(fakereceiver.Walk))
	f.Add([]byte("$GPGGA,,,,,,,,,*7A\r\n$*00\n$$*"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var stream framer
		var s solver
		var taken uint64
		for _, b := range data {
			text, ok := stream.add(b)
			if !ok {
				continue
			}
			taken += uint64(len(text))
			if fix, ok := s.add(split(text)); ok && !(math.Abs(fix.Latitude) <= 91 && math.Abs(fix.Longitude) <= 181) {
				t.Errorf("%q: %+v", text, fix)
			}
		}
		if stream.dropped+taken > uint64(len(data)) {
			t.Errorf("%d bytes of sentences and %d dropped, of %d", taken, stream.dropped, len(data))
		}
	})
}
