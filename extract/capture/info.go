package capture

// Format is the kind of capture file.
type Format uint8

// The formats that are read.
const (
	FormatUnknown Format = iota
	FormatPcap
	FormatPcapNs       // pcap with nanosecond times
	FormatPcapModified // Kuznetzov's patched libpcap, three layouts
	FormatPcapNokia
	FormatPcapAIX
	FormatPcapIXIA // lcap, microseconds or nanoseconds
	FormatPcapng
	FormatSnoop // RFC 1761; also Shomiti's
)

var formatNames = [...]string{"unknown", "pcap", "nsecpcap", "modpcap", "nokiapcap", "aixpcap", "lcap", "pcapng", "snoop"}

// String returns the name, where there is one that of Wireshark's capinfos.
func (f Format) String() string { return formatNames[f] }

// Compression is how the file was stored.
type Compression uint8

// The compressions that are read, recognised by their magic numbers.
const (
	Uncompressed Compression = iota
	Gzip
	Zstd
	LZ4
	XZ
	Bzip2
)

var compressionNames = [...]string{"none", "gzip", "zstd", "lz4", "xz", "bzip2"}

// String returns the usual name, "none" for Uncompressed.
func (c Compression) String() string { return compressionNames[c] }

// Interface describes one capture interface.
type Interface struct {
	// Section is the 0-based number of the pcapng section, 0 elsewhere.
	Section int
	// ID is frame.interface_id of its frames: the interface's number within
	// its section. -1 in formats other than pcapng, where Wireshark has no
	// such field.
	ID int32
	// LinkType is the LINKTYPE_ value of its frames (after the translations
	// named in doc.go).
	LinkType uint16
	// SnapLen is the declared limit of captured bytes, 0 for none or unknown.
	SnapLen uint32
	// FCSLen is the declared length of the frame check sequence at the end of
	// each frame, in bytes; -1 if the file does not say.
	FCSLen int
	// Name and Description are if_name and if_description, "" if absent.
	Name, Description string
	// Resolution is the length of one time unit as a power: Base 10 or 2,
	// unit = Base^-Exponent seconds.
	Base, Exponent int
	// OffsetSec is if_tsoffset, the seconds added to every time.
	OffsetSec int64
}

// Info is what is known about the capture so far; complete after io.EOF or an
// Error.
type Info struct {
	// Name is the path or name given to Open or NewReader.
	Name        string
	Format      Format
	Compression Compression
	// BigEndian is the byte order of the file, or of its first section.
	BigEndian bool
	// VersionMajor and VersionMinor are those of the file, or of its first
	// section.
	VersionMajor, VersionMinor uint16
	// StoredBytes is the number of bytes read from the file, StreamBytes how
	// many they were after decompression. StoredSize is the size of the file
	// when it was opened, -1 if it is not a regular file.
	StoredBytes, StreamBytes, StoredSize int64
	// Frames is the number of frames delivered, pseudo-frames included.
	Frames int64
	// PseudoFrames is how many of them are of a Kind other than KindPacket.
	PseudoFrames int64
	// FirstNs and LastNs are the least and the greatest time of a frame.
	// Meaningful iff TimesKnown.
	FirstNs, LastNs int64
	TimesKnown      bool
	// Hash is the xxh3-128 of the stored bytes, big-endian. Meaningful iff
	// HashKnown: after the whole file was read, and unless Options.NoHash.
	Hash      [16]byte
	HashKnown bool
	// Sections is the number of pcapng sections, 0 in other formats.
	Sections int
	// Interfaces in the order of their first description.
	Interfaces []Interface
	// Comments are the opt_comment options of section headers and interface
	// descriptions. At most 64 KiB are kept.
	Comments []string
	// Losses are the byte ranges that could not be read, in file order. Only
	// the first MaxLosses are kept; LossCount and LostBytes count them all.
	Losses    []Loss
	LossCount int64
	LostBytes int64
	// Skipped counts pcapng blocks that hold no frame: name resolution,
	// interface statistics, decryption secrets, and unknown types.
	Skipped int64
}
