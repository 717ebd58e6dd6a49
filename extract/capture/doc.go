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
// records follow each other convincingly, records the bytes between as a Loss,
// and goes on. All that Wireshark reads before it stops is read here, too.
//
// # Not handled
//
//   - the packets of ERF inside pcap (link type 197)
//   - the contents of pcapng's name resolution, interface statistics,
//     decryption secrets, custom, journal and sysdig blocks; the last three
//     are delivered as frames without a packet, because Wireshark numbers them
//   - options of a packet block other than comments and flags
//   - a second compression inside the first
//   - files that still grow; a capture in several files
package capture
