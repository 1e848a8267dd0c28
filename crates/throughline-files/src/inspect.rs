//! What each column was taken for and why, and how good the data are.
