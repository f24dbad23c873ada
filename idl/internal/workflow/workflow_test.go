package workflow_test

import (
	"testing"

	"drivergen/idl/internal/workflow"
)

func TestString(t *testing.T) {
	for _, test := range []struct {
		command workflow.Command
		want    string
	}{
		{
			workflow.Command{Level: "error", File: "a, b:100%.yaml", Title: "E0101: x, y", Message: "50%: so,\r\nindeed"},
			"::error file=a%2C b%3A100%25.yaml,title=E0101%3A x%2C y::50%25: so,%0D%0Aindeed",
		},
		{workflow.Command{Level: "notice", File: "a.yaml", Line: 3, Col: 5, Title: "T", Message: "m"}, "::notice file=a.yaml,line=3,col=5,title=T::m"},
		{
			workflow.Command{Level: "warning", File: "a.yaml", Line: 3, Col: 5, EndCol: 9, Title: "T", Message: "m"},
			"::warning file=a.yaml,line=3,endLine=3,col=5,endColumn=9,title=T::m",
		},
	} {
		if got := test.command.String(); got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
}
