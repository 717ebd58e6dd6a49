// Package zfixed compresses arrays of little-endian 64-bit integers as zstd frames, by what they are.
//
// Columns such as times, offsets, counters and sequence numbers have neighbours with equal high bytes and nothing
// else for a general compressor to find, which looks for it all the same: zstd's fastest level takes 22 to 35 ns a
// value. Here each value becomes one zstd sequence: its k low bytes as literals, the rest a match eight bytes back.
// As all sequences of a block are alike, their three codes are declared once (RLE mode) and cost no bits; literals
// are Huffman coded where they are many. That takes 3 to 7 ns a value, and a twentieth to a fifth more bytes
// (BenchmarkAppend). Any zstd decoder reads it: the frames use nothing outside of RFC 8878.
//
// Errors: none, every input has a frame.
//
// Limits: frames up to 4 GiB, blocks of at most 128 KiB.
//
// Not handled: other widths (a match has at least three bytes, so the trick needs five), decompression, checksums.
package zfixed
