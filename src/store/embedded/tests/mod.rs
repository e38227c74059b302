mod committer;
mod envelope;
