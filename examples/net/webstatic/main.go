// Webstatic serves files from an ESP8266 with net/http's FileServer: a page, a style sheet and pictures that are in the program.
// A client that has a file already is told so, and one that asks for a part of a file gets that part.
//
// With no arguments it needs no hardware: the module is emulated, and a client that the program runs on this machine fetches all
// of it. With real hardware, or with --stay, it serves until Control-C: open the address that it prints in a browser.
//
//	go run ./examples/net/webstatic
//	go run ./examples/net/webstatic --stay
//	go run ./examples/net/webstatic --stay --dir ./public
//	WIFI_PASSWORD=… go run ./examples/net/webstatic --port serial:/dev/ttyUSB0 --ssid lab
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"net"
	"os"
	"time"

	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/serving"
)

func main() { board.Main(program()) }

func program() board.Program {
	server := &serving.Server{Scheme: "http"}
	files, dir := own(time.Now()), ""
	server.Serve = func(ctx context.Context, b *board.Board, l net.Listener) error {
		return server.HTTP(newSite(files))(ctx, b, l)
	}
	server.Beside = func(ctx context.Context, b *board.Board, dial serving.Dial) error {
		return fetchAll(ctx, b, dial, files)
	}
	return board.Program{
		Name: "webstatic",
		Does: "Serves files from an ESP8266.",
		Flags: func(fs *flag.FlagSet) {
			server.Flags(fs, 80)
			fs.StringVar(&dir, "dir", "", "`FOLDER` of the files (those of the program)")
		},
		Check: func(emulated bool) error {
			if dir != "" {
				folder, err := open(dir)
				if err != nil {
					return err
				}
				files = folder
			}
			return server.Check(emulated)
		},
		Serves: server.Endless,
		Run:    server.Run,
	}
}

// open returns the files of a folder.
func open(dir string) (fs.FS, error) {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("--dir %s: there is no such folder", dir)
	case err != nil:
		return nil, fmt.Errorf("--dir %s: %w", dir, err)
	case !info.IsDir():
		return nil, fmt.Errorf("--dir %s: this is no folder", dir)
	}
	return os.DirFS(dir), nil
}
