//! Unpacking gzip (also of several members, as `cat a.gz b.gz` gives), zstd and the files of a zip, as they are read.

use std::io::{self, BufReader, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use throughline::error::Error;
use zip::ZipArchive;

use super::disk::Disk;

/// Unpacking stops when a file unpacks to more than this many times its packed size and to more than [`LARGE`]. Real logs pack
/// to between a fifth and a sixtieth; deflate cannot go beyond 1032, so that only a file made to fill a disk comes near it.
const MOST_TIMES: u64 = 200;
/// Below this a bomb does no harm: everything is read in blocks, and unpacking so much takes seconds. In bytes.
const LARGE: u64 = 1 << 30;

/// How the bytes of a file (or of a file in a zip) are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    Plain,
    Gzip,
    Zstd,
}

impl Packing {
    /// By the first bytes.
    pub(super) fn of(head: &[u8]) -> Packing {
        match head {
            [0x1f, 0x8b, ..] => Packing::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Packing::Zstd,
            _ => Packing::Plain,
        }
    }

    /// The name without the ending of the packing.
    pub(super) fn inner_name(self, name: &str) -> String {
        let name = name.to_ascii_lowercase();
        let endings: &[&str] = match self {
            Packing::Plain => &[],
            Packing::Gzip => &[".gz", ".gzip"],
            Packing::Zstd => &[".zst", ".zstd"],
        };
        let inner = endings.iter().find_map(|ending| name.strip_suffix(ending)).map(str::to_string);
        inner.unwrap_or(name)
    }

    /// Does `work` on the unpacked bytes.
    pub(super) fn stream<T>(
        self,
        packed: impl Read,
        packed_bytes: u64,
        work: impl FnOnce(&mut dyn Read) -> io::Result<T>,
    ) -> io::Result<T> {
        let packed = BufReader::with_capacity(1 << 17, packed);
        match self {
            Packing::Plain => work(&mut { packed }),
            Packing::Gzip => {
                let bytes = flate2::bufread::MultiGzDecoder::new(packed);
                work(&mut Watched { bytes, packing: "gzip", packed_bytes, unpacked_bytes: 0 })
            }
            Packing::Zstd => {
                let bytes = zstd::stream::read::Decoder::with_buffer(packed)?;
                work(&mut Watched { bytes, packing: "zstd", packed_bytes, unpacked_bytes: 0 })
            }
        }
    }
}

/// One file in a zip.
#[derive(Clone)]
pub(super) struct Member {
    archive: ZipArchive<Disk>,
    index: usize,
    packed_bytes: u64,
}

impl Member {
    /// The files in a zip with their paths in it, without folders and what macOS and Windows add.
    pub(super) fn all(disk: Disk) -> Result<Vec<(String, Member)>, Error> {
        let mut archive = ZipArchive::new(disk).map_err(|error| Error::failed(zip_sentence(&error)))?;
        let mut members = Vec::new();
        for index in 0..archive.len() {
            let (path, packed_bytes) = {
                let file =
                    archive.by_index_raw(index).map_err(|error| Error::failed(zip_sentence(&error)))?;
                if file.is_dir() || added_by_a_system(file.name()) {
                    continue;
                }
                if file.encrypted() {
                    return Err(Error::asked(format!(
                        "“{}” in the zip needs a password; unpack it first",
                        crate::job::shorten(file.name())
                    )));
                }
                (file.name().to_string(), file.compressed_size())
            };
            members.push((path, Member { archive: archive.clone(), index, packed_bytes }));
        }
        Ok(members)
    }

    /// Its size in the zip, in bytes.
    pub(super) fn packed_bytes(&self) -> u64 {
        self.packed_bytes
    }

    /// Does `work` on the unpacked bytes.
    pub(super) fn stream<T>(
        mut self,
        packing: Packing,
        packed_bytes: u64,
        work: impl FnOnce(&mut dyn Read) -> io::Result<T>,
    ) -> io::Result<T> {
        let bytes =
            self.archive.by_index(self.index).map_err(|error| io::Error::other(zip_sentence(&error)))?;
        packing.stream(Watched { bytes, packing: "zip", packed_bytes, unpacked_bytes: 0 }, packed_bytes, work)
    }
}

fn added_by_a_system(path: &str) -> bool {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    path.split(['/', '\\']).any(|part| part == "__MACOSX")
        || name.starts_with("._")
        || [".DS_Store", "Thumbs.db", "desktop.ini"].contains(&name)
}

fn zip_sentence(error: &zip::result::ZipError) -> String {
    use zip::result::ZipError::{CompressionMethodNotSupported, Io, UnsupportedArchive};
    match error {
        Io(error) => sentence(error),
        CompressionMethodNotSupported(_) | UnsupportedArchive(_) => {
            format!("the zip is packed in a way that is not supported ({error}); unpack it first")
        }
        _ => format!("the zip is damaged or was cut short ({error}); copy or download it again"),
    }
}

/// Bytes being unpacked: stops a bomb, and says in a sentence what is wrong.
struct Watched<R> {
    bytes: R,
    packing: &'static str,
    packed_bytes: u64,
    unpacked_bytes: u64,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let packing = self.packing;
        let read = self.bytes.read(out).map_err(|error| match error.kind() {
            io::ErrorKind::Interrupted => error,
            _ if error.get_ref().is_some_and(|inner| inner.is::<Said>()) => error,
            io::ErrorKind::UnexpectedEof => said(format!(
                "the {packing} data stop in the middle, after {} unpacked bytes: the file was cut short; copy or \
                 download it again",
                self.unpacked_bytes
            )),
            _ => said(format!(
                "the {packing} data are damaged after {} unpacked bytes ({error}); copy or download the file again",
                self.unpacked_bytes
            )),
        })?;
        self.unpacked_bytes += read as u64;
        if self.unpacked_bytes > LARGE && self.unpacked_bytes / MOST_TIMES > self.packed_bytes {
            return Err(said(format!(
                "unpacks to more than {MOST_TIMES} times its size and more than {} GiB, as no log does (they pack 5 to 60 times); \
                 unpacking was stopped. If it is meant to be so large, unpack it first, and have about ten times its size of memory",
                LARGE >> 30
            )));
        }
        Ok(read)
    }
}

/// A sentence as an input error.
#[derive(Debug)]
struct Said(String);

impl std::fmt::Display for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Said {}

fn said(sentence: String) -> io::Error {
    io::Error::other(Said(sentence))
}

/// What an error while reading says to a person.
pub(super) fn sentence(error: &io::Error) -> String {
    match error.raw_os_error() {
        None if error.get_ref().is_some() => error.to_string(),
        _ if error.kind() == io::ErrorKind::UnexpectedEof => {
            "stops in the middle: the file was cut short".to_string()
        }
        _ => format!("could not be read: {error}"),
    }
}

/// The size of a block, in bytes.
const BLOCK: usize = 1 << 18;

/// Blocks unpacked on a thread of their own, so that unpacking and parsing go on side by side. The thread is at most a few
/// blocks ahead, and ends when nobody reads any more.
pub(super) struct Blocks {
    full: Receiver<io::Result<Vec<u8>>>,
    used: SyncSender<Vec<u8>>,
    block: Vec<u8>,
    place: usize,
    done: bool,
}

impl Blocks {
    /// The blocks of what `stream` gives its argument to read.
    pub(super) fn of(
        stream: impl FnOnce(&mut dyn FnMut(&mut dyn Read) -> io::Result<()>) -> io::Result<()> + Send + 'static,
    ) -> Blocks {
        let (send, full) = sync_channel(4);
        let (used, reuse) = sync_channel::<Vec<u8>>(8);
        std::thread::spawn(move || {
            let mut pump = |bytes: &mut dyn Read| loop {
                let mut block = reuse.try_recv().unwrap_or_default();
                block.clear();
                // One probe more than a block, so that it never grows.
                block.reserve(BLOCK + 64);
                let read = bytes.take(BLOCK as u64).read_to_end(&mut block);
                let last = block.len() < BLOCK;
                // What came before an error is still worth reading.
                if send.send(Ok(block)).is_err() || last || read.is_err() {
                    return read.map(|_| ());
                }
            };
            if let Err(error) = stream(&mut pump) {
                // Nobody may be left to hear it.
                let _ = send.send(Err(error));
            }
        });
        Blocks { full, used, block: Vec::new(), place: 0, done: false }
    }
}

impl Read for Blocks {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.place == self.block.len() {
            if self.done {
                return Ok(0);
            }
            let used = std::mem::take(&mut self.block);
            self.place = 0;
            // A block that cannot be given back is simply dropped.
            let _ = self.used.try_send(used);
            match self.full.recv() {
                Ok(Ok(block)) => self.block = block,
                Ok(Err(error)) => {
                    self.done = true;
                    return Err(error);
                }
                Err(_) => self.done = true,
            }
        }
        let read = out.len().min(self.block.len() - self.place);
        out[..read].copy_from_slice(&self.block[self.place..self.place + read]);
        self.place += read;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bomb_is_stopped_and_a_large_file_is_not() {
        let unpack = |packed_bytes| {
            let bytes = io::repeat(0).take(LARGE + (64 << 20));
            io::copy(
                &mut Watched { bytes, packing: "gzip", packed_bytes, unpacked_bytes: 0 },
                &mut io::sink(),
            )
        };
        let stopped = unpack(4 << 20).unwrap_err().to_string();
        assert!(stopped.contains("more than 200 times its size and more than 1 GiB"), "{stopped}");
        assert_eq!(unpack(64 << 20).unwrap(), LARGE + (64 << 20));
    }

    #[test]
    fn nobody_waits_for_a_reader_that_went_away() {
        let (send, ended) = std::sync::mpsc::channel();
        let mut blocks = Blocks::of(move |out| {
            let done = out(&mut io::repeat(7));
            send.send(()).unwrap();
            done
        });
        blocks.read_exact(&mut [0; 10]).unwrap();
        drop(blocks);
        assert!(ended.recv_timeout(std::time::Duration::from_secs(20)).is_ok());
    }
}
