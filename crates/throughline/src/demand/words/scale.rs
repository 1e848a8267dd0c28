//! How much each feature of a text says: (1 + ln count) * idf with idf = ln((1 + n) / (1 + texts with it)) + 1, each of the two blocks
//! scaled to length 1 (Salton and Buckley 1988; scikit-learn's `TfidfTransformer` with `sublinear_tf`).

use super::texts::{PLACES, Texts};

/// Where a feature that no text in training had would stand.
const UNSEEN: u32 = u32::MAX;

/// What was learned of features from the texts in training.
#[derive(Debug, Clone)]
pub(super) struct Scale {
    /// For each place its number among the features seen, or [`UNSEEN`].
    numbers: Vec<u32>,
    idf: Vec<f32>,
    idf_unseen: f32,
}

/// The features of a text: number among those seen, and size.
pub(super) type Row = Vec<(u32, f32)>;

impl Scale {
    /// Learned from some of the texts.
    pub(super) fn of(texts: &Texts, training: &[usize]) -> Scale {
        let mut with = vec![0_u32; 2 * PLACES as usize];
        for text in training {
            texts.row(*text).iter().for_each(|(place, _)| with[*place as usize] += 1);
        }
        let n = training.len() as f64;
        let idf = |with: u32| (((1.0 + n) / (1.0 + f64::from(with))).ln() + 1.0) as f32;
        let mut numbers = vec![UNSEEN; with.len()];
        let mut all = Vec::new();
        for (place, with) in with.into_iter().enumerate().filter(|(_, with)| *with > 0) {
            numbers[place] = all.len() as u32;
            all.push(idf(with));
        }
        Scale { numbers, idf: all, idf_unseen: idf(0) }
    }

    /// How many features were seen.
    pub(super) fn len(&self) -> usize {
        self.idf.len()
    }

    /// A text, scaled. Features not seen in training are left out, but count for its length.
    pub(super) fn row(&self, texts: &Texts, text: usize) -> Row {
        let cells = texts.row(text);
        let (words, letters) = cells.split_at(cells.partition_point(|cell| cell.0 < PLACES));
        let mut row = Vec::with_capacity(cells.len());
        for block in [words, letters] {
            let from = row.len();
            let mut squares = 0.0;
            for (place, count) in block {
                let number = self.numbers[*place as usize];
                let idf = self.idf.get(number as usize).copied().unwrap_or(self.idf_unseen);
                let size = if *count == 1.0 { idf } else { (1.0 + count.ln()) * idf };
                squares += size * size;
                if number != UNSEEN {
                    row.push((number, size));
                }
            }
            let length = squares.sqrt();
            row[from..].iter_mut().for_each(|(_, size)| *size /= length);
        }
        row
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_block_has_length_one_and_rare_words_say_more() {
        let texts = Texts::of(&["the heating", "the roof", "the new boiler"], 1);
        let scale = Scale::of(&texts, &[0, 1]);
        let row = scale.row(&texts, 0);
        let squares: f32 = row.iter().map(|(_, size)| size * size).sum();
        assert!((squares - 2.0).abs() < 1e-5, "{squares}");
        // Words: "the" in both texts (idf 1), "heating" and "the heating" in one (idf ln(3/2) + 1).
        let mut words: Vec<f32> = row.iter().take(3).map(|cell| cell.1).collect();
        words.sort_unstable_by(f32::total_cmp);
        assert!((words[2] / words[0] - (1.5_f32.ln() + 1.0)).abs() < 1e-5);
        // Of the third only "the" is known, and it is not all of the text.
        assert!(scale.row(&texts, 2).iter().map(|(_, size)| size * size).sum::<f32>() < 1.5);
        assert!(scale.row(&Texts::of(&[""], 1), 0).is_empty());
    }
}
