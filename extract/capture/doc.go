// Package capture reads packet captures: file bytes -> decompressed stream ->
// records -> batches of frames.
//
// # Formats
//
// pcap (microseconds, nanoseconds, either byte order, versions before 2.4,
// Kuznetzov's three patched layouts, Nokia, AIX, Ixia's lcap), pcapng, and
// snoop; stored plainly or with gzip, zstd, lz4, xz or bzip2. Both are told by
// magic numbers, never by file name.
//
// # Ownership
//
// A Batch owns its memory and passes from hand to hand; the Data of its frames
// points into it and dies at Reset. The Reader keeps nothing of a batch. A
// Reader belongs to one goroutine. Decompression runs in another one, bounded
// to a few blocks ahead.
//
// # Ordering
//
// Frames come in file order with Wireshark's frame.number. Times are as in the
// file and may run backwards.
//
// # Limits
//
// No length from a file is trusted with memory. A batch has 1 MiB; a frame at
// most MaxFrameBytes of data, a block of pcapng that is longer than a batch is
// passed over, with its first packet bytes delivered if it has any; names,
// comments of sections, interfaces and losses are bounded. Decompressors get
// at most 128 MiB for their window.
//
// # Damage
//
// Where a header is impossible the reader looks for the next place where
// records follow each other convincingly (search.go), records the bytes
// between as a Loss, and goes on. All that Wireshark reads before it stops is
// read here, too, with the same frame numbers. A file that ends inside a sound
// record just ends there. A compressed stream that breaks off gives what the
// library had decoded: all before the broken block; of xz, all before the
// broken chunk of up to 2 MiB.
//
// # Reading
//
// Plain files are read in chunks of 256 KiB straight into the batch. Mapping
// them would save no time where payloads are long (69 against 23 ns a frame of
// 330 bytes: page faults cost more than the copy), and a file that shrinks
// under a mapping kills the process.
//
// # Where Wireshark 4.0 differs
//
//   - a pcap fraction of more than a second, and a pcapng time unit finer than
//     2^-34 s, overflow there; here they are exact
//   - times beyond the year 2262 are unknown here
//   - Ixia's lcap of hardware captures has nanoseconds, which 4.0 takes for
//     microseconds
//   - which pcap variant it is, 4.0 guesses with fewer checks than later
//     versions and than this package
//   - an unknown link type, or a minor version of pcapng other than 0 and 2, is
//     no reason to refuse a file here
//
// # Not handled
//
//   - the packets of ERF inside pcap (link type 197)
//   - the contents of pcapng's name resolution, interface statistics,
//     decryption secrets, custom, journal and sysdig blocks; the last three
//     are delivered as frames without a packet, because Wireshark numbers them
//   - options of a packet block other than comments and flags
//   - a second compression inside the first; an lz4 file of the legacy format
//   - files that still grow: what is there at the time is read
//   - a capture in several files: open them one after the other
package capture
