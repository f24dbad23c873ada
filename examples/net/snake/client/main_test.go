package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestMistakes(t *testing.T) {
	for args, want := range map[string]string{
		"":                     "client: standard input and output are no terminal, which the game needs\n",
		"--name a/b/c/d/e/f/g": "client: --name: the name \"a/b/c/d/e/f/g\" has 13 characters: want 12 at the most (client -h tells more)\n",
		"--server nowhere":     "client: --server \"nowhere\": want HOST:PORT, such as 192.168.1.27:7070 (client -h tells more)\n",
		"lisa":                 "client: unexpected argument \"lisa\": every value has its flag (client -h tells more)\n",
	} {
		var out, log bytes.Buffer
		if code := run(t.Context(), strings.Fields(args), false, &out, &log); code != 2 || log.String() != want {
			t.Errorf("%s: exit %d, standard error:\n%s", args, code, &log)
		}
	}
	var out, log bytes.Buffer
	if code := run(t.Context(), []string{"-h"}, false, &out, &log); code != 0 || !strings.Contains(out.String(), "--server HOST:PORT") {
		t.Errorf("exit %d, printed:\n%s", code, &out)
	}
}
