package report

// What follows is the part of SARIF 2.1.0 that is written; the numbers are the
// sections of the specification.

// A sarifLog is a sarifLog object (3.13).
type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

// A sarifRun is a run object (3.14).
type sarifRun struct {
	Tool        sarifTool         `json:"tool"`
	Invocations []sarifInvocation `json:"invocations"`
	ColumnKind  string            `json:"columnKind"`
	Results     []sarifResult     `json:"results"`
}

// A sarifTool is a tool object (3.18).
type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

// A sarifDriver is a toolComponent object (3.19).
type sarifDriver struct {
	Name    string      `json:"name"`
	Version string      `json:"version,omitempty"`
	Rules   []sarifRule `json:"rules"`
}

// A sarifInvocation is an invocation object (3.20).
type sarifInvocation struct {
	ExecutionSuccessful bool `json:"executionSuccessful"`
}

// A sarifRule is a reportingDescriptor object (3.49).
type sarifRule struct {
	ID               string             `json:"id"`
	ShortDescription sarifMessage       `json:"shortDescription"`
	FullDescription  sarifMessage       `json:"fullDescription"`
	Help             sarifHelp          `json:"help"`
	Default          sarifConfiguration `json:"defaultConfiguration"`
}

// A sarifConfiguration is a reportingConfiguration object (3.50).
type sarifConfiguration struct {
	Level string `json:"level"`
}

// A sarifResult is a result object (3.27).
type sarifResult struct {
	RuleID    string          `json:"ruleId"`
	RuleIndex int             `json:"ruleIndex"`
	Level     string          `json:"level"`
	Message   sarifMessage    `json:"message"`
	Locations []sarifLocation `json:"locations"`
	Related   []sarifLocation `json:"relatedLocations,omitempty"`
}

// A sarifLocation is a location object (3.28).
type sarifLocation struct {
	ID       int           `json:"id,omitempty"`
	Physical sarifPhysical `json:"physicalLocation"`
	Message  *sarifMessage `json:"message,omitempty"`
}

// A sarifPhysical is a physicalLocation object (3.29).
type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   *sarifRegion  `json:"region,omitempty"`
}

// A sarifArtifact is an artifactLocation object (3.4).
type sarifArtifact struct {
	URI string `json:"uri"`
}

// A sarifRegion is a region object (3.30); its columns count from 1, and
// endColumn is the one after the region.
type sarifRegion struct {
	StartLine   int           `json:"startLine"`
	StartColumn int           `json:"startColumn,omitempty"`
	EndColumn   int           `json:"endColumn,omitempty"`
	Snippet     *sarifMessage `json:"snippet,omitempty"`
}

// A sarifHelp is a multiformatMessageString object (3.12).
type sarifHelp struct {
	Text     string `json:"text"`
	Markdown string `json:"markdown,omitempty"`
}

// A sarifMessage is a message object (3.11), a multiformatMessageString object
// (3.12) or an artifactContent object (3.3) of plain text.
type sarifMessage struct {
	Text string `json:"text"`
}
