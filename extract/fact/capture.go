package fact

// Capture is one input file: what was read, what was lost, and what it held.
type Capture struct {
	// Capture is the base name, the join key of the other tables.
	Capture string `col:"capture"`
	// Path is the name as given on the command line.
	Path string `col:"capture_path"`
	// Hash is xxh3-128 over the stored bytes, hexadecimal. Unknown when reading ended before the end of the file.
	Hash Opt[string] `col:"capture_hash" see:"github.com/Cyan4973/xxHash"`
	// Format is pcap, pcapng, snoop and so on. Unknown when the file is no capture.
	Format Opt[string] `col:"capture_format"`
	// Compression is gzip, zstd, lz4, xz, bzip2 or none. Unknown when the file could not be opened.
	Compression Opt[string] `col:"capture_compression"`
	// StoredBytes is the size of the file as stored.
	StoredBytes int64 `col:"capture_stored_bytes" unit:"bytes"`
	// Bytes is the size after decompression, as far as it was read.
	Bytes int64 `col:"capture_bytes" unit:"bytes"`
	// Interfaces counts interfaces over all sections.
	Interfaces int32 `col:"capture_interfaces" unit:"count"`
	// Frames counts frames.
	Frames int64 `col:"capture_frames" unit:"frames"`
	// FramesOK counts frames whose headers are complete.
	FramesOK int64 `col:"capture_frames_ok" unit:"frames"`
	// FramesTruncated counts frames in which the snap length cut a header.
	FramesTruncated int64 `col:"capture_frames_truncated" unit:"frames"`
	// FramesMalformed counts frames with a header that contradicts itself.
	FramesMalformed int64 `col:"capture_frames_malformed" unit:"frames"`
	// FramesFragment counts IP fragments that were not reassembled.
	FramesFragment int64 `col:"capture_frames_fragment" unit:"frames"`
	// FramesUnsupported counts frames of layers that whyrst does not decode.
	FramesUnsupported int64 `col:"capture_frames_unsupported" unit:"frames"`
	// FramesTCP counts frames with TCP.
	FramesTCP int64 `col:"capture_frames_tcp" unit:"frames"`
	// Flows counts TCP connections.
	Flows int64 `col:"capture_flows" unit:"count"`
	// FlowsEvicted counts those that the memory bound pushed out.
	FlowsEvicted int64 `col:"capture_flows_evicted" unit:"count"`
	// Resets counts RSTs.
	Resets int64 `col:"capture_resets" unit:"packets"`
	// FirstTsNs is the earliest capture time. Unknown when no frame has a time.
	FirstTsNs Opt[int64] `col:"ts_ns" unit:"ns"`
	// LastTsNs is the latest capture time. Unknown when no frame has a time.
	LastTsNs Opt[int64] `col:"capture_last_ts_ns" unit:"ns"`
	// Losses counts byte ranges that could not be read.
	Losses int32 `col:"capture_losses" unit:"count"`
	// LostBytes sums them.
	LostBytes int64 `col:"capture_lost_bytes" unit:"bytes"`
	// LossRanges lists them as "from-to reason, after frame n", at most 100.
	LossRanges []string `col:"capture_loss_ranges"`
	// Status is ok, damaged (something was lost) or failed (nothing could be read).
	Status string `col:"capture_status"`
	// Error is the message that ended reading early. Unknown when there is none.
	Error Opt[string] `col:"capture_error"`
	// WhyrstVersion is the version that wrote the row.
	WhyrstVersion string `col:"whyrst_version"`
	// SchemaVersion is the version of the tables' schema.
	SchemaVersion string `col:"schema_version"`
}
