package batch

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
)

// lineLength is how long a line is, with its end.
const lineLength = 100

// end is the line that asks the server how much it counted.
const end = "end\n"

// appendLine appends the nth line of a batch, of lineLength bytes.
func appendLine(buf []byte, n, of int) []byte {
	start := len(buf)
	buf = fmt.Appendf(buf, "line %d of %d ", n, of)
	for len(buf)-start < lineLength-1 {
		buf = append(buf, '-')
	}
	return append(buf, '\n')
}

// Count serves one client: it counts bytes up to a line that says end, and answers how many they were.
func Count(conn net.Conn) {
	in := bufio.NewReader(conn)
	total := 0
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		if line == end {
			io.WriteString(conn, countText(total)) // whether it arrives, the client sees
			return
		}
		total += len(line)
	}
}

func countText(n int) string { return strconv.Itoa(n) + " bytes\n" }

// parseCount reads what countText wrote.
func parseCount(text string) (int, error) {
	number, ok := strings.CutSuffix(text, " bytes\n")
	n, err := strconv.Atoi(number)
	if !ok || err != nil {
		return 0, fmt.Errorf("the server answered %q instead of how many bytes it counted", text)
	}
	return n, nil
}
