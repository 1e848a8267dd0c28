//! The library as others use it: small logs with known answers, and what must always hold.

mod always;
mod bank_holidays;
mod flow;
mod logs;
mod running_example;
mod spans;
