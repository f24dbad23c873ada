package docs_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"drivergen/driver/mock"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevmock"
)

// A pageTest is the test of the page's examples.
type pageTest struct{ cleanups []func() }

func (*pageTest) Helper()                           {}
func (t *pageTest) Cleanup(f func())                { t.cleanups = append(t.cleanups, f) }
func (*pageTest) Errorf(format string, args ...any) { fmt.Printf(format+"\n", args...) }

func (t *pageTest) end() {
	for _, f := range t.cleanups {
		f()
	}
}

func Example_statesRefuse() {
	ctx, t := context.Background(), new(pageTest)
	defer t.end()
	dev := netdevmock.New(t, mock.Nice(), mock.WithStates())
	fd, _ := dev.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream)
	fmt.Println(dev.Write(ctx, fd, []byte("early")))
	fmt.Println(dev.Connect(ctx, fd, "broker", 1883))
	fmt.Println(dev.Connect(ctx, fd, "broker", 1883))
	fmt.Println(dev.Shutdown(ctx, fd, netdev.ShutWR))
	fmt.Println(dev.Write(ctx, fd, []byte("late")))
	fmt.Println(dev.Close(ctx, fd))
	fmt.Println(dev.Close(ctx, fd))
	// Output:
	// write: not connected
	// <nil>
	// connect: already connected
	// <nil>
	// write: broken pipe
	// <nil>
	// close: bad file descriptor
}

func Example_statesAreSet() {
	ctx, t := context.Background(), new(pageTest)
	defer t.end()
	dev := netdevmock.New(t, mock.WithStates())
	dev.SetState(3, netdev.StateConnected)
	dev.EXPECT().Write(3, []byte("PING")).Return(nil)
	fmt.Println(dev.Write(ctx, 3, []byte("PING")))
	state, open := dev.CurrentState(3)
	fmt.Println(state, open)
	// Output:
	// <nil>
	// connected true
}

func Example_fire() {
	ctx, t := context.Background(), new(pageTest)
	defer t.end()
	dev := netdevmock.New(t, mock.WithStates())
	dev.SetState(3, netdev.StateConnected)
	dev.Subscribe(netdev.NetDevEvents{
		ShutDown: func(fd netdev.FD) { fmt.Println("shut down") },
		Closed:   func(fd netdev.FD, cause error) { fmt.Println("closed:", cause) },
	})
	dev.Fire().Read(3, []byte("last words"))
	dev.Fire().ConnectionEnds(3, nil)
	dev.Wait(ctx, netdevmock.ClosedEvent)

	buf := make([]byte, 64)
	n, _, err := dev.Recv(ctx, 3, buf)
	fmt.Printf("%s, %v\n", buf[:n], err)
	_, _, err = dev.Recv(ctx, 3, buf)
	fmt.Println(err)
	fmt.Println(dev.Write(ctx, 3, []byte("anyone?")))
	// Output:
	// shut down
	// closed: <nil>
	// last words, <nil>
	// EOF
	// write: broken pipe
}

// TestExamplesOfMockStates: the page shows the examples above, and what they print.
func TestExamplesOfMockStates(t *testing.T) {
	page, err := os.ReadFile("mock-states.md")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("mock_states_test.go")
	if err != nil {
		t.Fatal(err)
	}
	code, output := string(source), strings.ReplaceAll(string(source), "\t// ", "")
	blocks := 0
	for n, block := range strings.Split(string(page), "```go\n") {
		if n == 0 {
			continue
		}
		blocks++
		block, rest, _ := strings.Cut(block, "```\n")
		if !strings.Contains(code, block) {
			t.Errorf("no example here is\n%s", block)
		}
		printed, _, _ := strings.Cut(strings.TrimPrefix(rest, "\n```text\n"), "```\n")
		if !strings.Contains(output, "Output:\n"+printed) {
			t.Errorf("no example here prints\n%s", printed)
		}
	}
	if blocks != 3 {
		t.Errorf("the page has %d blocks of Go", blocks)
	}
}
