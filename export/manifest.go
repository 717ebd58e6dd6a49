package export

// Manifest is whyrst.json: what the data set holds, written last. It holds nothing that differs from run to run.
type Manifest struct {
	// WhyrstVersion, SchemaVersion and RulesVersion are those of the writer.
	WhyrstVersion string `json:"whyrst_version"`
	SchemaVersion string `json:"schema_version"`
	RulesVersion  string `json:"rules_version"`
	// Format and Encoding are names of Format and Encoding.
	Format   string `json:"format"`
	Encoding string `json:"encoding,omitempty"`
	// Captures are the input files in the order in which they were begun.
	Captures []ManifestCapture `json:"captures"`
	// Tables are the tables in the order packets, flows, resets, captures.
	Tables []ManifestTable `json:"tables"`
}

// ManifestCapture is an input file.
type ManifestCapture struct {
	// Capture is the base name, Hash that of fact.Capture, empty if unknown.
	Capture string `json:"capture"`
	Hash    string `json:"hash,omitempty"`
	// Status is that of fact.Capture.
	Status string `json:"status"`
}

// ManifestTable is a table of the data set.
type ManifestTable struct {
	// Table is its name and the name of its folder.
	Table string `json:"table"`
	// Rows is the sum over its files.
	Rows int64 `json:"rows"`
	// Files are its files in capture order.
	Files []ManifestFile `json:"files"`
}

// ManifestFile is a file of a table.
type ManifestFile struct {
	// Path is relative to the data set, with slashes.
	Path string `json:"path"`
	// Capture is the input file whose rows it holds, empty for the captures table.
	Capture string `json:"capture,omitempty"`
	// Rows and Bytes are its sizes.
	Rows  int64 `json:"rows"`
	Bytes int64 `json:"bytes"`
	// MinTsNs and MaxTsNs bound ts_ns, nanoseconds since the epoch; absent when no row has one.
	MinTsNs *int64 `json:"min_ts_ns,omitempty"`
	MaxTsNs *int64 `json:"max_ts_ns,omitempty"`
}
