package fact

// DecodeStatus says how far a frame could be decoded.
type DecodeStatus uint8

// The values of DecodeStatus.
const (
	// DecodeOK all headers of the innermost supported layer are complete.
	DecodeOK DecodeStatus = iota
	// DecodeTruncated the snap length cut a header.
	DecodeTruncated
	// DecodeMalformed a header contradicts itself.
	DecodeMalformed
	// DecodeFragment an IP fragment that was not reassembled.
	DecodeFragment
	// DecodeUnsupported a layer that whyrst does not decode.
	DecodeUnsupported
)

var decodeStatusNames = []string{"ok", "truncated", "malformed", "fragment", "unsupported"}

// String is the text of the value in tables and predicates.
func (v DecodeStatus) String() string { return enumText(decodeStatusNames, uint8(v)) }

// Values lists all texts in numeric order.
func (DecodeStatus) Values() []string { return decodeStatusNames }

// CaptureDir is the direction relative to the capturing host (EPB flags, SLL packet type).
type CaptureDir uint8

// The values of CaptureDir.
const (
	// DirUnknown not said.
	DirUnknown CaptureDir = iota
	// DirIn received.
	DirIn
	// DirOut sent.
	DirOut
)

var captureDirNames = []string{"unknown", "in", "out"}

// String is the text of the value in tables and predicates.
func (v CaptureDir) String() string { return enumText(captureDirNames, uint8(v)) }

// Values lists all texts in numeric order.
func (CaptureDir) Values() []string { return captureDirNames }

// ChecksumStatus is the state of the TCP checksum.
type ChecksumStatus uint8

// The values of ChecksumStatus.
const (
	// ChecksumUnverified not checked.
	ChecksumUnverified ChecksumStatus = iota
	// ChecksumGood right.
	ChecksumGood
	// ChecksumBad wrong.
	ChecksumBad
	// ChecksumOffload the partial pseudo-header sum of checksum offload.
	ChecksumOffload
)

var checksumStatusNames = []string{"unverified", "good", "bad", "offload"}

// String is the text of the value in tables and predicates.
func (v ChecksumStatus) String() string { return enumText(checksumStatusNames, uint8(v)) }

// Values lists all texts in numeric order.
func (ChecksumStatus) Values() []string { return checksumStatusNames }
