//! Quality of a log: what a careful reader should know before believing a figure.
