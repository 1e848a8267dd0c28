//! Writing Parquet.
