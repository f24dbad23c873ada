package server_test

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/examples/net/snake/internal/client"
	"drivergen/examples/net/snake/internal/game"
	"drivergen/examples/net/snake/internal/pilot"
	"drivergen/examples/net/snake/internal/server"
)

// What a server refuses, and in which words.
func TestRefused(t *testing.T) {
	for _, tt := range []struct{ say, want string }{
		{"turn up", "error join first"},
		{"jion lisa", `error "jion lisa": want join NAME [wait], .*`},
		{"join bart", "error somebody is called bart already"},
		{"back 00", "error that snake is no more: join again"},
		{strings.Repeat("x", 200), "error a line that is too long"},
		{"join lisa\njoin lisa", "error you play already"},
	} {
		synctest.Test(t, func(t *testing.T) {
			l, end := serve(t, server.Config{Tick: time.Second})
			say, hear, bart := talk(t, l)
			defer bart.Close()
			hear()
			say("join bart")
			hearUntil(t, hear, "you 1 ")
			_, hear, other := talk(t, l)
			defer other.Close()
			if line := hear(); line != "snake 1" {
				t.Errorf("the greeting is %q", line)
			}
			go io.WriteString(other, tt.say+"\n") // fails where the server closes before it has all
			line := hearUntil(t, hear, "error")
			want, prefix := strings.CutSuffix(tt.want, ".*")
			if line != tt.want && !(prefix && strings.HasPrefix(line, want)) {
				t.Errorf("%.20q is answered %q, want %q", tt.say, line, tt.want)
			}
			if line := hear(); line != "the end: <nil>" {
				t.Errorf("after that comes %q", line)
			}
			bart.Close()
			if _, err := end(); err != nil {
				t.Error(err)
			}
		})
	}
}

// Who says nothing is not kept.
func TestSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, end := serve(t, server.Config{Tick: time.Second})
		_, hear, conn := talk(t, l)
		defer conn.Close()
		hear()
		start := time.Now()
		if line := hear(); line != "the end: <nil>" || time.Since(start) != 15*time.Second {
			t.Errorf("after %v: %q", time.Since(start), line)
		}
		end()
	})
}

// A player who is waited for and does not answer holds the others up for the grace, and no longer.
func TestGrace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, end := serve(t, server.Config{Players: 2, Ticks: 5, Grace: 4 * time.Second})
		say, hear, idler := talk(t, l)
		defer idler.Close()
		hear()
		say("join idler wait")
		hear()
		start := time.Now()
		done := make(chan []game.State)
		go func() {
			var b game.State
			b, _, err := client.Play(t.Context(), client.Config{Dial: l.dial, Name: "asp", Wait: true, Steer: pilot.Steer})
			if err != nil {
				t.Error(err)
			}
			done <- []game.State{b}
		}()
		if line := hearUntil(t, hear, "error"); line != "error you were away for too long" {
			t.Error(line)
		}
		if boards := <-done; time.Since(start) != 4*time.Second || boards[0].Tick != 5 || len(boards[0].Snakes) != 1 {
			t.Errorf("after %v the last board is %+v", time.Since(start), boards[0])
		}
		if log, err := end(); err != nil || !strings.HasSuffix(log, "idler is gone\nasp leaves") {
			t.Errorf("%v\n%s", err, log)
		}
	})
}

// A player who quits is gone at once; one whose connection ends, after the grace; the game goes on.
func TestLeaving(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, end := serve(t, server.Config{Tick: time.Second, Grace: 3 * time.Second})
		say, hear, conn := talk(t, l)
		hear()
		say("join lisa")
		token := strings.Fields(hear())[2]
		say("turn up")
		conn.Close()
		time.Sleep(2 * time.Second)
		say, hear, conn = talk(t, l)
		hear()
		say("back " + token)
		if line := hear(); line != "you 1 "+token {
			t.Errorf("coming back is answered %q", line)
		}
		go say("quit")
		for line := ""; line != "the end: <nil>"; line = hear() {
		}
		conn.Close()
		say, hear, conn = talk(t, l)
		hear()
		say("join bart")
		hear()
		conn.Close()
		time.Sleep(4 * time.Second)
		if log, err := end(); err != nil || log != "lisa plays\nlisa has lost the connection\nlisa is back\nlisa leaves\nbart plays\nbart has lost the connection\nbart is gone" {
			t.Errorf("%v, logged\n%s", err, log)
		}
	})
}

// A player whose connection is lost before the token has come joins again, and is the same.
func TestJoiningTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, end := serve(t, server.Config{Tick: time.Second})
		for range 2 {
			say, hear, conn := talk(t, l)
			hear()
			say("join lisa")
			conn.Close()
			synctest.Wait()
		}
		say, hear, conn := talk(t, l)
		hear()
		say("join lisa")
		hearUntil(t, hear, "you 1 ")
		say("turn up")
		conn.Close()
		synctest.Wait()
		say, hear, conn = talk(t, l) // somebody else
		defer conn.Close()
		hear()
		say("join lisa")
		if line := hear(); line != "error somebody is called lisa already" {
			t.Error(line)
		}
		if log, err := end(); err != nil || strings.Count(log, "lisa is back") != 2 {
			t.Errorf("%v, logged\n%s", err, log)
		}
	})
}

// A full game says so, and a server that ends, too.
func TestFullAndEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, end := serve(t, server.Config{Tick: time.Second, Players: 100})
		var heard []func() string
		for i := range game.MaxPlayers + 1 {
			say, hear, conn := talk(t, l)
			defer conn.Close()
			hear()
			say(fmt.Sprint("join p", i))
			if line := hear(); i == game.MaxPlayers && line != "error the game is full" {
				t.Error(line)
			}
			heard = append(heard, hear)
		}
		_, mute, conn := talk(t, l) // has not joined
		defer conn.Close()
		mute()
		heard[game.MaxPlayers] = mute
		ended := make(chan error)
		go func() { _, err := end(); ended <- err }()
		for _, hear := range heard {
			if line := hear(); line != "error the server ends" {
				t.Error(line)
			}
			if line := hear(); line != "the end: <nil>" {
				t.Error(line)
			}
		}
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// A player who is waited for hears that the game is over, also where the connection is lost at that moment.
func TestOverIsHeard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, end := serve(t, server.Config{Ticks: 1})
		start := time.Now()
		say, hear, conn := talk(t, l)
		hear()
		say("join lisa wait")
		token := strings.Fields(hear())[2]
		hearUntil(t, hear, "end")
		say("seen 0")
		hearUntil(t, hear, "end")
		conn.Close()
		time.Sleep(2 * time.Second)
		say, hear, conn = talk(t, l)
		defer conn.Close()
		hear()
		say("back " + token)
		if line := hearUntil(t, hear, "frame"); line != "frame 1 30 16" {
			t.Errorf("the last frame begins with %q", line)
		}
		hearUntil(t, hear, "over")
		go say("quit")
		if line := hear(); line != "the end: <nil>" {
			t.Errorf("after that comes %q", line)
		}
		if log, err := end(); err != nil || log != "lisa plays\nlisa has lost the connection\nlisa is back\nlisa leaves" || time.Since(start) != 2*time.Second {
			t.Errorf("%v after %v, logged\n%s", err, time.Since(start), log)
		}
	})
}

// One who never comes back for it holds the end up for the grace.
func TestOverIsNotHeard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, end := serve(t, server.Config{Ticks: 1, Grace: 3 * time.Second})
		start := time.Now()
		say, hear, conn := talk(t, l)
		hear()
		say("join lisa wait")
		hearUntil(t, hear, "end")
		say("seen 0")
		conn.Close()
		if log, err := end(); err != nil || !strings.HasSuffix(log, "lisa is gone") || time.Since(start) != 3*time.Second {
			t.Errorf("%v after %v, logged\n%s", err, time.Since(start), log)
		}
	})
}
