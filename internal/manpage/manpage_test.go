package manpage_test

import (
	"strings"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"drivergen/internal/manpage"
)

// What roff would act on is escaped: a dot or a quote at the start of a line, a backslash, a hyphen.
func TestPagesEscape(t *testing.T) {
	root := &cobra.Command{Use: "prog COMMAND", Short: "Does it"}
	sub := &cobra.Command{
		Use: "run [-x]", Short: "Run it", Long: ".hidden is a file\n\n'quoted' and a\\b", Example: `  prog run --all "x"`,
		Run: func(*cobra.Command, []string) {},
	}
	sub.Flags().String("all", "", "take `WHAT` there is")
	root.AddCommand(sub, &cobra.Command{Use: "secret", Hidden: true, Run: func(*cobra.Command, []string) {}})
	pages := manpage.Pages(root, manpage.Options{Date: time.Unix(0, 0), Source: "prog", Manual: "m", Sections: [][2]string{{"FILES", "none"}}})
	if len(pages) != 2 || pages[0].Name != "prog.1" || pages[1].Name != "prog-run.1" {
		t.Fatalf("pages %v", pages)
	}
	for i, wants := range [][]string{
		{".TH \"PROG\" \"1\" \"1970\\-01\\-01\" \"prog\" \"m\"\n", ".B \"prog\\-run(1)\"\nRun it.\n", ".SH \"FILES\"\n.PP\n.nf\nnone\n.fi\n"},
		{"\n\\&.hidden is a file\n.PP\n\\(aqquoted\\(aq and a\\eb\n", ".B \"\\-\\-all WHAT\"\nTake WHAT there is.\n", "  prog run \\-\\-all \"x\"\n", ".SH \"SEE ALSO\"\nprog(1)\n"},
	} {
		for _, want := range wants {
			if !strings.Contains(string(pages[i].Content), want) {
				t.Errorf("%s lacks %q:\n%s", pages[i].Name, want, pages[i].Content)
			}
		}
	}
}
