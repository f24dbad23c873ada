package pace_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/transports/pace"
	"drivergen/transports/pipe"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func wrap(t *testing.T, baud int) (paced *pace.Port, far *pipe.End) {
	t.Helper()
	near, far := pipe.New()
	paced, err := pace.Wrap(near, baud)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { paced.Close(); far.Close() })
	return paced, far
}

func TestReadTakesTheLinesTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		paced, far := wrap(t, 115200)
		sent := bytes.Repeat([]byte("x"), 1152)
		start := time.Now()
		if _, err := far.Write(sent); err != nil {
			t.Fatal(err)
		}
		got := make([]byte, len(sent))
		if _, err := io.ReadFull(paced, got); err != nil {
			t.Fatal(err)
		}
		if d := time.Since(start); d != 100*time.Millisecond || !bytes.Equal(got, sent) {
			t.Errorf("1152 bytes took %v, want 100ms; intact: %v", d, bytes.Equal(got, sent))
		}
	})
}

func TestWriteTakesTheLinesTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		paced, far := wrap(t, 115200)
		start := time.Now()
		if n, err := paced.Write(make([]byte, 1152)); n != 1152 || err != nil {
			t.Fatalf("Write = %d, %v", n, err)
		}
		if d := time.Since(start); d != 100*time.Millisecond {
			t.Errorf("Write took %v, want 100ms", d)
		}
		if _, err := io.ReadFull(far, make([]byte, 1152)); err != nil {
			t.Error(err)
		}
	})
}

func TestReadGivesWhatCameBeforeTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		paced, far := wrap(t, 9600)
		far.Write([]byte("last words"))
		far.Close()
		got, err := io.ReadAll(paced)
		if string(got) != "last words" || err != nil {
			t.Errorf("ReadAll = %q, %v", got, err)
		}
	})
}

func TestCloseReleasesReadAndWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		paced, _ := wrap(t, 300)
		errs := make(chan error, 2)
		go func() { _, err := paced.Read(make([]byte, 1)); errs <- err }()
		go func() { _, err := paced.Write(make([]byte, 3000)); errs <- err }()
		synctest.Wait() // one waits for bytes, the other for the line
		start := time.Now()
		paced.Close()
		for range 2 {
			if err := <-errs; !errors.Is(err, fs.ErrClosed) {
				t.Errorf("error %v, want fs.ErrClosed", err)
			}
		}
		if d := time.Since(start); d != 0 {
			t.Errorf("Close released them after %v, want at once", d)
		}
	})
}

func TestSetBaudAppliesToBytesOnTheWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		paced, _ := wrap(t, 1000) // 10 ms a byte
		start := time.Now()
		done := make(chan time.Duration)
		go func() {
			paced.Write(make([]byte, 20))
			done <- time.Since(start)
		}()
		time.Sleep(100 * time.Millisecond)
		if err := paced.SetBaud(10_000); err != nil { // 1 ms a byte
			t.Fatal(err)
		}
		// Ten bytes at each speed.
		if d := <-done; d != 110*time.Millisecond {
			t.Errorf("20 bytes took %v, want 110ms", d)
		}
	})
}

func TestWriteStopsAtThePortsError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		paced, far := wrap(t, 115200)
		far.Close()
		if n, err := paced.Write([]byte("AT")); n != 0 || !errors.Is(err, pipe.ErrPeerClosed) {
			t.Errorf("Write = %d, %v; want 0, ErrPeerClosed", n, err)
		}
	})
}

func TestResetInputDropsWhatArrived(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		paced, far := wrap(t, 1000) // 10 ms a byte
		far.Write([]byte("abcdef"))
		one := make([]byte, 1)
		if _, err := paced.Read(one); err != nil || one[0] != 'a' {
			t.Fatalf("Read = %q, %v", one, err)
		}
		time.Sleep(20 * time.Millisecond) // b and c arrive
		if err := paced.ResetInput(); err != nil {
			t.Fatal(err)
		}
		if _, err := paced.Read(one); err != nil || one[0] != 'd' {
			t.Errorf("Read after ResetInput = %q, %v; want d", one, err)
		}
	})
}

func TestWithoutFlowControlBelow(t *testing.T) {
	paced, _ := wrap(t, 9600)
	if err := paced.SetRTSCTS(true); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("SetRTSCTS = %v, want ErrUnsupported", err)
	}
	for _, baud := range []int{0, -1} {
		if _, err := pace.Wrap(paced, baud); err == nil {
			t.Errorf("Wrap at %d baud: no error", baud)
		}
		if err := paced.SetBaud(baud); err == nil {
			t.Errorf("SetBaud(%d): no error", baud)
		}
	}
}
