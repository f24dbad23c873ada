package main

import (
	"errors"
	"flag"
	"fmt"
	"time"

	"drivergen/examples/net/internal/peer"
	"drivergen/examples/net/internal/serving"
	"drivergen/examples/net/snake/internal/game"
	"drivergen/examples/net/snake/internal/protocol"
)

// settings are what the flags say.
type settings struct {
	terminal bool   // keys can be read and a game drawn
	out      *aside // standard output, once the program runs

	server peer.Address   // of the game
	own    bool           // it is one of this program
	serve  bool           // the game is held on the module
	module serving.Server // what is there then

	name   string
	rivals int
	demo   bool
	ticks  int // of a demonstration
	tick   time.Duration
	width  int
	height int
	seed   uint64 // 0: another each time, or 1 for a demonstration
}

// maxPlayers is how many a module has links for, beside one that is left for a spectator to be refused on.
const maxPlayers = 4

func (s *settings) flags(fs *flag.FlagSet) {
	s.server.Flags(fs, "a server of snake")
	fs.BoolVar(&s.serve, "serve", false, "hold the game on the module, instead of joining one through it")
	s.module.Flags(fs, 7070)
	fs.StringVar(&s.name, "name", "you", "`NAME` of the player")
	fs.IntVar(&s.rivals, "rivals", 2, "`N`umber of rivals that this program plays itself")
	fs.BoolVar(&s.demo, "demo", false, "watch: this program plays all of them")
	fs.IntVar(&s.ticks, "ticks", 200, "`N`umber of ticks that a demonstration takes")
	fs.DurationVar(&s.tick, "tick", 120*time.Millisecond, "`DURATION` of a tick")
	fs.IntVar(&s.width, "width", 32, "`N`umber of cells from left to right")
	fs.IntVar(&s.height, "height", 18, "`N`umber of cells from top to bottom")
	fs.Uint64Var(&s.seed, "seed", 0, "`N` that the game is made of (default: another each time, 1 for a demonstration)")
	fs.Lookup("seed").DefValue = ""
}

func (s *settings) check(emulated bool) error {
	s.demo, s.own = s.demo || !s.terminal, s.server == ""
	if s.demo && s.seed == 0 {
		s.seed = 1
	}
	switch {
	case s.serve && s.server != "":
		return errors.New("--serve and --server: this program holds the game or joins one, not both")
	case s.rivals < 0 || s.rivals >= maxPlayers:
		return fmt.Errorf("--rivals %d: want from 0 to %d, since a module has five links", s.rivals, maxPlayers-1)
	case s.ticks < 1:
		return fmt.Errorf("--ticks %d: want 1 or more", s.ticks)
	case s.tick < 20*time.Millisecond || s.tick > 5*time.Second:
		return fmt.Errorf("--tick %v: want from 20ms to 5s", s.tick)
	}
	if err := protocol.CheckName(s.name); err != nil {
		return fmt.Errorf("--name: %w", err)
	}
	if _, err := game.New(s.game()); err != nil {
		return fmt.Errorf("--width and --height: %w", err)
	}
	if err := s.module.Check(emulated); err != nil {
		return err
	}
	if s.serve {
		return nil
	}
	return s.server.Check(emulated, "192.168.1.10:7070 (or --serve)")
}

// endless reports whether nothing but the user ends the program.
func (s *settings) endless(emulated bool) bool {
	return s.serve && s.module.Endless(emulated) || !s.demo
}

// game is the board.
func (s *settings) game() game.Config {
	seed := s.seed
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	return game.Config{Width: s.width, Height: s.height, Food: max(s.width*s.height/100, 1), Seed: seed}
}
