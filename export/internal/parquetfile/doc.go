// Package parquetfile encodes batches as Parquet column chunks and writes the files. The file's structures (thrift
// headers, footer, page index, bloom filters) are parquet-go's; pages are encoded here.
//
//	Batch -> Chunk.Append, one call a column and batch -> pages -> Chunk.Finish -> File.WriteRowGroup
//
// Why own pages: they are the ceiling of the tool. On the same packets of all 82 columns and the same busy machine
// parquet-go's struct writer took 2,360 ns of processor time a row at zstd's fastest level, this 510 with the
// picking of the columns (39.1 and 36.6 bytes a row); 2 million packets/s on two cores leave 1,000 for all. And a row
// group of packets must be kept encoded, but for the columns of the verdict, until its resets are sealed, which the
// library's row groups can't.
//
// What makes it cheap: values come dense and narrow (package batch); runs of one value or of NULL become one page
// over any number of batches; dictionary indexes are 8 or 16 bits wide, so that packing them is a copy and zstd sees
// bytes; a dictionary that does not pay is given up after a page; bloom filters are made from dictionaries, not rows.
//
// Encodings are those of the oldest reader we name: data pages V1, PLAIN, RLE_DICTIONARY, levels RLE, zstd
// (on demand DELTA_BINARY_PACKED). No UINT, UUID, INT96 or FIXED_LEN_BYTE_ARRAY.
//
// Ownership: a Chunk belongs to one goroutine at a time, a Scratch to one for good. Both are reused.
//
// Ordering: the bytes depend on the values alone.
//
// Not handled: reading (parquet-go does it), encryption, nested types other than lists of strings.
package parquetfile
