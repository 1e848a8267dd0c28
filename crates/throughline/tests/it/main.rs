//! The library as others use it: small logs with known answers, and what must always hold.

mod bank_holidays;
